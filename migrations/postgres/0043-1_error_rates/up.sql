-- The error rate that a report says, in thousandths: what statistics are made of.
ALTER TABLE sign_in_telemetry ADD COLUMN error_rate BIGINT;
