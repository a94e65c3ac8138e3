-- From where and with what a key was made and last used, and whether it still works.
ALTER TABLE api_keys ADD COLUMN created_from TEXT COLLATE "C";
ALTER TABLE api_keys ADD COLUMN created_with TEXT COLLATE "C";
ALTER TABLE api_keys ADD COLUMN last_use_at BIGINT;
ALTER TABLE api_keys ADD COLUMN last_use_from TEXT COLLATE "C";
ALTER TABLE api_keys ADD COLUMN last_use_with TEXT COLLATE "C";
ALTER TABLE api_keys ADD COLUMN is_active BOOLEAN NOT NULL DEFAULT TRUE;
