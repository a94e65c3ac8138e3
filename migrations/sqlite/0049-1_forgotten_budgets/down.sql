ALTER TABLE name_budgets DROP COLUMN forget_at;
ALTER TABLE address_budgets DROP COLUMN forget_at;
