-- What the receivers of tenants are to be told, in the order in which it happened.
CREATE TABLE security_events (
    event_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    event_key TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (json_valid(subject)),
    events TEXT NOT NULL CHECK (json_valid(events)),
    occurred_at INTEGER NOT NULL
) STRICT;
CREATE INDEX security_events_by_tenant ON security_events (tenant_id, event_id);

-- When the first event of a tenant is due, and how often it was tried. A tenant without events has no row.
CREATE TABLE event_queues (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX event_queues_by_due ON event_queues (due_at);
