ALTER TABLE relying_parties DROP COLUMN retired_until;
ALTER TABLE relying_parties DROP COLUMN retired_secret;
ALTER TABLE relying_parties DROP COLUMN updated_at;
ALTER TABLE tenants DROP COLUMN closed_at;
ALTER TABLE tenants DROP COLUMN updated_at;
