-- Rows in the order of their key, which is all that they are found by, instead of beside an index of it. Those of a
-- client are looked for only when the client is removed, and each stays for 90 seconds at most: no index is kept for it.
CREATE TABLE requests_by_key (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    client_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO requests_by_key SELECT tenant_id, token, client_id, sender, parameters, expires_at FROM pushed_requests;
DROP TABLE pushed_requests;
ALTER TABLE requests_by_key RENAME TO pushed_requests;
CREATE INDEX pushed_requests_by_expiry ON pushed_requests (expires_at);
