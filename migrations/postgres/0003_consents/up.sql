-- What people have allowed clients, scope by scope.
CREATE TABLE consents (
    tenant_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, client_id, scope),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
);
CREATE INDEX consents_by_client ON consents (tenant_id, client_id);

-- What a browser has open goes over to its new cookie when somebody signs in.
CREATE INDEX authorization_requests_by_browser ON authorization_requests (tenant_id, browser);
CREATE INDEX challenges_by_browser ON challenges (tenant_id, browser);
