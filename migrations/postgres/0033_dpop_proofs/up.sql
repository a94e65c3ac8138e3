-- Proofs of possession that were used (RFC 9449), until they are no longer accepted: hash of key and jti.
CREATE TABLE dpop_proofs (
    tenant_id TEXT COLLATE "C" NOT NULL,
    proof BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, proof),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE
);
CREATE INDEX dpop_proofs_by_expiry ON dpop_proofs (expires_at);
