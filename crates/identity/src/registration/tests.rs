use std::time::Duration;

use kernel::audit::EventKind;
use kernel::{FoldedName, Language, PlainToken, UserId};
use tenancy::{Tenant, TenantSettings};
use zkp_protocol::{Algorithm, Credential, Handle, OprfKeyVersion};

use super::*;
use crate::attempts::MockAttemptLedger;
use crate::attempts::NameKey;
use crate::email_change::{AddressCode, MockAddresses};
use crate::fixture::{self, NOW, attempt, clock, random, seeds, verifier, visitor};
use crate::reset::{MockResets, ResetLink};
use crate::sign_in::{BoundRequest, MockSignInNonces, SignInNonce, Visitor};
use crate::{
    Account, AuthenticationMethod, EmailAddress, Guest, Invitation, MockAccounts, MockInvitations,
    Username,
};
use kernel::roles::GLOBAL_ADMIN;

#[derive(Default)]
struct Ports {
    registrations: MockRegistrations,
    invitations: MockInvitations,
    resets: MockResets,
    nonces: MockSignInNonces,
    accounts: MockAccounts,
    addresses: MockAddresses,
    ledger: MockAttemptLedger,
}

impl Ports {
    fn registration(self) -> Registration {
        Registration {
            verifier: verifier(),
            ledger: Arc::new(self.ledger),
            registrations: Arc::new(self.registrations),
            invitations: Arc::new(self.invitations),
            resets: Arc::new(self.resets),
            nonces: Arc::new(self.nonces),
            accounts: Arc::new(self.accounts),
            confirmation: AddressConfirmation {
                addresses: Arc::new(self.addresses),
                seeds: seeds(),
                clock: clock(),
                random: random(),
            },
            seeds: seeds(),
            clock: clock(),
            random: random(),
        }
    }
}

fn tenant(register_enable: bool) -> Tenant {
    let settings = TenantSettings {
        register_enable,
        ..TenantSettings::default()
    };
    Tenant {
        settings,
        ..fixture::tenant()
    }
}

async fn register(
    ports: Ports,
    tenant: &Tenant,
    request: Option<&BoundRequest>,
    username: &str,
    code: Option<&str>,
) -> EnrolError {
    let visitor = visitor();
    let attempt = Attempt {
        tenant,
        request,
        account: None,
        visitor: &visitor,
    };
    let commitment = format!("{}.{}", "A".repeat(43), "A".repeat(100));
    let form = RegisterForm {
        username,
        email: "ada@example.com",
        encrypted_commitment: &commitment,
        proto_version: "1",
        code,
        is_picture_alone: username == "alone",
    };
    ports
        .registration()
        .register(&attempt, &form)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn registration_is_open_only_where_tenant_and_client_say_so() {
    let closed = register(Ports::default(), &tenant(false), None, "ada", None).await;
    assert!(matches!(closed, EnrolError::Closed));
    let token = PlainToken::parse(&"A".repeat(43)).unwrap();
    let client = BoundRequest {
        browser: token.hash(),
        auth_req_id: token,
        client_registers: false,
    };
    let closed = register(Ports::default(), &tenant(true), Some(&client), "ada", None).await;
    assert!(matches!(closed, EnrolError::Closed));
    // Open, so that the next check speaks: there is no such challenge.
    let refused = register(Ports::default(), &tenant(true), None, "ada", None).await;
    assert!(matches!(refused, EnrolError::Refused));
}

#[tokio::test]
async fn a_picture_alone_is_refused_where_more_is_asked_for() {
    let error = register(Ports::default(), &tenant(true), None, "alone", None).await;
    assert!(matches!(error, EnrolError::PictureAlone));
    let mut image_only = tenant(true);
    image_only.settings.use_pin = false;
    image_only.settings.use_pattern = false;
    let error = register(Ports::default(), &image_only, None, "alone", None).await;
    assert!(matches!(error, EnrolError::Refused));
}

#[tokio::test]
async fn names_are_checked_before_the_challenge_is_spent() {
    for name in ["a b", "bob@example.com", ""] {
        let error = register(Ports::default(), &tenant(true), None, name, None).await;
        assert!(matches!(error, EnrolError::Name(_)), "{name}");
    }
}

#[tokio::test]
async fn the_set_up_link_opens_a_closed_tenant_until_it_expires() {
    let code = "A".repeat(43);
    for (guest, age, opens) in [
        (Guest::FirstAdministrator, 0, true),
        (Guest::FirstAdministrator, 8, false),
        (Guest::Account("u1".parse().unwrap()), 0, false),
    ] {
        let mut ports = Ports::default();
        ports
            .invitations
            .expect_find()
            .returning(move |tenant, code| {
                Ok(Some(Invitation {
                    tenant_id: tenant.clone(),
                    code: *code,
                    guest: guest.clone(),
                    expires_at: NOW
                        .plus(Duration::from_hours(7 * 24))
                        .minus(Duration::from_hours(age * 24)),
                }))
            });
        let error = register(ports, &tenant(false), None, "ada", Some(&code)).await;
        assert_eq!(matches!(error, EnrolError::Refused), opens, "{error}");
        assert_eq!(matches!(error, EnrolError::NoInvitation), !opens, "{error}");
    }
}

fn pending(code: &str, set_up: bool) -> PendingRegistration {
    let code = EmailCode::parse(code).unwrap();
    let name = FoldedName::of("ada");
    PendingRegistration {
        id: "p1".into(),
        tenant_id: "acme".parse().unwrap(),
        username: Username::parse("Ada").unwrap(),
        email: EmailAddress::parse("ada@example.com").unwrap(),
        code: code.mac(&*seeds(), &"acme".parse().unwrap(), &name),
        set_up: set_up.then(|| PlainToken::parse(&"A".repeat(43)).unwrap().hash()),
        credential: Credential {
            handle: Handle::from_bytes([5; 16]),
            salt: [5; 32],
            sketch: [5; 128],
            public_key: [5; 32],
            algorithm: Algorithm::Keepic1,
            oprf_key_version: OprfKeyVersion(1),
            image_only: false,
        },
        network: "192.0.2.1".parse().unwrap(),
        requested_at: NOW,
        expires_at: NOW.plus(Duration::from_mins(10)),
    }
}

async fn verify(
    waiting: Vec<PendingRegistration>,
    outcome: ConfirmOutcome,
    code: &str,
) -> Result<VerifiedEmail, VerifyEmailError> {
    let is_set_up = waiting.iter().any(|pending| pending.set_up.is_some());
    let mut ports = Ports::default();
    ports
        .registrations
        .expect_try_code()
        .once()
        .return_once(move |_, _, _| Ok(waiting));
    ports
        .registrations
        .expect_confirm()
        .withf(move |id, account, device, _| {
            id == "p1"
                && account.is_verified
                && account.locale.as_deref() == Some("de")
                && account.roles.contains(&GLOBAL_ADMIN.to_owned()) == is_set_up
                && device.expires_at > NOW
        })
        .returning(move |_, _, _, _| Ok(outcome));
    ports
        .addresses
        .expect_try_code()
        .once()
        .returning(|_, _, _| Ok(None));
    let tenant = tenant(true);
    let visitor = Visitor {
        language: Some(Language::German),
        ..visitor()
    };
    let attempt = attempt(&tenant, &visitor);
    ports
        .registration()
        .verify_email(&attempt, "ADA", code)
        .await
}

#[tokio::test]
async fn the_right_code_makes_the_account() {
    for set_up in [false, true] {
        let waiting = vec![pending("11112222", set_up)];
        verify(waiting, ConfirmOutcome::Confirmed, "1111 2222")
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn any_other_code_makes_none() {
    let wrong = verify(
        vec![pending("11112222", false)],
        ConfirmOutcome::Confirmed,
        "11112223",
    );
    assert!(matches!(wrong.await, Err(VerifyEmailError::WrongCode)));
    let nothing = verify(Vec::new(), ConfirmOutcome::Confirmed, "11112222");
    assert!(matches!(nothing.await, Err(VerifyEmailError::WrongCode)));
    let late = verify(
        vec![pending("11112222", false)],
        ConfirmOutcome::Taken,
        "11112222",
    );
    assert!(matches!(late.await, Err(VerifyEmailError::Taken)));
    let gone = verify(
        vec![pending("11112222", false)],
        ConfirmOutcome::Gone,
        "11112222",
    );
    assert!(matches!(gone.await, Err(VerifyEmailError::WrongCode)));
}

#[tokio::test]
async fn a_malformed_code_costs_no_try() {
    let (tenant, visitor) = (tenant(true), visitor());
    let attempt = attempt(&tenant, &visitor);
    let mut ports = Ports::default();
    ports.registrations.expect_try_code().never();
    let error = ports
        .registration()
        .verify_email(&attempt, "ada", "1111")
        .await
        .unwrap_err();
    assert!(matches!(error, VerifyEmailError::Malformed(field) if field.field == "code"));
}

/// Follows a reset link of `ada`'s that is good for so many minutes, as `username`.
async fn follow_reset(username: &str, minutes: u64, is_disabled: bool) -> EnrolError {
    follow_reset_with(username, minutes, is_disabled, false, (None, None)).await
}

/// The same where the tenant may ask for a second thing, with a recovery code or a passkey's nonce.
async fn follow_reset_with(
    username: &str,
    minutes: u64,
    is_disabled: bool,
    needs_second: bool,
    second: (Option<&str>, Option<&str>),
) -> EnrolError {
    let mut ports = Ports::default();
    ports.invitations.expect_find().returning(|_, _| Ok(None));
    ports.resets.expect_find().returning(move |tenant, code| {
        Ok(Some(ResetLink {
            tenant_id: tenant.clone(),
            code: *code,
            user_id: Some("u1".parse().unwrap()),
            mailbox: FoldedName::of("ada@example.com"),
            network: "192.0.2.1".parse().unwrap(),
            requested_at: NOW,
            expires_at: NOW.plus(Duration::from_mins(minutes)),
        }))
    });
    ports.resets.expect_redeem().never();
    ports.accounts.expect_find().returning(move |tenant, user| {
        Ok(Some(Account {
            tenant_id: tenant.clone(),
            user_id: user.clone(),
            username: Username::parse("ada").unwrap(),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            is_disabled,
            is_verified: true,
            locale: None,
            roles: Vec::new(),
            external_id: None,
            created_at: NOW,
            updated_at: None,
        }))
    });
    ports.nonces.expect_find().returning(|tenant, token| {
        Ok(Some(SignInNonce {
            token: *token,
            tenant_id: tenant.clone(),
            user_id: "u1".parse().unwrap(),
            name: NameKey::from_bytes([1; 32]),
            auth_req_id: None,
            browser: None,
            amr: vec![AuthenticationMethod::Swk],
            auth_time: NOW,
            expires_at: NOW.plus(Duration::from_mins(1)),
        }))
    });
    let (mut tenant, visitor) = (tenant(false), visitor());
    tenant.settings.reset_needs_second = needs_second;
    let attempt = attempt(&tenant, &visitor);
    let form = AcceptForm {
        code: &"A".repeat(43),
        username,
        encrypted_commitment: &format!("{}.{}", "A".repeat(43), "A".repeat(100)),
        proto_version: "1",
        is_picture_alone: false,
        recovery_code: second.0,
        passkey_nonce: second.1,
    };
    let accepted = ports.registration().accept(&attempt, &form).await;
    accepted.unwrap_err()
}

#[tokio::test]
async fn a_reset_link_is_good_for_its_account_in_its_time() {
    // Good so far: the next check speaks, since there is no such challenge.
    let good = follow_reset("ada", 1, false).await;
    assert!(matches!(good, EnrolError::Refused), "{good}");
    for (username, minutes, is_disabled) in [
        ("ada", 0, false),
        ("Ada", 1, false),
        ("bob", 1, false),
        ("ada", 1, true),
    ] {
        let refused = follow_reset(username, minutes, is_disabled).await;
        assert!(matches!(refused, EnrolError::NoInvitation), "{refused}");
    }
}

/// Returns `code` while an account of that name waits for the code of its address.
async fn confirm(code: &str, is_there: bool) -> Result<VerifiedEmail, VerifyEmailError> {
    let (tenant, visitor) = (tenant(true), visitor());
    let user: UserId = "u1".parse().unwrap();
    let address = FoldedName::of("ada@example.com");
    let mailed = EmailCode::parse("11112222").unwrap();
    let mailed = AddressCode {
        tenant_id: tenant.id.clone(),
        code: mailed.mac_of_address(&*seeds(), &tenant.id, &user, &address),
        user_id: user,
        address,
        sent_at: NOW,
        expires_at: NOW.plus(Duration::from_mins(10)),
    };
    let mut ports = Ports::default();
    ports
        .registrations
        .expect_try_code()
        .returning(|_, _, _| Ok(Vec::new()));
    ports
        .addresses
        .expect_try_code()
        .withf(|_, name, _| name.as_str() == "ada")
        .return_once(move |_, _, _| Ok(Some(mailed)));
    ports
        .addresses
        .expect_confirm()
        .withf(|code, device, _, event| {
            code.user_id.as_str() == "u1"
                && device.expires_at > NOW
                && event.kind == EventKind::EmailConfirmed
        })
        .returning(move |_, _, _, _| Ok(is_there));
    let attempt = attempt(&tenant, &visitor);
    ports
        .registration()
        .verify_email(&attempt, "ADA", code)
        .await
}

#[tokio::test]
async fn the_code_of_an_address_confirms_the_account_that_is_there() {
    let confirmed = confirm("1111-2222", true).await.unwrap();
    assert_eq!(confirmed.user_id.as_str(), "u1");
    for (code, is_there) in [("11112223", true), ("11112222", false)] {
        let refused = confirm(code, is_there).await;
        assert!(matches!(refused, Err(VerifyEmailError::WrongCode)));
    }
}

#[tokio::test]
async fn where_a_second_thing_is_asked_for_the_mailbox_alone_does_not_do() {
    let follow = |needs_second, second| follow_reset_with("ada", 1, false, needs_second, second);
    let missing = follow(true, (None, None)).await;
    assert!(matches!(missing, EnrolError::SecondNeeded), "{missing}");
    let malformed = follow(true, (Some("1234"), None)).await;
    assert!(matches!(malformed, EnrolError::Malformed(field) if field.field == "recovery_code"));
    let of_a_picture = "A".repeat(43);
    for second in [(None, Some("no nonce")), (None, Some(&*of_a_picture))] {
        let refused = follow(true, second).await;
        assert!(matches!(refused, EnrolError::NoSecond), "{refused}");
    }
    // Good so far: storage is asked for the code once the commitment is good.
    let code = "0".repeat(20);
    for (needs_second, second) in [(true, (Some(&*code), None)), (false, (None, None))] {
        let good = follow(needs_second, second).await;
        assert!(matches!(good, EnrolError::Refused), "{good}");
    }
}
