-- As that of names.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS accounts_by_address ON accounts (tenant_id, email_folded)
    INCLUDE (created_at, user_id);
