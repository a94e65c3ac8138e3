-- From where and with what a key was made and last used, and whether it still works.
ALTER TABLE api_keys ADD COLUMN created_from TEXT;
ALTER TABLE api_keys ADD COLUMN created_with TEXT;
ALTER TABLE api_keys ADD COLUMN last_use_at INTEGER;
ALTER TABLE api_keys ADD COLUMN last_use_from TEXT;
ALTER TABLE api_keys ADD COLUMN last_use_with TEXT;
ALTER TABLE api_keys ADD COLUMN is_active INTEGER NOT NULL DEFAULT 1;
