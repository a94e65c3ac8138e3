CREATE TABLE tokens_by_number (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    grant_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    successor BLOB,
    sealed_successor BLOB,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, grant_id) ON DELETE CASCADE
) STRICT;
INSERT INTO tokens_by_number
SELECT tenant_id, token, grant_id, created_at, expires_at, used_at, successor, sealed_successor FROM refresh_tokens;
DROP TABLE refresh_tokens;
ALTER TABLE tokens_by_number RENAME TO refresh_tokens;
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (tenant_id, grant_id);
