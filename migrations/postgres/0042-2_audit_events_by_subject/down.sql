DROP INDEX CONCURRENTLY IF EXISTS audit_events_by_subject;
