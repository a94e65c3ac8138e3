ALTER TABLE api_keys DROP COLUMN is_active;
ALTER TABLE api_keys DROP COLUMN last_use_with;
ALTER TABLE api_keys DROP COLUMN last_use_from;
ALTER TABLE api_keys DROP COLUMN last_use_at;
ALTER TABLE api_keys DROP COLUMN created_with;
ALTER TABLE api_keys DROP COLUMN created_from;
