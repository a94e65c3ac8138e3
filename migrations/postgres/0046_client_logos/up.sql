-- The hash of the logo that a client has, so that it is read with the client; none until it was fetched.
ALTER TABLE relying_parties ADD COLUMN logo TEXT COLLATE "C";

-- The pictures, and where they came from.
CREATE TABLE client_logos (
    tenant_id TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    uri TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    image BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
);

-- Logos that are to be fetched, when it is tried next, and how often it was tried.
CREATE TABLE logo_wishes (
    wish_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    uri TEXT COLLATE "C" NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    UNIQUE (tenant_id, client_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX logo_wishes_by_due ON logo_wishes (due_at);

-- Clients that say already where their logo is.
INSERT INTO logo_wishes (tenant_id, client_id, uri, due_at)
SELECT tenant_id, client_id, registration ->> 'logo_uri', 0
FROM relying_parties
WHERE registration ->> 'logo_uri' IS NOT NULL;
