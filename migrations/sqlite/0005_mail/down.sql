DROP INDEX mails_done;
DROP INDEX mails_due;
ALTER TABLE mails DROP COLUMN has_secrets;
ALTER TABLE mails DROP COLUMN failure;
ALTER TABLE mails DROP COLUMN done_at;
ALTER TABLE mails DROP COLUMN due_at;
ALTER TABLE mails DROP COLUMN attempts;
