//! Sample values, complete and valid; a test changes the fields it is about.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use identity::attempts::{BeginCharge, FailureCharge, NameKey};
use identity::mail::{Mail, MailContent};
use identity::registration::{CodeMac, PendingRegistration, RegistrationMails};
use identity::sign_in::SignInNonce;
use identity::{
    Account, AuthenticationMethod, BrowserChange, EmailAddress, Guest, Invitation, KnownDevice,
    Session, SessionId, Stamp, Username, Welcome,
};
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Language, PlainToken, Random, TenantId, Timestamp, TokenHash, UserId};
use oidc::{
    AccessTokenClaims, AcrRequest, Audience, AuthorizationCode, AuthorizationRequest,
    ClaimsRequest, Confirmation, DeviceAuthorization, Grant, GrantId, GrantTerms, Issuer,
    KeyThumbprint, OpaqueToken, PrivateKey, RefreshToken, RequestParameters, ResponseMode, Scope,
    SigningKey, UserCode,
};
use tenancy::{
    BlockConfig, ClientRegistration, Logo, RelyingParty, ResponseType, SigningAlgorithm, Tenant,
};
use url::Url;
use zkp_protocol::verifier::{Occasion, OpenChallenge};
use zkp_protocol::{
    Algorithm, ChallengeHash, Credential, Handle, OprfKeyVersion, Purpose, ReceivingKey,
};

/// The address that samples come from (RFC 5737).
pub const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const AMR: [AuthenticationMethod; 2] = [AuthenticationMethod::Swk, AuthenticationMethod::Pin];

/// The hash of a new token.
pub fn token(random: &dyn Random) -> TokenHash {
    PlainToken::generate(random).hash()
}

/// An event of that kind by nobody in particular.
pub fn event(tenant: &TenantId, kind: EventKind, at: Timestamp) -> AuditEvent {
    AuditEvent::new(tenant.clone(), at, kind, EventActor::Anonymous)
        .about("somebody")
        .from_address(Some(ADDRESS))
        .with("reason", "a test")
}

/// A tenant with default settings.
pub fn tenant(id: &str, now: Timestamp) -> Tenant {
    Tenant {
        id: id.parse().unwrap(),
        settings: tenancy::TenantSettings::default(),
        created_at: now,
    }
}

/// A confidential client.
pub fn client(tenant: &TenantId, id: &str, now: Timestamp, random: &dyn Random) -> RelyingParty {
    let mut registration = ClientRegistration::new(id.parse().unwrap(), "App");
    registration
        .redirect_uris
        .push("https://app.example/callback".to_owned());
    RelyingParty {
        tenant_id: tenant.clone(),
        registration,
        secret: Some(token(random)),
        retired_secret: None,
        created_at: now,
        logo: None,
    }
}

/// A logo with sides of so many pixels: the beginning of a PNG picture, of which nobody reads more.
pub fn logo(side: u32) -> Logo {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend([side, side].map(u32::to_be_bytes).concat());
    bytes.extend(b"\x08\x06\0\0\0\0\0\0\0\0\0\0\0IDAT");
    Logo::read(bytes).unwrap()
}

/// A verified account of that name at example.com.
pub fn account(tenant: &TenantId, name: &str, now: Timestamp, random: &dyn Random) -> Account {
    Account {
        tenant_id: tenant.clone(),
        user_id: UserId::generate(random),
        username: Username::parse(name).unwrap(),
        email: EmailAddress::parse(&format!("{name}@example.com")).unwrap(),
        is_disabled: false,
        is_verified: true,
        locale: Some("en".to_owned()),
        roles: vec!["auditor".to_owned()],
        external_id: None,
        created_at: now,
        updated_at: None,
    }
}

/// An invitation for an account's person.
pub fn invitation(account: &Account, random: &dyn Random) -> Invitation {
    Invitation {
        tenant_id: account.tenant_id.clone(),
        code: token(random),
        guest: Guest::Account(account.user_id.clone()),
        expires_at: account.created_at.plus(Duration::from_hours(1)),
    }
}

/// An invitation for an account's person, with its mail.
pub fn welcome(account: &Account, random: &dyn Random) -> Welcome {
    let code = PlainToken::generate(random);
    let mail = mail(account, code.reveal());
    let invitation = Invitation {
        code: code.hash(),
        ..invitation(account, random)
    };
    Welcome {
        invitation,
        mail,
        link: format!("https://id.example/accept?code={}", code.reveal()),
    }
}

/// The mail of an invitation.
pub fn mail(account: &Account, code: &str) -> Mail {
    Mail {
        tenant_id: account.tenant_id.clone(),
        to: account.email.clone(),
        language: Some(Language::French),
        content: MailContent::Invitation {
            username: account.username.to_string(),
            code: code.to_owned(),
            link: format!("https://id.example/accept?code={code}"),
        },
        written_at: account.created_at,
    }
}

/// A credential that proves nothing but can be stored.
pub fn credential(random: &dyn Random) -> Credential {
    Credential {
        handle: Handle::from_bytes(random.bytes()),
        salt: random.bytes(),
        sketch: random.bytes(),
        public_key: random.bytes(),
        algorithm: Algorithm::Keepic1,
        oprf_key_version: OprfKeyVersion(3),
        image_only: false,
    }
}

/// A browser that has signed in under that name.
pub fn device(name: NameKey, now: Timestamp, random: &dyn Random) -> KnownDevice {
    KnownDevice {
        token: token(random),
        name,
        expires_at: now.plus(Duration::from_hours(24)),
    }
}

/// A challenge of [`ADDRESS`].
pub fn challenge(tenant: &TenantId, now: Timestamp, random: &dyn Random) -> OpenChallenge {
    let hash = [random.bytes::<32>(), random.bytes::<32>()].concat();
    OpenChallenge {
        id: token(random),
        occasion: Occasion {
            tenant: tenant.clone(),
            purpose: Purpose::Login,
            user: Some(UserId::generate(random)),
            username: "Ada".to_owned(),
            auth_req_id: Some(PlainToken::generate(random).reveal().to_owned()),
            browser: Some(token(random)),
            address: ADDRESS.to_string(),
        },
        handle: Handle::from_bytes(random.bytes()),
        oprf_key_version: OprfKeyVersion(2),
        cipher_key: "key.blinded.login".to_owned(),
        hash: ChallengeHash::from_bytes(hash.try_into().unwrap()),
        reply_key: ReceivingKey::from_bytes(random.bytes()),
        expires_at: now.plus(Duration::from_mins(2)),
    }
}

/// A begin from [`ADDRESS`] under that name, by a stranger without cookies, with default limits.
pub fn begin(tenant: &TenantId, name: NameKey, now: Timestamp) -> BeginCharge {
    BeginCharge {
        tenant_id: tenant.clone(),
        address: ADDRESS,
        name: Some(name),
        device: None,
        browser: None,
        policy: BlockConfig::default(),
        now,
    }
}

/// A wrong answer from [`ADDRESS`], with default limits.
pub fn failure(tenant: &TenantId, now: Timestamp) -> FailureCharge {
    FailureCharge {
        tenant_id: tenant.clone(),
        address: ADDRESS,
        policy: BlockConfig::default(),
        now,
    }
}

/// A sign-in nonce of an account.
pub fn nonce(account: &Account, now: Timestamp, random: &dyn Random) -> SignInNonce {
    SignInNonce {
        token: token(random),
        tenant_id: account.tenant_id.clone(),
        user_id: account.user_id.clone(),
        name: NameKey::from_bytes(random.bytes()),
        auth_req_id: Some(token(random)),
        browser: Some(token(random)),
        amr: AMR.to_vec(),
        auth_time: now,
        expires_at: now.plus(Duration::from_mins(1)),
    }
}

/// A browser that gets a new cookie.
pub fn browser_change(random: &dyn Random) -> BrowserChange {
    BrowserChange {
        from: token(random),
        to: token(random),
    }
}

/// A stamp of something done from [`ADDRESS`].
pub fn stamp(at: Timestamp) -> Stamp {
    Stamp {
        at,
        ip: Some(ADDRESS),
        user_agent: Some("Browser/1".to_owned()),
    }
}

/// A session of an account.
pub fn session(account: &Account, now: Timestamp, random: &dyn Random) -> Session {
    Session {
        tenant_id: account.tenant_id.clone(),
        session_id: SessionId::generate(random),
        token: token(random),
        user_id: account.user_id.clone(),
        amr: AMR.to_vec(),
        auth_time: now,
        created: stamp(now),
        last_access: now,
        idle_until: now.plus(Duration::from_hours(1)),
        expires_at: now.plus(Duration::from_hours(10)),
    }
}

/// A registration that waits for its code.
pub fn pending(
    tenant: &TenantId,
    name: &str,
    now: Timestamp,
    random: &dyn Random,
) -> PendingRegistration {
    PendingRegistration {
        id: PlainToken::generate(random).reveal().to_owned(),
        tenant_id: tenant.clone(),
        username: Username::parse(name).unwrap(),
        email: EmailAddress::parse(&format!("{name}@example.com")).unwrap(),
        code: CodeMac::from_bytes(random.bytes()),
        set_up: None,
        credential: credential(random),
        network: ADDRESS,
        requested_at: now,
        expires_at: now.plus(Duration::from_mins(15)),
    }
}

/// The mails of a registration request.
pub fn registration_mails(pending: &PendingRegistration) -> RegistrationMails {
    let username = pending.username.to_string();
    let mail = |content| Mail {
        tenant_id: pending.tenant_id.clone(),
        to: pending.email.clone(),
        language: Some(Language::Spanish),
        content,
        written_at: pending.requested_at,
    };
    RegistrationMails {
        confirm: mail(MailContent::ConfirmRegistration {
            username: username.clone(),
            code: "01234567".to_owned(),
        }),
        taken: mail(MailContent::NameTaken { username }),
    }
}

/// An authorization request of a client.
pub fn authorization_request(
    client: &RelyingParty,
    now: Timestamp,
    random: &dyn Random,
) -> AuthorizationRequest {
    AuthorizationRequest {
        token: token(random),
        tenant_id: client.tenant_id.clone(),
        client_id: client.id().clone(),
        browser: token(random),
        parameters: RequestParameters {
            response_type: ResponseType::Code,
            redirect_uri: "https://app.example/callback".to_owned(),
            response_mode: ResponseMode::Query,
            scope: Scope::parse("openid email").unwrap(),
            resources: vec!["https://api.example".to_owned()],
            state: Some("a state with spaces and \"quotes\"".to_owned()),
            nonce: Some("n".to_owned()),
            code_challenge: None,
            dpop_jkt: Some(proof_key()),
            authenticate_after: Some(now),
            acr: AcrRequest::default(),
            claims: ClaimsRequest::default(),
            login_hint: None,
            subjects: None,
            ui_locales: None,
            microsoft: None,
            device: None,
            asks_consent: false,
        },
        created_at: now,
        expires_at: now.plus(Duration::from_mins(10)),
    }
}

/// A device of a client's that waits for its person.
pub fn device_authorization(
    client: &RelyingParty,
    now: Timestamp,
    random: &dyn Random,
) -> DeviceAuthorization {
    DeviceAuthorization {
        device_code: token(random),
        user_code: UserCode::generate(random),
        tenant_id: client.tenant_id.clone(),
        client_id: client.id().clone(),
        scope: Scope::parse("openid offline_access").unwrap(),
        terms: GrantTerms {
            resources: vec!["https://api.example".to_owned()],
            ..GrantTerms::default()
        },
        created_at: now,
        expires_at: now.plus(Duration::from_mins(10)),
    }
}

/// The thumbprint of somebody's key (RFC 9449, section 6.1).
fn proof_key() -> KeyThumbprint {
    KeyThumbprint::parse("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I").unwrap()
}

/// An authorization code for a client, given in a session.
pub fn code(client: &RelyingParty, session: &Session, random: &dyn Random) -> AuthorizationCode {
    let now = session.created.at;
    AuthorizationCode {
        token: token(random),
        tenant_id: client.tenant_id.clone(),
        client_id: client.id().clone(),
        user_id: session.user_id.clone(),
        session_id: session.session_id.clone(),
        session_expires_at: session.expires_at,
        auth_time: session.auth_time,
        amr: session.amr.clone(),
        redirect_uri: "https://app.example/callback".to_owned(),
        scope: Scope::parse("openid email").unwrap(),
        terms: GrantTerms {
            resources: vec!["https://api.example".to_owned()],
            claims: ClaimsRequest::parse(r#"{"userinfo":{"email":{"essential":true}}}"#).unwrap(),
            dpop_jkt: Some(proof_key()),
        },
        nonce: Some("n".to_owned()),
        code_challenge: None,
        created_at: now,
        expires_at: now.plus(Duration::from_mins(1)),
    }
}

/// An opaque access token of a client for itself.
pub fn opaque_token(client: &RelyingParty, now: Timestamp, random: &dyn Random) -> OpaqueToken {
    let issuer = Issuer::of(
        &Url::parse("https://id.example").unwrap(),
        &client.tenant_id,
    );
    let expires_at = now.plus(Duration::from_mins(5));
    OpaqueToken {
        token: token(random),
        tenant_id: client.tenant_id.clone(),
        claims: AccessTokenClaims {
            aud: Audience::Many(vec!["urn:files".to_owned(), issuer.to_string()]),
            iss: issuer,
            sub: client.id().to_string(),
            client_id: client.id().clone(),
            scope: Scope::parse("read write").unwrap(),
            jti: PlainToken::generate(random).reveal().to_owned(),
            iat: now.seconds(),
            exp: expires_at.seconds(),
            auth_time: Some(now.seconds()),
            sid: Some(SessionId::generate(random)),
            cnf: Some(Confirmation { jkt: proof_key() }),
            grant_id: Some(GrantId::generate(random, now)),
        },
        expires_at,
    }
}

/// The grant that a code turns into.
pub fn grant(code: &AuthorizationCode, random: &dyn Random) -> Grant {
    Grant {
        grant_id: GrantId::generate(random, code.created_at),
        tenant_id: code.tenant_id.clone(),
        client_id: code.client_id.clone(),
        user_id: code.user_id.clone(),
        session_id: code.session_id.clone(),
        scope: code.scope.clone(),
        terms: code.terms.clone(),
        auth_time: code.auth_time,
        amr: code.amr.clone(),
        created_at: code.created_at,
        expires_at: code.session_expires_at,
        revoked_at: None,
    }
}

/// A refresh token of a grant.
pub fn refresh_token(grant: &Grant, now: Timestamp, random: &dyn Random) -> RefreshToken {
    RefreshToken {
        token: token(random),
        tenant_id: grant.tenant_id.clone(),
        grant_id: grant.grant_id.clone(),
        created_at: now,
        expires_at: now.plus(Duration::from_hours(1)),
    }
}

/// A signing key that signs nothing but can be stored.
pub fn signing_key(kid: &str, now: Timestamp, random: &dyn Random) -> SigningKey {
    SigningKey {
        kid: kid.to_owned(),
        algorithm: SigningAlgorithm::EdDsa,
        private_key: PrivateKey::from_der(random.bytes::<48>().to_vec()),
        created_at: now,
        signs_from: now,
    }
}
