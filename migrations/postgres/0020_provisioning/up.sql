-- What provisioning says about people beside their accounts. revision counts its changes.
CREATE TABLE user_profiles (
    tenant_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    profile JSON NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);

-- Every value of a profile as it is compared, so that people are found by it. head is its beginning.
-- element names the element of a list that the value is inside; the account's own e-mail address is the
-- element USER#address.
CREATE TABLE user_values (
    tenant_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    attribute TEXT COLLATE "C" NOT NULL,
    element TEXT COLLATE "C",
    is_first BOOLEAN NOT NULL,
    head TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, user_id, position),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX user_values_by_head ON user_values (tenant_id, attribute, head);

-- The same with each account's address as it is now, whoever changed it.
CREATE VIEW searched_values AS
SELECT tenant_id, user_id, attribute, element, is_first, head, key FROM user_values
UNION ALL
SELECT tenant_id, user_id, 'emails' COLLATE "C", user_id || '#address', TRUE, '' COLLATE "C", '' COLLATE "C" FROM accounts
UNION ALL
SELECT tenant_id, user_id, 'emails.value' COLLATE "C", user_id || '#address', TRUE, email_folded, email_folded FROM accounts;

-- How one provisioner calls people and groups.
CREATE TABLE user_external_ids (
    tenant_id TEXT COLLATE "C" NOT NULL,
    provisioner TEXT COLLATE "C" NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, provisioner, external_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX user_external_ids_by_user ON user_external_ids (tenant_id, user_id, provisioner);

-- Sets of people.
CREATE TABLE user_groups (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    group_id TEXT COLLATE "C" NOT NULL,
    display_name TEXT COLLATE "C" NOT NULL,
    display_name_folded TEXT COLLATE "C" NOT NULL,
    profile JSON NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT,
    PRIMARY KEY (tenant_id, group_id)
);
CREATE UNIQUE INDEX user_groups_by_name ON user_groups (tenant_id, display_name_folded);
CREATE INDEX user_groups_by_creation ON user_groups (tenant_id, created_at, group_id);

CREATE TABLE group_members (
    tenant_id TEXT COLLATE "C" NOT NULL,
    group_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, group_id, user_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, group_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES accounts (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX group_members_by_user ON group_members (tenant_id, user_id);

CREATE TABLE group_external_ids (
    tenant_id TEXT COLLATE "C" NOT NULL,
    provisioner TEXT COLLATE "C" NOT NULL,
    external_id TEXT COLLATE "C" NOT NULL,
    group_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, provisioner, external_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, group_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX group_external_ids_by_group ON group_external_ids (tenant_id, group_id, provisioner);

-- People are listed in the order in which their accounts were made.
CREATE INDEX accounts_by_creation ON accounts (tenant_id, created_at, user_id);

-- Requests that one provisioner has made in the minute that began at window_start.
CREATE TABLE provisioning_requests (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    provisioner TEXT COLLATE "C" NOT NULL,
    window_start BIGINT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, provisioner)
);
