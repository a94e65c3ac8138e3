-- SQLite counts people by an index that it has, and would go through this one where another is right.
SELECT 1;
