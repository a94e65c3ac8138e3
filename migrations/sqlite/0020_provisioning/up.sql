-- What provisioning says about people beside their accounts. revision counts its changes.
CREATE TABLE user_profiles (
    tenant_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    profile TEXT NOT NULL CHECK (json_valid(profile)),
    revision INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;

-- Every value of a profile as it is compared, so that people are found by it. head is its beginning.
-- element names the element of a list that the value is inside; the account's own e-mail address is the
-- element USER#address.
CREATE TABLE user_values (
    tenant_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    attribute TEXT NOT NULL,
    element TEXT,
    is_first INTEGER NOT NULL,
    head TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, position),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX user_values_by_head ON user_values (tenant_id, attribute, head);

-- The same with each account's address as it is now, whoever changed it.
CREATE VIEW searched_values AS
SELECT tenant_id, user_id, attribute, element, is_first, head, key FROM user_values
UNION ALL
SELECT tenant_id, user_id, 'emails', user_id || '#address', 1, '', '' FROM accounts
UNION ALL
SELECT tenant_id, user_id, 'emails.value', user_id || '#address', 1, email_folded, email_folded FROM accounts;

-- How one provisioner calls people and groups.
CREATE TABLE user_external_ids (
    tenant_id TEXT NOT NULL,
    provisioner TEXT NOT NULL,
    external_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, provisioner, external_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX user_external_ids_by_user ON user_external_ids (tenant_id, user_id, provisioner);

-- Sets of people.
CREATE TABLE user_groups (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    group_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    display_name_folded TEXT NOT NULL,
    profile TEXT NOT NULL CHECK (json_valid(profile)),
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER,
    PRIMARY KEY (tenant_id, group_id)
) STRICT;
CREATE UNIQUE INDEX user_groups_by_name ON user_groups (tenant_id, display_name_folded);
CREATE INDEX user_groups_by_creation ON user_groups (tenant_id, created_at, group_id);

CREATE TABLE group_members (
    tenant_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, group_id, user_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, group_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX group_members_by_user ON group_members (tenant_id, user_id);

CREATE TABLE group_external_ids (
    tenant_id TEXT NOT NULL,
    provisioner TEXT NOT NULL,
    external_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, provisioner, external_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, group_id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX group_external_ids_by_group ON group_external_ids (tenant_id, group_id, provisioner);

-- People are listed in the order in which their accounts were made.
CREATE INDEX accounts_by_creation ON accounts (tenant_id, created_at, user_id);

-- Requests that one provisioner has made in the minute that began at window_start.
CREATE TABLE provisioning_requests (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    provisioner TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, provisioner)
) STRICT;
