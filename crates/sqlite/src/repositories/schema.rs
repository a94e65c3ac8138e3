//! The tables as `migrations/` makes them; a test holds this file against a migrated database.

diesel::table! {
    tenants (tenant_id) {
        tenant_id -> Text,
        settings -> Json,
        has_administrator -> Bool,
        created_at -> BigInt,
        updated_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    relying_parties (tenant_id, client_id) {
        tenant_id -> Text,
        client_id -> Text,
        registration -> Json,
        secret -> Nullable<Binary>,
        created_at -> BigInt,
        updated_at -> BigInt,
        retired_secret -> Nullable<Binary>,
        retired_until -> Nullable<BigInt>,
        logo -> Nullable<Text>,
    }
}

diesel::table! {
    client_logos (tenant_id, client_id) {
        tenant_id -> Text,
        client_id -> Text,
        uri -> Text,
        hash -> Text,
        media_type -> Text,
        image -> Binary,
    }
}

diesel::table! {
    logo_wishes (wish_id) {
        wish_id -> BigInt,
        tenant_id -> Text,
        client_id -> Text,
        uri -> Text,
        due_at -> BigInt,
        attempts -> BigInt,
    }
}

diesel::table! {
    accounts (tenant_id, user_id) {
        tenant_id -> Text,
        user_id -> Text,
        username -> Text,
        username_folded -> Text,
        email -> Text,
        email_folded -> Text,
        is_disabled -> Bool,
        is_verified -> Bool,
        locale -> Nullable<Text>,
        roles -> Json,
        external_id -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> Nullable<BigInt>,
        registration_noticed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    credentials (tenant_id, user_id) {
        tenant_id -> Text,
        user_id -> Text,
        handle -> Binary,
        algorithm -> Text,
        oprf_key_version -> BigInt,
        image_only -> Bool,
        sealed_material -> Binary,
    }
}

diesel::table! {
    challenges (tenant_id, challenge_id) {
        tenant_id -> Text,
        challenge_id -> Binary,
        purpose -> Text,
        user_id -> Nullable<Text>,
        username -> Text,
        sealed_auth_req_id -> Nullable<Binary>,
        browser -> Nullable<Binary>,
        address -> Text,
        handle -> Binary,
        oprf_key_version -> BigInt,
        cipher_key -> Text,
        challenge_hash -> Binary,
        sealed_reply_key -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    address_budgets (tenant_id, address) {
        tenant_id -> Text,
        address -> Text,
        window_start -> BigInt,
        failures -> BigInt,
        blocks -> BigInt,
        blocked_until -> BigInt,
        forget_at -> BigInt,
    }
}

diesel::table! {
    name_budgets (tenant_id, name_key) {
        tenant_id -> Text,
        name_key -> Binary,
        window_start -> BigInt,
        burst -> BigInt,
        blocks -> BigInt,
        blocked_until -> BigInt,
        total -> BigInt,
        forgiven_until -> BigInt,
        forget_at -> BigInt,
    }
}

diesel::table! {
    browser_begins (tenant_id, browser, name_key) {
        tenant_id -> Text,
        browser -> Binary,
        name_key -> Binary,
        begins -> BigInt,
        noted_at -> BigInt,
    }
}

diesel::table! {
    known_devices (tenant_id, token) {
        tenant_id -> Text,
        token -> Binary,
        name_key -> Binary,
        unfinished -> BigInt,
        expires_at -> BigInt,
        user_id -> Nullable<Text>,
    }
}

diesel::table! {
    sign_in_nonces (tenant_id, token) {
        tenant_id -> Text,
        token -> Binary,
        user_id -> Text,
        name_key -> Binary,
        auth_req_id -> Nullable<Binary>,
        browser -> Nullable<Binary>,
        amr -> Json,
        auth_time -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_in_telemetry (telemetry_id) {
        telemetry_id -> BigInt,
        tenant_id -> Text,
        user_id -> Text,
        reported_at -> BigInt,
        bit_error_rate -> Nullable<Json>,
        log_data -> Nullable<Json>,
        error_rate -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (tenant_id, session_id) {
        tenant_id -> Text,
        session_id -> Text,
        token -> Binary,
        user_id -> Text,
        amr -> Json,
        auth_time -> BigInt,
        created_at -> BigInt,
        created_from -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        last_access -> BigInt,
        idle_until -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    registration_requests (tenant_id, registration_id) {
        tenant_id -> Text,
        registration_id -> Text,
        email_folded -> Text,
        network -> Text,
        requested_at -> BigInt,
    }
}

diesel::table! {
    pending_registrations (tenant_id, registration_id) {
        tenant_id -> Text,
        registration_id -> Text,
        username -> Text,
        username_folded -> Text,
        email -> Text,
        code -> Binary,
        tries -> BigInt,
        is_confirmable -> Bool,
        set_up -> Nullable<Binary>,
        handle -> Binary,
        algorithm -> Text,
        oprf_key_version -> BigInt,
        image_only -> Bool,
        sealed_material -> Binary,
        network -> Text,
        requested_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    invitations (tenant_id, code) {
        tenant_id -> Text,
        code -> Binary,
        user_id -> Nullable<Text>,
        expires_at -> BigInt,
    }
}

diesel::table! {
    device_links (tenant_id, code) {
        tenant_id -> Text,
        code -> Binary,
        user_id -> Text,
        name_key -> Binary,
        is_followed -> Bool,
        sent_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    address_codes (tenant_id, user_id, code) {
        tenant_id -> Text,
        user_id -> Text,
        code -> Binary,
        address -> Text,
        tries -> BigInt,
        is_open -> Bool,
        sent_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    recovery_codes (tenant_id, user_id, code) {
        tenant_id -> Text,
        user_id -> Text,
        code -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    reset_links (tenant_id, code) {
        tenant_id -> Text,
        code -> Binary,
        user_id -> Nullable<Text>,
        mailbox -> Text,
        network -> Text,
        is_followed -> Bool,
        requested_at -> BigInt,
        expires_at -> BigInt,
        tries -> BigInt,
    }
}

diesel::table! {
    passkeys (tenant_id, credential_id) {
        tenant_id -> Text,
        credential_id -> Text,
        user_id -> Text,
        name -> Text,
        public_key -> Json,
        counter -> BigInt,
        is_device_bound -> Bool,
        created_at -> BigInt,
        created_from -> Nullable<Text>,
        created_with -> Nullable<Text>,
        used_at -> Nullable<BigInt>,
        used_from -> Nullable<Text>,
        used_with -> Nullable<Text>,
    }
}

diesel::table! {
    passkey_ceremonies (tenant_id, challenge) {
        tenant_id -> Text,
        challenge -> Binary,
        user_id -> Nullable<Text>,
        username_folded -> Nullable<Text>,
        state -> Json,
        network -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    api_keys (tenant_id, key_id) {
        tenant_id -> Text,
        key_id -> Text,
        token -> Binary,
        owner -> Nullable<Text>,
        name -> Text,
        scopes -> Json,
        created_at -> BigInt,
        created_from -> Nullable<Text>,
        created_with -> Nullable<Text>,
        last_use_at -> Nullable<BigInt>,
        last_use_from -> Nullable<Text>,
        last_use_with -> Nullable<Text>,
        is_active -> Bool,
    }
}

diesel::table! {
    mails (mail_id) {
        mail_id -> BigInt,
        tenant_id -> Text,
        mail_key -> Text,
        recipient -> Text,
        recipient_folded -> Text,
        sealed_content -> Binary,
        written_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        attempts -> BigInt,
        due_at -> BigInt,
        done_at -> Nullable<BigInt>,
        failure -> Nullable<Text>,
        has_secrets -> Bool,
    }
}

diesel::table! {
    authorization_requests (tenant_id, token) {
        tenant_id -> Text,
        token -> Binary,
        client_id -> Text,
        browser -> Binary,
        parameters -> Json,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    consents (tenant_id, user_id, client_id, scope) {
        tenant_id -> Text,
        user_id -> Text,
        client_id -> Text,
        scope -> Text,
        given_at -> BigInt,
    }
}

diesel::table! {
    authorization_codes (tenant_id, token) {
        tenant_id -> Text,
        token -> Binary,
        client_id -> Text,
        user_id -> Text,
        session_id -> Text,
        session_expires_at -> BigInt,
        auth_time -> BigInt,
        amr -> Json,
        redirect_uri -> Text,
        scope -> Text,
        nonce -> Nullable<Text>,
        code_challenge -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        grant_id -> Nullable<Text>,
        terms -> Json,
    }
}

diesel::table! {
    grants (tenant_id, grant_id) {
        tenant_id -> Text,
        grant_id -> Text,
        client_id -> Text,
        user_id -> Text,
        session_id -> Text,
        scope -> Text,
        outlives_session -> Bool,
        auth_time -> BigInt,
        amr -> Json,
        created_at -> BigInt,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        terms -> Json,
    }
}

diesel::table! {
    refresh_tokens (tenant_id, token) {
        tenant_id -> Text,
        token -> Binary,
        grant_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        successor -> Nullable<Binary>,
        sealed_successor -> Nullable<Binary>,
    }
}

diesel::table! {
    access_tokens (tenant_id, token) {
        tenant_id -> Text,
        token -> Binary,
        client_id -> Text,
        claims -> Nullable<Json>,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    client_assertions (tenant_id, client_id, jti) {
        tenant_id -> Text,
        client_id -> Text,
        jti -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    device_authorizations (tenant_id, device_code) {
        tenant_id -> Text,
        device_code -> Binary,
        user_code -> Text,
        client_id -> Text,
        scope -> Text,
        terms -> Json,
        created_at -> BigInt,
        expires_at -> BigInt,
        poll_interval -> BigInt,
        polled_at -> Nullable<BigInt>,
        is_denied -> Bool,
        user_id -> Nullable<Text>,
        approval -> Nullable<Json>,
    }
}

diesel::table! {
    dpop_proofs (tenant_id, proof) {
        tenant_id -> Text,
        proof -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    pushed_requests (tenant_id, token) {
        tenant_id -> Text,
        token -> Binary,
        client_id -> Text,
        sender -> Text,
        parameters -> Json,
        expires_at -> BigInt,
    }
}

diesel::table! {
    linked_identities (tenant_id, authority, object_id) {
        tenant_id -> Text,
        authority -> Text,
        object_id -> Text,
        user_id -> Text,
        linked_at -> BigInt,
    }
}

diesel::table! {
    signing_keys (tenant_id, kid) {
        tenant_id -> Text,
        kid -> Text,
        algorithm -> Text,
        sealed_private_key -> Binary,
        created_at -> BigInt,
        signs_from -> BigInt,
    }
}

diesel::table! {
    audit_events (event_id) {
        event_id -> BigInt,
        tenant_id -> Text,
        at -> BigInt,
        kind -> Text,
        actor -> Json,
        subject -> Nullable<Text>,
        address -> Nullable<Text>,
        detail -> Json,
    }
}

diesel::table! {
    key_checks (name) {
        name -> Text,
        value -> Binary,
    }
}

diesel::table! {
    provisioning_requests (tenant_id, provisioner) {
        tenant_id -> Text,
        provisioner -> Text,
        window_start -> BigInt,
        used -> BigInt,
    }
}

diesel::table! {
    user_profiles (tenant_id, user_id) {
        tenant_id -> Text,
        user_id -> Text,
        profile -> Json,
        revision -> BigInt,
    }
}

diesel::table! {
    user_values (tenant_id, user_id, position) {
        tenant_id -> Text,
        user_id -> Text,
        position -> BigInt,
        attribute -> Text,
        element -> Nullable<Text>,
        is_first -> Bool,
        head -> Text,
        key -> Text,
    }
}

diesel::table! {
    user_external_ids (tenant_id, provisioner, external_id) {
        tenant_id -> Text,
        provisioner -> Text,
        external_id -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    user_groups (tenant_id, group_id) {
        tenant_id -> Text,
        group_id -> Text,
        display_name -> Text,
        display_name_folded -> Text,
        profile -> Json,
        revision -> BigInt,
        created_at -> BigInt,
        updated_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    group_members (tenant_id, group_id, user_id) {
        tenant_id -> Text,
        group_id -> Text,
        user_id -> Text,
    }
}

diesel::table! {
    group_external_ids (tenant_id, provisioner, external_id) {
        tenant_id -> Text,
        provisioner -> Text,
        external_id -> Text,
        group_id -> Text,
    }
}

diesel::table! {
    logout_notices (notice_id) {
        notice_id -> BigInt,
        tenant_id -> Text,
        client_id -> Text,
        user_id -> Text,
        session_id -> Text,
        ended_at -> BigInt,
        due_at -> BigInt,
        attempts -> BigInt,
    }
}

diesel::table! {
    security_events (event_id) {
        event_id -> BigInt,
        tenant_id -> Text,
        event_key -> Text,
        subject -> Json,
        events -> Json,
        occurred_at -> BigInt,
    }
}

diesel::table! {
    event_queues (tenant_id) {
        tenant_id -> Text,
        due_at -> BigInt,
        attempts -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(accounts, api_keys);
diesel::allow_tables_to_appear_in_same_query!(accounts, credentials);
diesel::allow_tables_to_appear_in_same_query!(accounts, known_devices, name_budgets);
diesel::allow_tables_to_appear_in_same_query!(grants, refresh_tokens);
diesel::allow_tables_to_appear_in_same_query!(grants, relying_parties);
diesel::allow_tables_to_appear_in_same_query!(accounts, user_profiles, user_external_ids);
diesel::allow_tables_to_appear_in_same_query!(authorization_codes, accounts);
diesel::allow_tables_to_appear_in_same_query!(authorization_codes, user_profiles);
diesel::allow_tables_to_appear_in_same_query!(sessions, accounts);
diesel::allow_tables_to_appear_in_same_query!(grants, accounts);
diesel::allow_tables_to_appear_in_same_query!(grants, user_profiles);
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, accounts);
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, user_profiles);
diesel::allow_tables_to_appear_in_same_query!(user_groups, group_external_ids, group_members);
