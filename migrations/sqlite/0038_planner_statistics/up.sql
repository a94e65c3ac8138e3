-- What the planner takes for granted: tenants with 100,000 people. Without it, it expects ten rows in each tenant and
-- goes through all of them, because they are in the right order, to find the one that an index would have given it at once.
-- The numbers are the rows of an index, then how many of them share its first column, its first two, and so on.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('accounts', 'sqlite_autoindex_accounts_1', '100000 100000 1'),
    ('accounts', 'accounts_by_username', '100000 100000 1'),
    ('accounts', 'accounts_by_email', '100000 100000 1'),
    ('accounts', 'accounts_by_creation', '100000 100000 2 1'),
    ('user_profiles', 'sqlite_autoindex_user_profiles_1', '100000 100000 1'),
    ('user_values', 'sqlite_autoindex_user_values_1', '2000000 2000000 20 1'),
    ('user_values', 'user_values_by_head', '2000000 2000000 100000 2'),
    ('user_external_ids', 'sqlite_autoindex_user_external_ids_1', '100000 100000 100000 1'),
    ('user_external_ids', 'user_external_ids_by_user', '100000 100000 1 1'),
    ('user_groups', 'sqlite_autoindex_user_groups_1', '1000 1000 1'),
    ('user_groups', 'user_groups_by_name', '1000 1000 1'),
    ('user_groups', 'user_groups_by_creation', '1000 1000 2 1'),
    ('group_members', 'sqlite_autoindex_group_members_1', '1000000 1000000 1000 1'),
    ('group_members', 'group_members_by_user', '1000000 1000000 10');
ANALYZE sqlite_schema;
