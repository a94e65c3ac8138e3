-- The hash of the logo that a client has, so that it is read with the client; none until it was fetched.
ALTER TABLE relying_parties ADD COLUMN logo TEXT;

-- The pictures, and where they came from.
CREATE TABLE client_logos (
    tenant_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    uri TEXT NOT NULL,
    hash TEXT NOT NULL,
    media_type TEXT NOT NULL,
    image BLOB NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT;

-- Logos that are to be fetched, when it is tried next, and how often it was tried.
CREATE TABLE logo_wishes (
    wish_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tenant_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    uri TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant_id, client_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX logo_wishes_by_due ON logo_wishes (due_at);

-- Clients that say already where their logo is.
INSERT INTO logo_wishes (tenant_id, client_id, uri, due_at)
SELECT tenant_id, client_id, json_extract(registration, '$.logo_uri'), 0
FROM relying_parties
WHERE json_extract(registration, '$.logo_uri') IS NOT NULL;
