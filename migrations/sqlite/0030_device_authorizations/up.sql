-- Devices without a browser that wait for their person to sign them in with another one (RFC 8628). A device code is good once;
-- one that has expired stays for a day, so that its device is told so.
CREATE TABLE device_authorizations (
    tenant_id TEXT NOT NULL,
    device_code BLOB NOT NULL,
    user_code TEXT NOT NULL,
    client_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    terms TEXT NOT NULL CHECK (json_valid(terms)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    poll_interval INTEGER NOT NULL,
    polled_at INTEGER,
    is_denied INTEGER NOT NULL DEFAULT 0,
    user_id TEXT,
    approval TEXT CHECK (json_valid(approval)),
    PRIMARY KEY (tenant_id, device_code),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX device_authorizations_by_user_code ON device_authorizations (tenant_id, user_code);
CREATE INDEX device_authorizations_by_client ON device_authorizations (tenant_id, client_id);
CREATE INDEX device_authorizations_by_user ON device_authorizations (tenant_id, user_id);
CREATE INDEX device_authorizations_by_expiry ON device_authorizations (expires_at);
