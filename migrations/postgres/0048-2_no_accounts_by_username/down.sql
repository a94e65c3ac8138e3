CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS accounts_by_username ON accounts (tenant_id, username_folded);
