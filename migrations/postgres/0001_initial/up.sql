-- Conventions: a moment is a count of microseconds since 1970-01-01T00:00:00Z; a token is its SHA-256;
-- a column sealed_* is AES-256-GCM under the master key, bound to its table, row and tenant; JSON is
-- read whole. Keys lead with tenant_id, so that tenants can be spread over several machines.

-- Companies and teams. has_administrator says that the set-up invitation has been used.
CREATE TABLE tenants (
    tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    settings JSON NOT NULL,
    has_administrator BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);

-- OAuth clients; those without a secret are public.
CREATE TABLE relying_parties (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    client_id TEXT COLLATE "C" NOT NULL,
    registration JSON NOT NULL,
    secret BYTEA,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, client_id)
);

-- People. The folded columns are what names are compared by. registration_noticed_at is when the
-- person was last told that somebody else tried to register their name.
CREATE TABLE accounts (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    user_id TEXT COLLATE "C" NOT NULL,
    username TEXT COLLATE "C" NOT NULL,
    username_folded TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL,
    is_disabled BOOLEAN NOT NULL,
    is_verified BOOLEAN NOT NULL,
    locale TEXT COLLATE "C",
    roles JSON NOT NULL,
    external_id TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT,
    registration_noticed_at BIGINT,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE UNIQUE INDEX accounts_by_username ON accounts (tenant_id, username_folded);
CREATE UNIQUE INDEX accounts_by_email ON accounts (tenant_id, email_folded);

-- The Keepic of an account: salt, sketch and public key are sealed together.
CREATE TABLE credentials (
    tenant_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    handle BYTEA NOT NULL,
    algorithm TEXT COLLATE "C" NOT NULL,
    oprf_key_version BIGINT NOT NULL,
    image_only BOOLEAN NOT NULL,
    sealed_material BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX credentials_by_handle ON credentials (tenant_id, handle);

-- Sign-in challenges that wait for their answer. One that expired unsolved stays until the next
-- begin from its address counts it.
CREATE TABLE challenges (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    challenge_id BYTEA NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C",
    username TEXT COLLATE "C" NOT NULL,
    sealed_auth_req_id BYTEA,
    browser BYTEA,
    address TEXT COLLATE "C" NOT NULL,
    handle BYTEA NOT NULL,
    oprf_key_version BIGINT NOT NULL,
    cipher_key TEXT COLLATE "C" NOT NULL,
    challenge_hash BYTEA NOT NULL,
    sealed_reply_key BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, challenge_id)
);
CREATE UNIQUE INDEX challenges_by_id ON challenges (challenge_id);
CREATE INDEX challenges_by_address ON challenges (tenant_id, address, expires_at);
CREATE INDEX challenges_by_expiry ON challenges (expires_at);

-- Failures of one network address.
CREATE TABLE address_budgets (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    window_start BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    blocks BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, address)
);

-- Strangers' begins for one name, which is kept as a MAC only.
CREATE TABLE name_budgets (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    name_key BYTEA NOT NULL,
    window_start BIGINT NOT NULL,
    burst BIGINT NOT NULL,
    blocks BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    total BIGINT NOT NULL,
    forgiven_until BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name_key)
);

-- Begins that one browser has spent on a name, which its success refunds.
CREATE TABLE browser_begins (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    browser BYTEA NOT NULL,
    name_key BYTEA NOT NULL,
    begins BIGINT NOT NULL,
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, browser, name_key)
);
CREATE INDEX browser_begins_by_age ON browser_begins (noted_at);

-- Browsers that have signed in to a name, each with a budget of its own.
CREATE TABLE known_devices (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    token BYTEA NOT NULL,
    name_key BYTEA NOT NULL,
    unfinished BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, token)
);
CREATE INDEX known_devices_by_expiry ON known_devices (expires_at);

-- Proved sign-ins that wait for their browser.
CREATE TABLE sign_in_nonces (
    tenant_id TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    name_key BYTEA NOT NULL,
    auth_req_id BYTEA,
    browser BYTEA,
    amr JSON NOT NULL,
    auth_time BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX sign_in_nonces_by_user ON sign_in_nonces (tenant_id, user_id);
CREATE INDEX sign_in_nonces_by_expiry ON sign_in_nonces (expires_at);

-- What clients reported about sign-ins that succeeded.
CREATE TABLE sign_in_telemetry (
    telemetry_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    user_id TEXT COLLATE "C" NOT NULL,
    reported_at BIGINT NOT NULL,
    bit_error_rate JSON,
    log_data JSON
);
CREATE INDEX sign_in_telemetry_by_user ON sign_in_telemetry (tenant_id, user_id, reported_at);
CREATE INDEX sign_in_telemetry_by_age ON sign_in_telemetry (reported_at);

-- Signed-in browsers. A session that was ended has no row.
CREATE TABLE sessions (
    tenant_id TEXT COLLATE "C" NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    amr JSON NOT NULL,
    auth_time BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    created_from TEXT COLLATE "C",
    user_agent TEXT COLLATE "C",
    last_access BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_by_token ON sessions (tenant_id, token);
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id);
CREATE INDEX sessions_by_idleness ON sessions (idle_until);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Requests to register, counted against their mailbox and network for a day.
CREATE TABLE registration_requests (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    registration_id TEXT COLLATE "C" NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL,
    network TEXT COLLATE "C" NOT NULL,
    requested_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, registration_id)
);
CREATE INDEX registration_requests_by_email ON registration_requests (tenant_id, email_folded, requested_at);
CREATE INDEX registration_requests_by_network ON registration_requests (tenant_id, network, requested_at);
CREATE INDEX registration_requests_by_age ON registration_requests (requested_at);

-- Registrations that wait for their mailed code. One whose name was taken is kept like any other,
-- but cannot be confirmed.
CREATE TABLE pending_registrations (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    registration_id TEXT COLLATE "C" NOT NULL,
    username TEXT COLLATE "C" NOT NULL,
    username_folded TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    code BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    is_confirmable BOOLEAN NOT NULL,
    set_up BYTEA,
    handle BYTEA NOT NULL,
    algorithm TEXT COLLATE "C" NOT NULL,
    oprf_key_version BIGINT NOT NULL,
    image_only BOOLEAN NOT NULL,
    sealed_material BYTEA NOT NULL,
    network TEXT COLLATE "C" NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, registration_id)
);
CREATE INDEX pending_registrations_by_username ON pending_registrations (tenant_id, username_folded, expires_at);
CREATE INDEX pending_registrations_by_expiry ON pending_registrations (expires_at);

-- One-time permissions to enrol. One without a user makes the first administrator.
CREATE TABLE invitations (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    code BYTEA NOT NULL,
    user_id TEXT COLLATE "C",
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX invitations_by_user ON invitations (tenant_id, user_id);
CREATE INDEX invitations_by_expiry ON invitations (expires_at);

-- Mailed links that make a browser known. A followed one stays for a day, to be counted.
CREATE TABLE device_links (
    tenant_id TEXT COLLATE "C" NOT NULL,
    code BYTEA NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    name_key BYTEA NOT NULL,
    is_followed BOOLEAN NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX device_links_by_user ON device_links (tenant_id, user_id, sent_at);
CREATE INDEX device_links_by_age ON device_links (sent_at);

-- What programs act with. One without an owner is the operator's.
CREATE TABLE api_keys (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    key_id TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    owner TEXT COLLATE "C",
    name TEXT COLLATE "C" NOT NULL,
    scopes JSON NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key_id),
    FOREIGN KEY (tenant_id, owner) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_keys_by_token ON api_keys (token);
CREATE INDEX api_keys_by_owner ON api_keys (tenant_id, owner);

-- Mails that wait or were sent. mail_key is the random name that the sealed content is bound to.
CREATE TABLE mails (
    mail_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    mail_key TEXT COLLATE "C" NOT NULL,
    recipient TEXT COLLATE "C" NOT NULL,
    recipient_folded TEXT COLLATE "C" NOT NULL,
    sealed_content BYTEA NOT NULL,
    written_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX mails_by_recipient ON mails (recipient_folded, mail_id);
CREATE INDEX mails_by_tenant ON mails (tenant_id, mail_id);

-- Authorization requests that wait for their person to sign in.
CREATE TABLE authorization_requests (
    tenant_id TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    browser BYTEA NOT NULL,
    parameters JSON NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX authorization_requests_by_token ON authorization_requests (token);
CREATE INDEX authorization_requests_by_client ON authorization_requests (tenant_id, client_id);
CREATE INDEX authorization_requests_by_expiry ON authorization_requests (expires_at);

-- Authorization codes. A redeemed one is kept for a day, with the grant it gave, so that a replay revokes that.
CREATE TABLE authorization_codes (
    tenant_id TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    session_expires_at BIGINT NOT NULL,
    auth_time BIGINT NOT NULL,
    amr JSON NOT NULL,
    redirect_uri TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    nonce TEXT COLLATE "C",
    code_challenge TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    grant_id TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX authorization_codes_by_client ON authorization_codes (tenant_id, client_id);
CREATE INDEX authorization_codes_by_user ON authorization_codes (tenant_id, user_id);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

-- What people have granted to clients: the family of every refresh token that follows from one code.
CREATE TABLE grants (
    tenant_id TEXT COLLATE "C" NOT NULL,
    grant_id TEXT COLLATE "C" NOT NULL,
    client_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    outlives_session BOOLEAN NOT NULL,
    auth_time BIGINT NOT NULL,
    amr JSON NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (tenant_id, grant_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX grants_by_session ON grants (tenant_id, session_id);
CREATE INDEX grants_by_client ON grants (tenant_id, client_id);
CREATE INDEX grants_by_user ON grants (tenant_id, user_id);
CREATE INDEX grants_by_expiry ON grants (expires_at);

-- Refresh tokens. A used one keeps its successor, sealed so that only the used one opens it.
CREATE TABLE refresh_tokens (
    tenant_id TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    grant_id TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    successor BYTEA,
    sealed_successor BYTEA,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, grant_id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (tenant_id, grant_id);

-- The keys that tokens are signed with.
CREATE TABLE signing_keys (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    kid TEXT COLLATE "C" NOT NULL,
    algorithm TEXT COLLATE "C" NOT NULL,
    sealed_private_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, kid)
);

-- What happened. A row is written by the transaction that it reports, and outlives its tenant.
CREATE TABLE audit_events (
    event_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    actor JSON NOT NULL,
    subject TEXT COLLATE "C",
    address TEXT COLLATE "C",
    detail JSON NOT NULL
);
CREATE INDEX audit_events_by_tenant ON audit_events (tenant_id, event_id);

-- By what a node recognises that it has the keys that this database was made with.
CREATE TABLE key_checks (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);
