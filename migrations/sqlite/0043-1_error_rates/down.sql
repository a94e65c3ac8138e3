ALTER TABLE sign_in_telemetry DROP COLUMN error_rate;
