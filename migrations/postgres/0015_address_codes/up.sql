-- Codes that confirm the address of an account. The latest is the one that counts; the others stay for a day, to be
-- counted.
CREATE TABLE address_codes (
    tenant_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    code BYTEA NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    tries BIGINT NOT NULL,
    is_open BOOLEAN NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX address_codes_by_age ON address_codes (sent_at);
