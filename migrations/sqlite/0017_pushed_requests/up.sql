-- Authorization requests that were sent ahead: by their client, which has authenticated, or by a browser with a
-- form. Each is good once.
CREATE TABLE pushed_requests (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    client_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX pushed_requests_by_client ON pushed_requests (tenant_id, client_id);
CREATE INDEX pushed_requests_by_expiry ON pushed_requests (expires_at);
