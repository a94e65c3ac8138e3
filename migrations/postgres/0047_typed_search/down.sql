CREATE OR REPLACE VIEW searched_values AS
SELECT tenant_id, user_id, attribute, element, is_first, head, key FROM user_values
UNION ALL
SELECT tenant_id, user_id, 'emails' COLLATE "C", user_id || '#address', TRUE, '' COLLATE "C", '' COLLATE "C" FROM accounts
UNION ALL
SELECT tenant_id, user_id, 'emails.value' COLLATE "C", user_id || '#address', TRUE, email_folded, email_folded FROM accounts;
