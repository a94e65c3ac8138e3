-- The one before does the same.
DROP INDEX CONCURRENTLY IF EXISTS accounts_by_username;
