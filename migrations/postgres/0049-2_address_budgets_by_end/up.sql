-- Those that can be forgotten are found by it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS address_budgets_by_end ON address_budgets (forget_at);
