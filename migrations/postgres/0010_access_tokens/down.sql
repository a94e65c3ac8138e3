DROP TABLE client_assertions;
DROP TABLE access_tokens;
ALTER TABLE grants DROP COLUMN terms;
ALTER TABLE authorization_codes DROP COLUMN terms;
