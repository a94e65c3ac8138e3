-- Codes that confirm the address of an account. The latest is the one that counts; the others stay for a day, to be
-- counted.
CREATE TABLE address_codes (
    tenant_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    code BLOB NOT NULL,
    address TEXT NOT NULL,
    tries INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX address_codes_by_age ON address_codes (sent_at);
