-- Passkeys. The key is what the library keeps of one; its counter stands beside it to be compared.
CREATE TABLE passkeys (
    tenant_id TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL CHECK (json_valid(public_key)),
    counter INTEGER NOT NULL,
    is_device_bound INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_from TEXT,
    created_with TEXT,
    used_at INTEGER,
    used_from TEXT,
    used_with TEXT,
    PRIMARY KEY (tenant_id, credential_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (tenant_id, user_id, created_at);

-- Challenges that wait for an authenticator's answer: a registration has a user, an authentication may have a name.
CREATE TABLE passkey_ceremonies (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    challenge BLOB NOT NULL,
    user_id TEXT,
    username_folded TEXT,
    state TEXT NOT NULL CHECK (json_valid(state)),
    network TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, challenge)
) STRICT;
CREATE INDEX passkey_ceremonies_by_network ON passkey_ceremonies (tenant_id, network, expires_at);
CREATE INDEX passkey_ceremonies_by_expiry ON passkey_ceremonies (expires_at);
