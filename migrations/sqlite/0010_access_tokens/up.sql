-- What was agreed beside the scope; what the document lacks was not agreed.
ALTER TABLE authorization_codes ADD COLUMN terms TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(terms));
ALTER TABLE grants ADD COLUMN terms TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(terms));

-- Opaque access tokens with what they say; and access tokens that were revoked, a JWT under the hash of its
-- jti and without what it says. A row is kept for as long as the token would live.
CREATE TABLE access_tokens (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    client_id TEXT NOT NULL,
    claims TEXT CHECK (json_valid(claims)),
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX access_tokens_by_client ON access_tokens (tenant_id, client_id);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

-- Assertions with which clients have authenticated, until they are no longer accepted.
CREATE TABLE client_assertions (
    tenant_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    jti BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, client_id, jti),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);
