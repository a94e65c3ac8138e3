-- Passkeys. The key is what the library keeps of one; its counter stands beside it to be compared.
CREATE TABLE passkeys (
    tenant_id TEXT COLLATE "C" NOT NULL,
    credential_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    public_key JSON NOT NULL,
    counter BIGINT NOT NULL,
    is_device_bound BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    created_from TEXT COLLATE "C",
    created_with TEXT COLLATE "C",
    used_at BIGINT,
    used_from TEXT COLLATE "C",
    used_with TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, credential_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX passkeys_by_user ON passkeys (tenant_id, user_id, created_at);

-- Challenges that wait for an authenticator's answer: a registration has a user, an authentication may have a name.
CREATE TABLE passkey_ceremonies (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    challenge BYTEA NOT NULL,
    user_id TEXT COLLATE "C",
    username_folded TEXT COLLATE "C",
    state JSON NOT NULL,
    network TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, challenge)
);
CREATE INDEX passkey_ceremonies_by_network ON passkey_ceremonies (tenant_id, network, expires_at);
CREATE INDEX passkey_ceremonies_by_expiry ON passkey_ceremonies (expires_at);
