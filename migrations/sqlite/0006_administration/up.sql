-- When settings were last changed, 0 for never, so that a change can be told from the one before it; when a tenant was
-- closed; and the secret before the present one, which works for a while longer.
ALTER TABLE tenants ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN closed_at INTEGER;
ALTER TABLE relying_parties ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE relying_parties ADD COLUMN retired_secret BLOB;
ALTER TABLE relying_parties ADD COLUMN retired_until INTEGER;
