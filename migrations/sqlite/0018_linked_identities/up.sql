-- Who a user is at another provider.
CREATE TABLE linked_identities (
    tenant_id TEXT NOT NULL,
    authority TEXT NOT NULL,
    object_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, authority, object_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX linked_identities_by_user ON linked_identities (tenant_id, user_id);
