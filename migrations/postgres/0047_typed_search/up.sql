-- The same view with the type of each constant said. PostgreSQL looks into the tables behind a view of several queries
-- with the conditions on its columns, and so into their indexes, only where all of them have the same type.
CREATE OR REPLACE VIEW searched_values AS
SELECT tenant_id, user_id, attribute, element, is_first, head, key FROM user_values
UNION ALL
SELECT tenant_id, user_id, 'emails'::TEXT COLLATE "C", user_id || '#address', TRUE, ''::TEXT COLLATE "C", ''::TEXT COLLATE "C" FROM accounts
UNION ALL
SELECT tenant_id, user_id, 'emails.value'::TEXT COLLATE "C", user_id || '#address', TRUE, email_folded, email_folded FROM accounts;
