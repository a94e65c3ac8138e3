-- The audit log in the order in which it is read. The kind is along, so that rare ones are found without the table.
CREATE INDEX IF NOT EXISTS audit_events_by_time ON audit_events (tenant_id, at, event_id, kind);
