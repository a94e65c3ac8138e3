-- What was agreed beside the scope; what the document lacks was not agreed.
ALTER TABLE authorization_codes ADD COLUMN terms JSON NOT NULL DEFAULT '{}';
ALTER TABLE grants ADD COLUMN terms JSON NOT NULL DEFAULT '{}';

-- Opaque access tokens with what they say; and access tokens that were revoked, a JWT under the hash of its
-- jti and without what it says. A row is kept for as long as the token would live.
CREATE TABLE access_tokens (
    tenant_id TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    claims JSON,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX access_tokens_by_client ON access_tokens (tenant_id, client_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

-- Assertions with which clients have authenticated, until they are no longer accepted.
CREATE TABLE client_assertions (
    tenant_id TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    jti BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, client_id, jti),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);
