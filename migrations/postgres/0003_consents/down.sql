DROP INDEX challenges_by_browser;
DROP INDEX authorization_requests_by_browser;
DROP TABLE consents;
