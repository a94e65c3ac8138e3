DROP INDEX IF EXISTS name_budgets_by_end;
