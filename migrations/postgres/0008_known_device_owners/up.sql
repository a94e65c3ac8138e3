-- Whose device it is: by it a blocked name is shown as the account that it belongs to, and a name that is
-- given to somebody else brings no known devices along.
ALTER TABLE known_devices ADD COLUMN user_id TEXT COLLATE "C";
CREATE INDEX known_devices_by_name ON known_devices (tenant_id, name_key);
CREATE INDEX known_devices_by_user ON known_devices (tenant_id, user_id);
CREATE INDEX address_budgets_by_block ON address_budgets (tenant_id, blocked_until);
CREATE INDEX name_budgets_by_block ON name_budgets (tenant_id, blocked_until);
