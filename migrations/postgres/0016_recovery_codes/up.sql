-- Codes that a person has written down, as MACs. One that was used is gone.
CREATE TABLE recovery_codes (
    tenant_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    code BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
-- Wrong codes that came with a link; after five of them it is void.
ALTER TABLE reset_links ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
