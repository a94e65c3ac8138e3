use kernel::audit::EventKind;
use kernel::{PlainToken, TenantId, Timestamp, TokenHash, UserId};
use tenancy::Tenant;
use zkp_protocol::verifier::{
    LookAlikeKey, MockChallengeLedger, MockCredentialStore, MockOprfSeed, Occasion, Proven, Seed,
    Verifier,
};
use zkp_protocol::{Credential, Handle, OprfKeyVersion, Purpose};

use super::*;
use crate::attempts::{Blocked, ChargedTo, MockAttemptLedger, Verdict};
use crate::email_change::MockAddresses;
use crate::fixture::{NOW, account, attempt, clock, random, tenant, visitor};
use crate::{Account, AuthenticationMethod, MockAccounts, MockSessions, Session, SessionId, Stamp};

/// Every port mocked; a test sets up the ones that it expects to be asked.
#[derive(Default)]
struct Ports {
    challenges: MockChallengeLedger,
    credentials: MockCredentialStore,
    ledger: MockAttemptLedger,
    nonces: MockSignInNonces,
    sessions: MockSessions,
    accounts: MockAccounts,
}

impl Ports {
    fn sign_in(self) -> SignIn {
        let mut seeds = MockOprfSeed::new();
        seeds
            .expect_look_alike_key()
            .returning(|| LookAlikeKey::from_bytes([1; 32]));
        seeds
            .expect_version()
            .returning(|_| Some(Seed::from_bytes([2; 64])));
        seeds
            .expect_newest()
            .returning(|| (OprfKeyVersion(1), Seed::from_bytes([2; 64])));
        let seeds: Arc<dyn OprfSeed> = Arc::new(seeds);
        SignIn {
            verifier: Arc::new(Verifier {
                ledger: Arc::new(self.challenges),
                credentials: Arc::new(self.credentials),
                seeds: Arc::clone(&seeds),
                clock: clock(),
                random: random(),
                origin: "http://localhost".into(),
            }),
            ledger: Arc::new(self.ledger),
            nonces: Arc::new(self.nonces),
            sessions: Arc::new(self.sessions),
            accounts: Arc::new(self.accounts),
            confirmation: AddressConfirmation {
                addresses: Arc::new(MockAddresses::new()),
                seeds: Arc::clone(&seeds),
                clock: clock(),
                random: random(),
            },
            seeds,
            clock: clock(),
            random: random(),
        }
    }
}

fn token(text: &str) -> PlainToken {
    PlainToken::parse(&text.repeat(43)).unwrap()
}

fn request() -> BoundRequest {
    BoundRequest {
        auth_req_id: token("A"),
        browser: token("E").hash(),
        client_registers: true,
    }
}

fn nonce() -> SignInNonce {
    let seeds = LookAlikeKey::from_bytes([1; 32]);
    SignInNonce {
        token: token("I").hash(),
        tenant_id: "acme".parse().unwrap(),
        user_id: "u1".parse().unwrap(),
        name: crate::attempts::NameKey::of(&seeds, &tenant().id, &kernel::FoldedName::of("ada")),
        auth_req_id: Some(request().auth_req_id.hash()),
        browser: Some(request().browser),
        amr: vec![AuthenticationMethod::Swk],
        auth_time: NOW,
        expires_at: NOW.plus(std::time::Duration::from_mins(1)),
    }
}

async fn begin(ports: Ports, username: &str, cipher_key: &str) -> BeginError {
    let (tenant, visitor) = (tenant(), visitor());
    let attempt = attempt(&tenant, &visitor);
    ports
        .sign_in()
        .begin(&attempt, username, cipher_key)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn over_budget_nothing_is_evaluated() {
    let mut ports = Ports::default();
    let until = NOW.plus(std::time::Duration::from_mins(1));
    ports
        .ledger
        .expect_charge_begin()
        .once()
        .returning(move |_, event| {
            assert_eq!(event.kind, EventKind::SignInBlocked);
            Ok(Verdict::Blocked(Blocked {
                until,
                is_new: true,
            }))
        });
    ports.credentials.expect_served_to().never();
    ports.challenges.expect_open().never();
    let error = begin(ports, "ada", "AAAA.AAAA.login").await;
    assert!(matches!(error, BeginError::Blocked { until: u, .. } if u == until));
}

#[tokio::test]
async fn a_malformed_element_is_refused_after_counting() {
    let mut ports = Ports::default();
    ports
        .ledger
        .expect_charge_begin()
        .once()
        .returning(|_, _| Ok(Verdict::Allowed(ChargedTo::Name)));
    ports.credentials.expect_served_to().never();
    let error = begin(ports, "ada", "not a cipher key").await;
    assert!(matches!(error, BeginError::Malformed(field) if field.field == "cipherKey"));
}

#[tokio::test]
async fn a_change_needs_the_person_of_that_name() {
    for purpose in ["change", "email"] {
        let ports = Ports::default();
        let key = valid_cipher_key(purpose);
        assert!(matches!(
            begin(ports, "ada", &key).await,
            BeginError::NotSignedIn
        ));
    }
}

fn valid_cipher_key(purpose: &str) -> String {
    use base64::Engine as _;
    // The X25519 and the ristretto255 base points (RFC 7748; RFC 9496).
    let base64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut reply_to = [0; 32];
    reply_to[0] = 9;
    let blinded = curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0;
    format!(
        "{}.{}.{purpose}",
        base64.encode(reply_to),
        base64.encode(blinded)
    )
}

#[tokio::test]
async fn an_enrolment_charges_no_name_and_reads_no_credential() {
    let mut ports = Ports::default();
    ports
        .ledger
        .expect_charge_begin()
        .withf(|charge, _| charge.name.is_none())
        .once()
        .returning(|_, _| Ok(Verdict::Allowed(ChargedTo::Address)));
    ports.credentials.expect_served_to().never();
    ports.challenges.expect_open().once().returning(|_| Ok(()));
    let (tenant, visitor) = (tenant(), visitor());
    let attempt = attempt(&tenant, &visitor);
    ports
        .sign_in()
        .begin(&attempt, "ada", &valid_cipher_key("enrol"))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_image_only_credential_is_served_to_a_known_device_only() {
    use zkp_protocol::Algorithm;
    for (charged, is_served) in [(ChargedTo::Name, false), (ChargedTo::Device, true)] {
        let mut ports = Ports::default();
        ports
            .ledger
            .expect_charge_begin()
            .returning(move |_, _| Ok(Verdict::Allowed(charged)));
        ports.credentials.expect_served_to().returning(|_, _| {
            Ok(Some(zkp_protocol::verifier::OwnedCredential {
                user: "u1".parse().unwrap(),
                credential: Credential {
                    handle: Handle::from_bytes([5; 16]),
                    salt: [5; 32],
                    sketch: [5; 128],
                    public_key: curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0,
                    algorithm: Algorithm::Keepic1,
                    oprf_key_version: OprfKeyVersion(1),
                    image_only: true,
                },
            }))
        });
        ports
            .challenges
            .expect_open()
            .withf(move |challenge| challenge.occasion.user.is_some() == is_served)
            .once()
            .returning(|_| Ok(()));
        let (tenant, visitor) = (tenant(), visitor());
        let attempt = attempt(&tenant, &visitor);
        ports
            .sign_in()
            .begin(&attempt, "ada", &valid_cipher_key("login"))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn an_answer_to_no_challenge_is_refused_and_not_charged() {
    let mut ports = Ports::default();
    ports.challenges.expect_consume().returning(|_, _| Ok(None));
    ports.ledger.expect_charge_failure().never();
    let (tenant, visitor) = (tenant(), visitor());
    let attempt = attempt(&tenant, &visitor);
    let challenge_data = "A".repeat(150);
    let answer = Answer {
        username: "ada",
        cipher_key: "x",
        challenge_id: &"A".repeat(43),
        challenge_data: &challenge_data,
    };
    let telemetry = Telemetry::default();
    let error = ports
        .sign_in()
        .authenticate(&attempt, &answer, &telemetry)
        .await
        .unwrap_err();
    assert!(matches!(error, AuthenticateError::Refused));
}

#[tokio::test]
async fn a_picture_that_was_replaced_since_it_was_proved_gives_no_nonce() {
    let mut ports = Ports::default();
    let proved = Handle::from_bytes([5; 16]);
    ports
        .accounts
        .expect_find()
        .returning(|_, _| Ok(Some(account())));
    ports
        .nonces
        .expect_issue()
        .withf(move |_, handle, _, _, _| *handle == proved)
        .once()
        .returning(|_, _, _, _, _| Ok(false));
    let (tenant, visitor) = (tenant(), visitor());
    let attempt = attempt(&tenant, &visitor);
    let user = account().user_id;
    let proven = Proven {
        user: user.clone(),
        handle: proved,
        occasion: Occasion {
            tenant: tenant.id.clone(),
            purpose: Purpose::Login,
            user: Some(user),
            username: "ada".to_owned(),
            auth_req_id: None,
            browser: None,
            address: "192.0.2.1".to_owned(),
        },
        oprf_key_version: OprfKeyVersion(1),
        image_only: false,
    };
    let error = ports
        .sign_in()
        .issue_nonce(&attempt, proven, &Telemetry::default())
        .await
        .unwrap_err();
    assert!(matches!(error, AuthenticateError::Refused));
}

async fn start(
    nonce: Option<SignInNonce>,
    account: Option<Account>,
    request: &BoundRequest,
    is_first: bool,
) -> Result<StartedSession, StartSessionError> {
    start_after(
        None,
        EventKind::SessionStarted,
        nonce,
        account,
        request,
        is_first,
    )
    .await
}

fn with_its_person(session: Session) -> (Session, Account) {
    let mut person = account();
    person.user_id = session.user_id.clone();
    (session, person)
}

/// The same in a browser with an `earlier` session, reported as `kind`.
async fn start_after(
    earlier: Option<Session>,
    kind: EventKind,
    nonce: Option<SignInNonce>,
    account: Option<Account>,
    request: &BoundRequest,
    is_first: bool,
) -> Result<StartedSession, StartSessionError> {
    let mut ports = Ports::default();
    ports
        .sessions
        .expect_find()
        .withf(|tenant, cookie| tenant.as_str() == "acme" && *cookie == token("M").hash())
        .returning(move |_, _| Ok(earlier.clone().map(with_its_person)));
    let from = request.browser;
    ports
        .nonces
        .expect_find()
        .returning(move |_, _| Ok(nonce.clone()));
    ports
        .accounts
        .expect_find()
        .returning(move |_, _| Ok(account.clone()));
    ports
        .sessions
        .expect_start()
        .withf(move |start, event| {
            event.kind == kind
                && start.replaces == Some(token("M").hash())
                && start.browser.from == from
        })
        .returning(move |_, _| Ok(is_first));
    let previous = token("M");
    ports
        .sign_in()
        .start_session(&tenant(), request, &token("I"), Some(&previous), &visitor())
        .await
}

#[tokio::test]
async fn a_nonce_becomes_a_session_once() {
    let started = start(Some(nonce()), Some(account()), &request(), true)
        .await
        .unwrap();
    assert!(started.live.session.token.matches(&started.cookie));
    assert!(started.live.session.is_live(NOW));
    let again = start(Some(nonce()), Some(account()), &request(), false).await;
    assert!(matches!(again, Err(StartSessionError::Refused)));
}

#[tokio::test]
async fn who_signs_in_again_keeps_their_session_and_nobody_elses() {
    let hours_ago = |hours| NOW.minus(std::time::Duration::from_hours(hours));
    let own = session(NOW);
    let mut bobs = session(NOW);
    bobs.user_id = "u2".parse().unwrap();
    for (earlier, kind) in [
        (own.clone(), EventKind::SessionRenewed),
        (bobs, EventKind::SessionStarted),
        (session(hours_ago(3)), EventKind::SessionStarted),
    ] {
        let (nonce, account) = (Some(nonce()), Some(account()));
        let request = request();
        let started = start_after(Some(earlier), kind, nonce, account, &request, true);
        let session = started.await.unwrap().live.session;
        let goes_on = kind == EventKind::SessionRenewed;
        assert_eq!(session.session_id == own.session_id, goes_on);
        assert_ne!(session.token, own.token);
    }
}

#[tokio::test]
async fn a_nonce_is_worth_nothing_elsewhere() {
    let other = token("Q").hash();
    let wrong: [(Option<SignInNonce>, Option<Account>, BoundRequest); 5] = [
        (None, Some(account()), request()),
        (
            Some(nonce()),
            Some(account()),
            BoundRequest {
                browser: other,
                ..request()
            },
        ),
        (
            Some(nonce()),
            Some(account()),
            BoundRequest {
                auth_req_id: token("Q"),
                ..request()
            },
        ),
        (
            Some(SignInNonce {
                auth_req_id: None,
                browser: None,
                ..nonce()
            }),
            Some(account()),
            request(),
        ),
        (
            Some(nonce()),
            Some(Account {
                is_disabled: true,
                ..account()
            }),
            request(),
        ),
    ];
    for (nonce, account, request) in wrong {
        let result = start(nonce, account, &request, true).await;
        assert!(matches!(result, Err(StartSessionError::Refused)));
    }
    let unverified = Account {
        is_verified: false,
        ..account()
    };
    let result = start(Some(nonce()), Some(unverified), &request(), true).await;
    assert!(matches!(result, Err(StartSessionError::NotVerified)));
}

fn session(last_access: Timestamp) -> Session {
    let tenant_id: TenantId = "acme".parse().unwrap();
    let user_id: UserId = "u1".parse().unwrap();
    let hour = std::time::Duration::from_hours(1);
    Session {
        tenant_id,
        session_id: SessionId::from_stored("s1"),
        token: token("U").hash(),
        user_id,
        amr: Vec::new(),
        auth_time: last_access,
        created: Stamp {
            at: last_access,
            ip: None,
            user_agent: None,
        },
        last_access,
        idle_until: last_access.plus(hour),
        expires_at: last_access.plus(hour * 2),
    }
}

async fn live(session: Session, account: Account, touches: usize) -> bool {
    live_in(&tenant(), session, account, touches).await
}

async fn live_in(tenant: &Tenant, session: Session, account: Account, touches: usize) -> bool {
    let mut ports = Ports::default();
    ports
        .sessions
        .expect_find()
        .returning(move |_, _: &TokenHash| Ok(Some((session.clone(), account.clone()))));
    ports
        .sessions
        .expect_touch()
        .times(touches)
        .returning(|_, _, _, _| Ok(()));
    ports
        .sign_in()
        .live_session(tenant, &token("U"))
        .await
        .unwrap()
        .is_some()
}

#[tokio::test]
async fn a_session_that_rests_a_minute_at_most_is_kept_alive_by_each_use() {
    let mut hasty = tenant();
    hasty.settings.lifetimes.session_idle = 60;
    let ago = |seconds| NOW.minus(std::time::Duration::from_secs(seconds));
    assert!(live_in(&hasty, session(ago(6)), account(), 1).await);
    assert!(live_in(&hasty, session(ago(5)), account(), 0).await);
}

#[tokio::test]
async fn a_session_lives_while_it_is_used_and_its_person_is_welcome() {
    let ago = |minutes| NOW.minus(std::time::Duration::from_mins(minutes));
    assert!(live(session(NOW), account(), 0).await);
    assert!(live(session(ago(5)), account(), 1).await);
    assert!(!live(session(ago(60)), account(), 0).await);
    assert!(
        !live(
            session(NOW),
            Account {
                is_disabled: true,
                ..account()
            },
            0
        )
        .await
    );
}
