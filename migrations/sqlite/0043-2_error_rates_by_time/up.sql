-- Counted without the reports themselves, which are long.
CREATE INDEX IF NOT EXISTS sign_in_telemetry_by_time ON sign_in_telemetry (tenant_id, reported_at, error_rate);
