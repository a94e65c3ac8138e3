-- How a mail is sent: when it is due next, how often that was tried, what went wrong last, and when it was
-- done with, sent or given up. While a worker has it, it is due when the lease ends.
ALTER TABLE mails ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mails ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mails ADD COLUMN done_at BIGINT;
ALTER TABLE mails ADD COLUMN failure TEXT COLLATE "C";
ALTER TABLE mails ADD COLUMN has_secrets BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX mails_due ON mails (due_at) WHERE done_at IS NULL;
CREATE INDEX mails_done ON mails (has_secrets, done_at);
