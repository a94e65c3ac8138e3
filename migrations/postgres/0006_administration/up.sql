-- When settings were last changed, 0 for never, so that a change can be told from the one before it; when a tenant was
-- closed; and the secret before the present one, which works for a while longer.
ALTER TABLE tenants ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN closed_at BIGINT;
ALTER TABLE relying_parties ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE relying_parties ADD COLUMN retired_secret BYTEA;
ALTER TABLE relying_parties ADD COLUMN retired_until BIGINT;
