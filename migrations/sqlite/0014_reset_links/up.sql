-- Mailed links by which somebody chooses a new picture. One without a user was asked for under a name or an
-- address that nobody has: it is kept like any other, and counts like any other.
CREATE TABLE reset_links (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    code BLOB NOT NULL,
    user_id TEXT,
    mailbox TEXT NOT NULL,
    network TEXT NOT NULL,
    is_followed INTEGER NOT NULL,
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX reset_links_by_user ON reset_links (tenant_id, user_id);
CREATE INDEX reset_links_by_mailbox ON reset_links (tenant_id, mailbox, expires_at);
CREATE INDEX reset_links_by_network ON reset_links (tenant_id, network, requested_at);
CREATE INDEX reset_links_by_age ON reset_links (requested_at);
