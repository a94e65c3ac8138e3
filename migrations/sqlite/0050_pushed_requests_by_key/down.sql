CREATE TABLE requests_by_number (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    client_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT;
INSERT INTO requests_by_number SELECT tenant_id, token, client_id, sender, parameters, expires_at FROM pushed_requests;
DROP TABLE pushed_requests;
ALTER TABLE requests_by_number RENAME TO pushed_requests;
CREATE INDEX pushed_requests_by_client ON pushed_requests (tenant_id, client_id);
CREATE INDEX pushed_requests_by_expiry ON pushed_requests (expires_at);
