DROP INDEX name_budgets_by_block;
DROP INDEX address_budgets_by_block;
DROP INDEX known_devices_by_user;
DROP INDEX known_devices_by_name;
ALTER TABLE known_devices DROP COLUMN user_id;
