-- A page that is sorted by creation is found by it without looking at each person.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS accounts_by_name ON accounts (tenant_id, username_folded)
    INCLUDE (created_at, user_id);
