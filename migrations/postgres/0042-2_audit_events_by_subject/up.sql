-- What happened to somebody.
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_events_by_subject ON audit_events (tenant_id, subject, at, event_id);
