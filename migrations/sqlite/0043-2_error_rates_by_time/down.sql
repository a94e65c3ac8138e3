DROP INDEX IF EXISTS sign_in_telemetry_by_time;
