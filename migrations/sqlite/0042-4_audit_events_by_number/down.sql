CREATE INDEX IF NOT EXISTS audit_events_by_tenant ON audit_events (tenant_id, event_id);
