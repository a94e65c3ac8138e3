DROP TABLE address_codes;
