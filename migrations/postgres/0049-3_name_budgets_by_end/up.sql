-- Those that can be forgotten are found by it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS name_budgets_by_end ON name_budgets (forget_at);
