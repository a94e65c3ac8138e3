use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::access::{Person, Who};
use kernel::audit::EventKind;
use kernel::{Actor, Denied, FoldedName, MockRandom, Permission, PlainToken, Timestamp};
use serde_json::{Value, json};
use tenancy::{MockTenants, Tenant, TenantSettings};
use zkp_protocol::verifier::LookAlikeKey;

use super::*;
use crate::attempts::{Blocked, ChargedTo, MockAttemptLedger, Verdict};
use crate::email_change::{AddressConfirmation, MockAddresses};
use crate::fixture::{self, NOW, attempt, clock, program, random, seeds, visitor};
use crate::mail::MailContent;
use crate::{Account, AuthenticationMethod, EmailAddress, MockAccounts, Stamp, Username};

/// Every port mocked; a test sets up the ones that it expects to be asked.
#[derive(Default)]
struct Ports {
    webauthn: MockWebAuthn,
    ceremonies: MockCeremonies,
    passkeys: MockPasskeys,
    accounts: MockAccounts,
    addresses: MockAddresses,
    tenants: MockTenants,
    ledger: MockAttemptLedger,
}

impl Ports {
    fn registration(self) -> PasskeyRegistration {
        PasskeyRegistration {
            webauthn: Arc::new(self.webauthn),
            ceremonies: Arc::new(self.ceremonies),
            passkeys: Arc::new(self.passkeys),
            accounts: Arc::new(self.accounts),
            tenants: Arc::new(self.tenants),
            seeds: seeds(),
            clock: clock(),
        }
    }

    fn sign_in(self) -> PasskeySignIn {
        PasskeySignIn {
            webauthn: Arc::new(self.webauthn),
            ceremonies: Arc::new(self.ceremonies),
            passkeys: Arc::new(self.passkeys),
            accounts: Arc::new(self.accounts),
            confirmation: AddressConfirmation {
                addresses: Arc::new(self.addresses),
                seeds: seeds(),
                clock: clock(),
                random: random(),
            },
            ledger: Arc::new(self.ledger),
            seeds: seeds(),
            clock: clock(),
            random: random(),
        }
    }

    /// Ada's account, in a tenant with passkeys.
    fn with_ada(mut self, account: Account) -> Self {
        self.tenants
            .expect_find()
            .returning(|_| Ok(Some(Arc::new(tenant(true)))));
        self.accounts
            .expect_find()
            .returning(move |_, _| Ok(Some(account.clone())));
        self
    }

    /// One open ceremony.
    fn with_ceremony(mut self, purpose: CeremonyPurpose, expires_at: Timestamp) -> Self {
        let ceremony = Ceremony {
            tenant_id: tenant(true).id,
            challenge: challenge().hash(),
            purpose,
            state: json!("state"),
            network: [192, 0, 2, 1].into(),
            expires_at,
        };
        self.ceremonies
            .expect_redeem()
            .withf(|_, asked| *asked == challenge().hash())
            .return_once(move |_, _| Ok(Some(ceremony)));
        self
    }

    /// Ada's passkey is the one that is used.
    fn with_passkey(mut self) -> Self {
        self.passkeys
            .expect_find()
            .returning(|_, _| Ok(Some(passkey())));
        self
    }

    /// A refused answer is recorded with that reason, and charged.
    fn charging(mut self, reason: &'static str) -> Self {
        self.ledger
            .expect_charge_failure()
            .withf(move |_, refused, _| {
                let said = refused.detail["reason"].as_str().unwrap_or_default();
                refused.kind == EventKind::SignInRefused && said.contains(reason)
            })
            .once()
            .returning(|_, _, _| Ok(()));
        self
    }
}

fn tenant(passkey_enabled: bool) -> Tenant {
    Tenant {
        settings: TenantSettings {
            passkey_enabled,
            ..TenantSettings::default()
        },
        ..fixture::tenant()
    }
}

fn account() -> Account {
    Account {
        user_id: "ada".parse().unwrap(),
        username: Username::parse("Ada").unwrap(),
        email: EmailAddress::parse("ada@example.org").unwrap(),
        ..fixture::account()
    }
}

fn passkey() -> Passkey {
    Passkey {
        tenant_id: "acme".parse().unwrap(),
        credential_id: "the-id".into(),
        user_id: "ada".parse().unwrap(),
        name: "Phone".into(),
        key: json!("key"),
        counter: 1,
        is_device_bound: true,
        created: Stamp::unplaced(NOW),
        last_use: None,
    }
}

/// Ada, who has shown who she is some minutes ago.
fn ada(minutes_ago: u64) -> Actor {
    fixture::actor(Person {
        user_id: "ada".parse().unwrap(),
        ..fixture::person(minutes_ago, false)
    })
}

fn challenge() -> PlainToken {
    let mut random = MockRandom::new();
    random.expect_fill().returning(|bytes| bytes.fill(3));
    PlainToken::generate(&random)
}

fn client_data() -> String {
    let data = json!({"challenge": challenge().reveal()});
    URL_SAFE_NO_PAD.encode(data.to_string())
}

fn attestation() -> Attestation {
    Attestation {
        id: "the-id".into(),
        raw_id: "the-id".into(),
        client_data_json: client_data(),
        attestation_object: "AAAA".into(),
    }
}

fn assertion() -> Assertion {
    Assertion {
        id: "the-id".into(),
        raw_id: "the-id".into(),
        client_data_json: client_data(),
        authenticator_data: "AAAA".into(),
        signature: "AAAA".into(),
        user_handle: None,
    }
}

fn started() -> Started {
    Started {
        challenge: challenge(),
        options: json!("options"),
        state: json!("state"),
    }
}

fn in_an_hour() -> Timestamp {
    NOW.plus(Duration::from_hours(1))
}

#[tokio::test]
async fn adding_a_passkey_needs_a_person_who_was_just_there() {
    for (actor, denied) in [
        (ada(5), Denied::NotRecent),
        (
            program(Permission::ReadClients),
            Denied::TokenScope("account"),
        ),
    ] {
        // No port expects a call.
        let asked = Ports::default()
            .registration()
            .options(&actor, &visitor())
            .await;
        assert!(matches!(asked, Err(PasskeyError::Denied(said)) if said == denied));
        let (id, name) = ("the-id", "Key");
        let passkeys = Ports::default().registration();
        if let Who::Program(_) = actor.who {
            assert!(passkeys.list(&actor).await.is_err());
            assert!(passkeys.rename(&actor, id, name).await.is_err());
            assert!(passkeys.remove(&actor, id).await.is_err());
            let added = passkeys
                .register(&actor, &visitor(), &attestation(), None)
                .await;
            assert!(matches!(added, Err(PasskeyError::Denied(_))));
        }
    }
}

#[tokio::test]
async fn the_authenticator_is_told_which_passkeys_there_are_and_who_asks() {
    let mut ports = Ports::default().with_ada(account());
    ports
        .passkeys
        .expect_of_user()
        .returning(|_, _| Ok(vec![passkey()]));
    ports
        .webauthn
        .expect_start_registration()
        .withf(|asked| asked.username == "Ada" && asked.known == ["the-id"])
        .return_once(|_| Ok(started()));
    ports
        .ceremonies
        .expect_open()
        .withf(|opened, now| {
            opened.challenge == challenge().hash()
                && opened.purpose == CeremonyPurpose::Registration("ada".parse().unwrap())
                && opened.expires_at == now.plus(Duration::from_mins(5))
        })
        .return_once(|_, _| Ok(true));
    let options = ports.registration().options(&ada(4), &visitor()).await;
    assert_eq!(options.unwrap(), "options");
}

#[tokio::test]
async fn a_new_passkey_is_told_to_its_person() {
    let purpose = CeremonyPurpose::Registration("ada".parse().unwrap());
    let mut ports = Ports::default()
        .with_ada(account())
        .with_ceremony(purpose, in_an_hour());
    ports
        .webauthn
        .expect_finish_registration()
        .return_once(|_, _| {
            Ok(NewKey {
                credential_id: "the-id".into(),
                key: json!("key"),
                counter: 1,
                is_device_bound: true,
            })
        });
    ports
        .passkeys
        .expect_add()
        .withf(|added, notice, event| {
            let told = MailContent::PasskeyAdded {
                username: "Ada".into(),
                name: "Phone".into(),
            };
            added.key == "key" && notice.content == told && event.kind == EventKind::PasskeyAdded
        })
        .return_once(|_, _, _| Ok(Addition::Added));
    let passkeys = ports.registration();
    let added = passkeys
        .register(&ada(9), &visitor(), &attestation(), Some("Phone"))
        .await;
    assert!(added.is_ok());
}

#[tokio::test]
async fn a_registration_is_for_its_account_and_in_time() {
    let of = |user: &str| CeremonyPurpose::Registration(user.parse().unwrap());
    for (purpose, expires_at) in [
        (of("bob"), in_an_hour()),
        (CeremonyPurpose::Authentication(None), in_an_hour()),
        (of("ada"), NOW),
    ] {
        let ports = Ports::default()
            .with_ada(account())
            .with_ceremony(purpose, expires_at);
        let passkeys = ports.registration();
        let added = passkeys
            .register(&ada(0), &visitor(), &attestation(), None)
            .await;
        assert!(matches!(added, Err(PasskeyError::Refused)));
    }
}

async fn options(ports: Ports, username: &str) -> Result<Value, PasskeyOptionsError> {
    let (tenant, visitor) = (tenant(true), visitor());
    let attempt = attempt(&tenant, &visitor);
    ports.sign_in().options(&attempt, username).await
}

#[tokio::test]
async fn only_the_address_is_counted_and_nobody_is_looked_up() {
    let mut ports = Ports::default();
    ports
        .ledger
        .expect_charge_begin()
        .withf(|charge, _| charge.name.is_none())
        .return_once(|_, _| Ok(Verdict::Allowed(ChargedTo::Address)));
    ports
        .webauthn
        .expect_start_authentication()
        .return_once(|| Ok(started()));
    ports
        .ceremonies
        .expect_open()
        .withf(|opened, _| {
            opened.purpose == CeremonyPurpose::Authentication(Some(FoldedName::of("ada")))
        })
        .return_once(|_, _| Ok(true));
    assert_eq!(options(ports, "ADA").await.unwrap(), "options");
}

#[tokio::test]
async fn a_blocked_address_is_asked_for_nothing() {
    let mut ports = Ports::default();
    let blocked = Blocked {
        until: in_an_hour(),
        is_new: false,
    };
    ports
        .ledger
        .expect_charge_begin()
        .return_once(move |_, _| Ok(Verdict::Blocked(blocked)));
    let refused = options(ports, "ada").await;
    let is_until = |until: Timestamp| until == in_an_hour();
    assert!(matches!(refused, Err(PasskeyOptionsError::Blocked { until, .. }) if is_until(until)));
}

#[tokio::test]
async fn a_tenant_without_passkeys_asks_no_port() {
    let (tenant, visitor) = (tenant(false), visitor());
    let attempt = attempt(&tenant, &visitor);
    let sign_in = Ports::default().sign_in();
    let refused = sign_in.options(&attempt, "ada").await;
    assert!(matches!(refused, Err(PasskeyOptionsError::Off)));
    let refused = sign_in.authenticate(&attempt, "ada", &assertion()).await;
    assert!(matches!(refused, Err(PasskeySignInError::Off)));
    let mut ports = Ports::default();
    ports
        .tenants
        .expect_find()
        .returning(move |_| Ok(Some(Arc::new(super::tests::tenant(false)))));
    let passkeys = ports.registration();
    let refused = passkeys.options(&ada(0), &visitor).await;
    assert!(matches!(refused, Err(PasskeyError::Off)));
    let refused = passkeys
        .register(&ada(0), &visitor, &attestation(), None)
        .await;
    assert!(matches!(refused, Err(PasskeyError::Off)));
}

async fn authenticate(ports: Ports) -> Result<bool, PasskeySignInError> {
    authenticate_as(ports, "ada").await
}

async fn authenticate_as(ports: Ports, username: &str) -> Result<bool, PasskeySignInError> {
    let (tenant, visitor) = (tenant(true), visitor());
    let attempt = attempt(&tenant, &visitor);
    let done = ports
        .sign_in()
        .authenticate(&attempt, username, &assertion())
        .await?;
    Ok(done.need_verify)
}

fn adas() -> CeremonyPurpose {
    CeremonyPurpose::Authentication(Some(FoldedName::of("ada")))
}

#[tokio::test]
async fn a_signature_gives_a_nonce_that_says_how() {
    for (is_verified, is_device_bound) in [(true, true), (false, false)] {
        let account = Account {
            is_verified,
            ..account()
        };
        let mut ports = Ports::default()
            .with_ada(account)
            .with_ceremony(adas(), in_an_hour());
        ports.passkeys.expect_find().return_once(move |_, _| {
            Ok(Some(Passkey {
                is_device_bound,
                ..passkey()
            }))
        });
        ports
            .webauthn
            .expect_finish_authentication()
            .return_once(|_, _, key| {
                Ok(ProvedKey {
                    key: key.clone(),
                    counter: 2,
                })
            });
        ports
            .passkeys
            .expect_sign_in()
            .withf(move |proved, nonce, event| {
                let hardware = nonce.amr.contains(&AuthenticationMethod::Hwk);
                proved.counter == 2
                    && nonce.amr.contains(&AuthenticationMethod::Fido)
                    && hardware == is_device_bound
                    && event.kind == EventKind::SignInProved
            })
            .return_once(|_, _, _| Ok(true));
        ports
            .addresses
            .expect_send()
            .times(usize::from(!is_verified))
            .returning(|_, _, _| Ok(()));
        assert_eq!(authenticate(ports).await.unwrap(), !is_verified);
    }
}

#[tokio::test]
async fn a_confirmed_address_names_its_account_too() {
    const ADDRESS: &str = "ada@example.org";
    let asked = || CeremonyPurpose::Authentication(Some(FoldedName::of(ADDRESS)));
    let mut confirmed = Ports::default()
        .with_ada(account())
        .with_passkey()
        .with_ceremony(asked(), in_an_hour());
    confirmed
        .webauthn
        .expect_finish_authentication()
        .return_once(|_, _, key| {
            Ok(ProvedKey {
                key: key.clone(),
                counter: 2,
            })
        });
    confirmed
        .passkeys
        .expect_sign_in()
        .return_once(|_, _, _| Ok(true));
    assert!(authenticate_as(confirmed, ADDRESS).await.is_ok());

    let unconfirmed = Ports::default()
        .with_ada(Account {
            is_verified: false,
            ..account()
        })
        .with_passkey()
        .with_ceremony(asked(), in_an_hour())
        .charging("another account");
    assert!(matches!(
        authenticate_as(unconfirmed, ADDRESS).await,
        Err(PasskeySignInError::Refused)
    ));
}

#[tokio::test]
async fn a_counter_that_went_back_is_refused_and_recorded() {
    let mut seen = Ports::default().with_ada(account()).with_passkey();
    seen.webauthn
        .expect_finish_authentication()
        .return_once(|_, _, _| Err(Unaccepted::Regressed));
    let seen = seen
        .with_ceremony(adas(), in_an_hour())
        .charging("may have been copied");
    assert!(matches!(
        authenticate(seen).await,
        Err(PasskeySignInError::Refused)
    ));

    // Two answers at once: storage decides.
    let mut raced = Ports::default().with_ada(account()).with_passkey();
    raced
        .webauthn
        .expect_finish_authentication()
        .return_once(|_, _, key| {
            Ok(ProvedKey {
                key: key.clone(),
                counter: 2,
            })
        });
    raced
        .passkeys
        .expect_sign_in()
        .return_once(|_, _, _| Ok(false));
    let raced = raced
        .with_ceremony(adas(), in_an_hour())
        .charging("may have been copied");
    assert!(matches!(
        authenticate(raced).await,
        Err(PasskeySignInError::Refused)
    ));
}

#[tokio::test]
async fn what_is_not_this_accounts_and_in_time_is_charged_and_not_checked() {
    let bob = CeremonyPurpose::Authentication(Some(FoldedName::of("bob")));
    let disabled = Account {
        is_disabled: true,
        ..account()
    };
    let renamed = Account {
        username: Username::parse("eve").unwrap(),
        ..account()
    };
    for (account, purpose, expires_at, reason) in [
        (account(), adas(), NOW, "late"),
        (account(), bob, in_an_hour(), "something else"),
        (disabled, adas(), in_an_hour(), "disabled"),
        (renamed, adas(), in_an_hour(), "another account"),
    ] {
        let ports = Ports::default().with_ada(account).with_passkey();
        let ports = ports.with_ceremony(purpose, expires_at).charging(reason);
        assert!(matches!(
            authenticate(ports).await,
            Err(PasskeySignInError::Refused)
        ));
    }
}

#[tokio::test]
async fn an_answer_to_no_ceremony_is_free() {
    let mut ports = Ports::default();
    ports
        .ceremonies
        .expect_redeem()
        .return_once(|_, _| Ok(None));
    assert!(matches!(
        authenticate(ports).await,
        Err(PasskeySignInError::Refused)
    ));
}

#[test]
fn a_handle_says_nothing_and_differs_between_tenants() {
    let key = LookAlikeKey::from_bytes([1; 32]);
    let handle = |tenant: &str, user: &str| {
        UserHandle::of(&key, &tenant.parse().unwrap(), &user.parse().unwrap())
    };
    assert_eq!(handle("acme", "ada"), handle("acme", "ada"));
    assert_ne!(handle("acme", "ada"), handle("other", "ada"));
    assert_ne!(handle("acme", "ada"), handle("acme", "bob"));
}
