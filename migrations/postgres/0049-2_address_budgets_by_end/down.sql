DROP INDEX CONCURRENTLY IF EXISTS address_budgets_by_end;
