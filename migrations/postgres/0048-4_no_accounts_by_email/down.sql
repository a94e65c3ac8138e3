CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS accounts_by_email ON accounts (tenant_id, email_folded);
