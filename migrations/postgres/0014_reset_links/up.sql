-- Mailed links by which somebody chooses a new picture. One without a user was asked for under a name or an
-- address that nobody has: it is kept like any other, and counts like any other.
CREATE TABLE reset_links (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    code BYTEA NOT NULL,
    user_id TEXT COLLATE "C",
    mailbox TEXT COLLATE "C" NOT NULL,
    network TEXT COLLATE "C" NOT NULL,
    is_followed BOOLEAN NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX reset_links_by_user ON reset_links (tenant_id, user_id);
CREATE INDEX reset_links_by_mailbox ON reset_links (tenant_id, mailbox, expires_at);
CREATE INDEX reset_links_by_network ON reset_links (tenant_id, network, requested_at);
CREATE INDEX reset_links_by_age ON reset_links (requested_at);
