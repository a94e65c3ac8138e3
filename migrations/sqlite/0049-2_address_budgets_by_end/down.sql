DROP INDEX IF EXISTS address_budgets_by_end;
