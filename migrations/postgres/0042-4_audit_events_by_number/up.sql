-- Nothing is read in the order of numbers any more.
DROP INDEX CONCURRENTLY IF EXISTS audit_events_by_tenant;
