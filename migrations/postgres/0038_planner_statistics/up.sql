-- PostgreSQL counts for itself what SQLite has to be told.
SELECT 1;
