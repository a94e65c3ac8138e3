-- Devices without a browser that wait for their person to sign them in with another one (RFC 8628). A device code is good once;
-- one that has expired stays for a day, so that its device is told so.
CREATE TABLE device_authorizations (
    tenant_id TEXT COLLATE "C" NOT NULL,
    device_code BYTEA NOT NULL,
    user_code TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    terms JSON NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    poll_interval BIGINT NOT NULL,
    polled_at BIGINT,
    is_denied BOOLEAN NOT NULL DEFAULT FALSE,
    user_id TEXT COLLATE "C",
    approval JSON,
    PRIMARY KEY (tenant_id, device_code),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX device_authorizations_by_user_code ON device_authorizations (tenant_id, user_code);
CREATE INDEX device_authorizations_by_client ON device_authorizations (tenant_id, client_id);
CREATE INDEX device_authorizations_by_user ON device_authorizations (tenant_id, user_id);
CREATE INDEX device_authorizations_by_expiry ON device_authorizations (expires_at);
