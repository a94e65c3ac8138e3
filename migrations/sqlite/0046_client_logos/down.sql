DROP TABLE logo_wishes;
DROP TABLE client_logos;
ALTER TABLE relying_parties DROP COLUMN logo;
