ALTER TABLE reset_links DROP COLUMN tries;
DROP TABLE recovery_codes;
