-- What the receivers of tenants are to be told, in the order in which it happened.
CREATE TABLE security_events (
    event_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    event_key TEXT COLLATE "C" NOT NULL,
    subject JSON NOT NULL,
    events JSON NOT NULL,
    occurred_at BIGINT NOT NULL
);
CREATE INDEX security_events_by_tenant ON security_events (tenant_id, event_id);

-- When the first event of a tenant is due, and how often it was tried. A tenant without events has no row.
CREATE TABLE event_queues (
    tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX event_queues_by_due ON event_queues (due_at);
