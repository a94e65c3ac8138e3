use std::time::Duration;

use kernel::access::{Program, Proof, Who};
use kernel::{Clock, MockClock, MockRandom, Permission, Random};
use tenancy::{Tenant, TenantSettings};
use zkp_protocol::verifier::{
    LookAlikeKey, MockChallengeLedger, MockCredentialStore, MockOprfSeed,
};

use super::*;
use crate::MockAccounts;
use crate::attempts::MockAttemptLedger;
use crate::sign_in::Visitor;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn account() -> Account {
    Account {
        tenant_id: "acme".parse().unwrap(),
        user_id: "u1".parse().unwrap(),
        username: Username::parse("ada").unwrap(),
        email: EmailAddress::parse("ada@example.com").unwrap(),
        is_disabled: false,
        is_verified: true,
        locale: None,
        roles: Vec::new(),
        external_id: None,
        created_at: NOW,
        updated_at: None,
    }
}

/// Ada, who used a passkey so many minutes ago.
fn ada(minutes: u64) -> Actor {
    let person = Person {
        tenant_id: "acme".parse().unwrap(),
        user_id: "u1".parse().unwrap(),
        roles: Vec::new(),
        for_account: true,
        for_administration: false,
        for_provisioning: false,
        proof: Proof {
            at: NOW.minus(Duration::from_mins(minutes)),
            is_by_passkey: true,
        },
    };
    Actor {
        who: Who::Person(person),
        address: None,
    }
}

struct Ask<'a> {
    actor: Actor,
    account: Account,
    tenant: &'a str,
    user: &'a str,
    email: &'a str,
    proof: &'a str,
    separate: bool,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self {
            actor: ada(4),
            account: account(),
            tenant: "acme",
            user: "u1",
            email: "ada@example.org",
            proof: "",
            separate: true,
        }
    }
}

impl Ask<'_> {
    async fn send(self, addresses: MockAddresses) -> Result<(), EmailChangeError> {
        let mut clock = MockClock::new();
        clock.expect_now().return_const(NOW);
        let clock: Arc<dyn Clock> = Arc::new(clock);
        let mut random = MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(7));
        let random: Arc<dyn Random> = Arc::new(random);
        let mut seeds = MockOprfSeed::new();
        seeds
            .expect_look_alike_key()
            .returning(|| LookAlikeKey::from_bytes([1; 32]));
        let seeds: Arc<dyn OprfSeed> = Arc::new(seeds);
        let mut challenges = MockChallengeLedger::new();
        challenges.expect_consume().returning(|_, _| Ok(None));
        let mut accounts = MockAccounts::new();
        accounts
            .expect_find()
            .returning(move |_, _| Ok(Some(self.account.clone())));
        let change = EmailChange {
            verifier: Arc::new(Verifier {
                ledger: Arc::new(challenges),
                credentials: Arc::new(MockCredentialStore::new()),
                seeds: seeds.clone(),
                clock: clock.clone(),
                random: random.clone(),
                origin: "http://localhost".into(),
            }),
            seeds: seeds.clone(),
            ledger: Arc::new(MockAttemptLedger::new()),
            accounts: Arc::new(accounts),
            confirmation: AddressConfirmation {
                addresses: Arc::new(addresses),
                seeds,
                clock,
                random,
            },
        };
        let tenant = Tenant {
            id: "acme".parse().unwrap(),
            settings: TenantSettings {
                has_username_and_email: self.separate,
                ..TenantSettings::default()
            },
            created_at: NOW,
        };
        let visitor = Visitor {
            address: "192.0.2.1".parse().unwrap(),
            language: None,
            user_agent: None,
            device: None,
        };
        let attempt = Attempt {
            tenant: &tenant,
            request: None,
            account: None,
            visitor: &visitor,
        };
        let form = EmailForm {
            challenge_id: self.proof,
            challenge_data: self.proof,
            email: self.email,
        };
        let (tenant, user) = (self.tenant.parse().unwrap(), self.user.parse().unwrap());
        change
            .change(&self.actor, &attempt, &tenant, &user, &form)
            .await
    }

    async fn refused(self) -> EmailChangeError {
        let mut addresses = MockAddresses::new();
        addresses.expect_change().never();
        self.send(addresses).await.unwrap_err()
    }
}

#[tokio::test]
async fn only_their_own_person_changes_an_address() {
    let program = Actor {
        who: Who::Program(Program {
            key_id: "ci".into(),
            tenant_id: "acme".parse().unwrap(),
            scopes: vec![Permission::ManageUsers],
            owner: None,
        }),
        address: None,
    };
    for ask in [
        Ask {
            actor: program,
            ..Ask::default()
        },
        Ask {
            user: "u2",
            ..Ask::default()
        },
        Ask {
            tenant: "other",
            ..Ask::default()
        },
    ] {
        let refused = ask.refused().await;
        assert!(matches!(refused, EmailChangeError::Denied(_)), "{refused}");
    }
}

#[tokio::test]
async fn without_a_fresh_proof_nothing_is_changed() {
    let late = Ask {
        actor: ada(5),
        ..Ask::default()
    };
    let refused = late.refused().await;
    assert!(
        matches!(refused, EmailChangeError::Malformed(_)),
        "{refused}"
    );
    let unknown = format!("{}A", "A".repeat(150));
    let wrong = Ask {
        proof: &unknown,
        ..Ask::default()
    };
    let refused = wrong.refused().await;
    assert!(
        matches!(
            refused,
            EmailChangeError::Malformed(_) | EmailChangeError::Refused
        ),
        "{refused}"
    );
}

#[tokio::test]
async fn what_is_no_other_address_is_refused() {
    for email in ["ada", "ada@example.com", ""] {
        let ask = Ask {
            email,
            ..Ask::default()
        };
        let refused = ask.refused().await;
        assert!(matches!(refused, EmailChangeError::Field(_)), "{email}");
    }
    let with_a_plus = Ask {
        account: Account {
            username: Username::parse("ada@example.com").unwrap(),
            ..account()
        },
        email: "ada+1@example.com",
        separate: false,
        ..Ask::default()
    };
    let refused = with_a_plus.refused().await;
    assert!(matches!(refused, EmailChangeError::Field(_)), "{refused}");
}

#[tokio::test]
async fn the_new_address_is_unconfirmed_and_both_are_told() {
    for is_verified in [true, false] {
        let mut addresses = MockAddresses::new();
        addresses
            .expect_change()
            .once()
            .withf(move |change, event| {
                let confirms =
                    matches!(&change.confirm.content, MailContent::ConfirmAddress { .. });
                let told = change.notice.map(|mail| mail.to.as_str());
                confirms
                    && !change.after.is_verified
                    && change.after.username.as_str() == "ada"
                    && change.confirm.to.as_str() == "ada@example.org"
                    && change.code.address.as_str() == "ada@example.org"
                    && told == is_verified.then_some("ada@example.com")
                    && event.kind == EventKind::EmailChanged
            })
            .returning(|_, _| Ok(ChangeOutcome::Changed));
        let ask = Ask {
            account: Account {
                is_verified,
                ..account()
            },
            ..Ask::default()
        };
        ask.send(addresses).await.unwrap();
    }
}

#[tokio::test]
async fn a_name_that_is_the_address_goes_along() {
    let mut addresses = MockAddresses::new();
    addresses
        .expect_change()
        .once()
        .withf(|change, _| change.after.username.as_str() == "ada@example.org")
        .returning(|_, _| Ok(ChangeOutcome::Changed));
    let ask = Ask {
        account: Account {
            username: Username::parse("Ada@example.com").unwrap(),
            ..account()
        },
        separate: false,
        ..Ask::default()
    };
    ask.send(addresses).await.unwrap();
}

#[tokio::test]
async fn what_storage_says_is_said() {
    let until = NOW.plus(Duration::from_hours(1));
    for (outcome, times) in [
        (ChangeOutcome::Taken, 1),
        (ChangeOutcome::Limited(until), 1),
        (ChangeOutcome::Stale, TRIES),
    ] {
        let mut addresses = MockAddresses::new();
        addresses
            .expect_change()
            .times(times)
            .returning(move |_, _| Ok(outcome));
        let refused = Ask::default().send(addresses).await.unwrap_err();
        let is_right = match outcome {
            ChangeOutcome::Taken => matches!(refused, EmailChangeError::Taken),
            ChangeOutcome::Limited(_) => matches!(refused, EmailChangeError::Limited { .. }),
            _ => matches!(refused, EmailChangeError::Changed),
        };
        assert!(is_right, "{refused}");
    }
}
