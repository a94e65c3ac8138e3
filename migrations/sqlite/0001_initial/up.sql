-- Conventions: a moment is a count of microseconds since 1970-01-01T00:00:00Z; a token is its SHA-256;
-- a column sealed_* is AES-256-GCM under the master key, bound to its table, row and tenant; JSON is
-- read whole. Keys lead with tenant_id, so that tenants can be spread over several machines.

-- Companies and teams. has_administrator says that the set-up invitation has been used.
CREATE TABLE tenants (
    tenant_id TEXT NOT NULL PRIMARY KEY,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    has_administrator INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

-- OAuth clients; those without a secret are public.
CREATE TABLE relying_parties (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    registration TEXT NOT NULL CHECK (json_valid(registration)),
    secret BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, client_id)
) STRICT;

-- People. The folded columns are what names are compared by. registration_noticed_at is when the
-- person was last told that somebody else tried to register their name.
CREATE TABLE accounts (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    is_disabled INTEGER NOT NULL,
    is_verified INTEGER NOT NULL,
    locale TEXT,
    roles TEXT NOT NULL CHECK (json_valid(roles)),
    external_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER,
    registration_noticed_at INTEGER,
    PRIMARY KEY (tenant_id, user_id)
) STRICT;
CREATE UNIQUE INDEX accounts_by_username ON accounts (tenant_id, username_folded);
CREATE UNIQUE INDEX accounts_by_email ON accounts (tenant_id, email_folded);

-- The Keepic of an account: salt, sketch and public key are sealed together.
CREATE TABLE credentials (
    tenant_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    handle BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    oprf_key_version INTEGER NOT NULL,
    image_only INTEGER NOT NULL,
    sealed_material BLOB NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX credentials_by_handle ON credentials (tenant_id, handle);

-- Sign-in challenges that wait for their answer. One that expired unsolved stays until the next
-- begin from its address counts it.
CREATE TABLE challenges (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    challenge_id BLOB NOT NULL,
    purpose TEXT NOT NULL,
    user_id TEXT,
    username TEXT NOT NULL,
    sealed_auth_req_id BLOB,
    browser BLOB,
    address TEXT NOT NULL,
    handle BLOB NOT NULL,
    oprf_key_version INTEGER NOT NULL,
    cipher_key TEXT NOT NULL,
    challenge_hash BLOB NOT NULL,
    sealed_reply_key BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, challenge_id)
) STRICT;
CREATE UNIQUE INDEX challenges_by_id ON challenges (challenge_id);
CREATE INDEX challenges_by_address ON challenges (tenant_id, address, expires_at);
CREATE INDEX challenges_by_expiry ON challenges (expires_at);

-- Failures of one network address.
CREATE TABLE address_budgets (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    blocks INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, address)
) STRICT;

-- Strangers' begins for one name, which is kept as a MAC only.
CREATE TABLE name_budgets (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    name_key BLOB NOT NULL,
    window_start INTEGER NOT NULL,
    burst INTEGER NOT NULL,
    blocks INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    total INTEGER NOT NULL,
    forgiven_until INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name_key)
) STRICT;

-- Begins that one browser has spent on a name, which its success refunds.
CREATE TABLE browser_begins (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    browser BLOB NOT NULL,
    name_key BLOB NOT NULL,
    begins INTEGER NOT NULL,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, browser, name_key)
) STRICT;
CREATE INDEX browser_begins_by_age ON browser_begins (noted_at);

-- Browsers that have signed in to a name, each with a budget of its own.
CREATE TABLE known_devices (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    token BLOB NOT NULL,
    name_key BLOB NOT NULL,
    unfinished INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token)
) STRICT;
CREATE INDEX known_devices_by_expiry ON known_devices (expires_at);

-- Proved sign-ins that wait for their browser.
CREATE TABLE sign_in_nonces (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    user_id TEXT NOT NULL,
    name_key BLOB NOT NULL,
    auth_req_id BLOB,
    browser BLOB,
    amr TEXT NOT NULL CHECK (json_valid(amr)),
    auth_time INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX sign_in_nonces_by_user ON sign_in_nonces (tenant_id, user_id);
CREATE INDEX sign_in_nonces_by_expiry ON sign_in_nonces (expires_at);

-- What clients reported about sign-ins that succeeded.
CREATE TABLE sign_in_telemetry (
    telemetry_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    bit_error_rate TEXT CHECK (json_valid(bit_error_rate)),
    log_data TEXT CHECK (json_valid(log_data))
) STRICT;
CREATE INDEX sign_in_telemetry_by_user ON sign_in_telemetry (tenant_id, user_id, reported_at);
CREATE INDEX sign_in_telemetry_by_age ON sign_in_telemetry (reported_at);

-- Signed-in browsers. A session that was ended has no row.
CREATE TABLE sessions (
    tenant_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    token BLOB NOT NULL,
    user_id TEXT NOT NULL,
    amr TEXT NOT NULL CHECK (json_valid(amr)),
    auth_time INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_from TEXT,
    user_agent TEXT,
    last_access INTEGER NOT NULL,
    idle_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX sessions_by_token ON sessions (tenant_id, token);
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id);
CREATE INDEX sessions_by_idleness ON sessions (idle_until);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Requests to register, counted against their mailbox and network for a day.
CREATE TABLE registration_requests (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    registration_id TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    network TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, registration_id)
) STRICT;
CREATE INDEX registration_requests_by_email ON registration_requests (tenant_id, email_folded, requested_at);
CREATE INDEX registration_requests_by_network ON registration_requests (tenant_id, network, requested_at);
CREATE INDEX registration_requests_by_age ON registration_requests (requested_at);

-- Registrations that wait for their mailed code. One whose name was taken is kept like any other,
-- but cannot be confirmed.
CREATE TABLE pending_registrations (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    registration_id TEXT NOT NULL,
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL,
    email TEXT NOT NULL,
    code BLOB NOT NULL,
    tries INTEGER NOT NULL,
    is_confirmable INTEGER NOT NULL,
    set_up BLOB,
    handle BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    oprf_key_version INTEGER NOT NULL,
    image_only INTEGER NOT NULL,
    sealed_material BLOB NOT NULL,
    network TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, registration_id)
) STRICT;
CREATE INDEX pending_registrations_by_username ON pending_registrations (tenant_id, username_folded, expires_at);
CREATE INDEX pending_registrations_by_expiry ON pending_registrations (expires_at);

-- One-time permissions to enrol. One without a user makes the first administrator.
CREATE TABLE invitations (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    code BLOB NOT NULL,
    user_id TEXT,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX invitations_by_user ON invitations (tenant_id, user_id);
CREATE INDEX invitations_by_expiry ON invitations (expires_at);

-- Mailed links that make a browser known. A followed one stays for a day, to be counted.
CREATE TABLE device_links (
    tenant_id TEXT NOT NULL,
    code BLOB NOT NULL,
    user_id TEXT NOT NULL,
    name_key BLOB NOT NULL,
    is_followed INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX device_links_by_user ON device_links (tenant_id, user_id, sent_at);
CREATE INDEX device_links_by_age ON device_links (sent_at);

-- What programs act with. One without an owner is the operator's.
CREATE TABLE api_keys (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    key_id TEXT NOT NULL,
    token BLOB NOT NULL,
    owner TEXT,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL CHECK (json_valid(scopes)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key_id),
    FOREIGN KEY (tenant_id, owner) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX api_keys_by_token ON api_keys (token);
CREATE INDEX api_keys_by_owner ON api_keys (tenant_id, owner);

-- Mails that wait or were sent. mail_key is the random name that the sealed content is bound to.
CREATE TABLE mails (
    mail_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    mail_key TEXT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_folded TEXT NOT NULL,
    sealed_content BLOB NOT NULL,
    written_at INTEGER NOT NULL,
    sent_at INTEGER
) STRICT;
CREATE INDEX mails_by_recipient ON mails (recipient_folded, mail_id);
CREATE INDEX mails_by_tenant ON mails (tenant_id, mail_id);

-- Authorization requests that wait for their person to sign in.
CREATE TABLE authorization_requests (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    client_id TEXT NOT NULL,
    browser BLOB NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX authorization_requests_by_token ON authorization_requests (token);
CREATE INDEX authorization_requests_by_client ON authorization_requests (tenant_id, client_id);
CREATE INDEX authorization_requests_by_expiry ON authorization_requests (expires_at);

-- Authorization codes. A redeemed one is kept for a day, with the grant it gave, so that a replay revokes that.
CREATE TABLE authorization_codes (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    session_expires_at INTEGER NOT NULL,
    auth_time INTEGER NOT NULL,
    amr TEXT NOT NULL CHECK (json_valid(amr)),
    redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL,
    nonce TEXT,
    code_challenge TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    grant_id TEXT,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX authorization_codes_by_client ON authorization_codes (tenant_id, client_id);
CREATE INDEX authorization_codes_by_user ON authorization_codes (tenant_id, user_id);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

-- What people have granted to clients: the family of every refresh token that follows from one code.
CREATE TABLE grants (
    tenant_id TEXT NOT NULL,
    grant_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    outlives_session INTEGER NOT NULL,
    auth_time INTEGER NOT NULL,
    amr TEXT NOT NULL CHECK (json_valid(amr)),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant_id, grant_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES relying_parties (tenant_id, client_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX grants_by_session ON grants (tenant_id, session_id);
CREATE INDEX grants_by_client ON grants (tenant_id, client_id);
CREATE INDEX grants_by_user ON grants (tenant_id, user_id);
CREATE INDEX grants_by_expiry ON grants (expires_at);

-- Refresh tokens. A used one keeps its successor, sealed so that only the used one opens it.
CREATE TABLE refresh_tokens (
    tenant_id TEXT NOT NULL,
    token BLOB NOT NULL,
    grant_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    successor BLOB,
    sealed_successor BLOB,
    PRIMARY KEY (tenant_id, token),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES grants (tenant_id, grant_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (tenant_id, grant_id);

-- The keys that tokens are signed with.
CREATE TABLE signing_keys (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    kid TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    sealed_private_key BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kid)
) STRICT;

-- What happened. A row is written by the transaction that it reports, and outlives its tenant.
CREATE TABLE audit_events (
    event_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tenant_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (json_valid(actor)),
    subject TEXT,
    address TEXT,
    detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX audit_events_by_tenant ON audit_events (tenant_id, event_id);

-- By what a node recognises that it has the keys that this database was made with.
CREATE TABLE key_checks (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
