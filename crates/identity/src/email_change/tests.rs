use std::time::Duration;

use kernel::Permission;
use tenancy::{Tenant, TenantSettings};

use super::*;
use crate::MockAccounts;
use crate::attempts::MockAttemptLedger;
use crate::fixture::{
    self, NOW, account, attempt, clock, program, random, seeds, verifier, visitor,
};

/// Ada, who used a passkey so many minutes ago.
fn ada(minutes: u64) -> Actor {
    fixture::actor(fixture::person(minutes, true))
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
        let mut accounts = MockAccounts::new();
        accounts
            .expect_find()
            .returning(move |_, _| Ok(Some(self.account.clone())));
        let change = EmailChange {
            verifier: verifier(),
            seeds: seeds(),
            ledger: Arc::new(MockAttemptLedger::new()),
            accounts: Arc::new(accounts),
            confirmation: AddressConfirmation {
                addresses: Arc::new(addresses),
                seeds: seeds(),
                clock: clock(),
                random: random(),
            },
        };
        let tenant = Tenant {
            settings: TenantSettings {
                has_username_and_email: self.separate,
                ..TenantSettings::default()
            },
            ..fixture::tenant()
        };
        let visitor = visitor();
        let attempt = attempt(&tenant, &visitor);
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
    for ask in [
        Ask {
            actor: program(Permission::ManageUsers),
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
