-- What somebody did. The actor is a document; it is asked for as it is written.
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_events_by_actor ON audit_events (tenant_id, (CAST(actor AS TEXT)), at, event_id);
