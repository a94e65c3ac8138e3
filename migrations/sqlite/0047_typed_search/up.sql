-- A constant in a query of SQLite needs no type.
SELECT 1;
