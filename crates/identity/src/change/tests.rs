use kernel::Permission;
use kernel::access::Person;

use super::*;
use crate::MockAccounts;
use crate::attempts::MockAttemptLedger;
use crate::fixture::{self, account, attempt, clock, program, seeds, tenant, verifier, visitor};

fn change(accounts: MockAccounts) -> CredentialChange {
    let mut credentials = MockCredentials::new();
    credentials.expect_replace().never();
    CredentialChange {
        verifier: verifier(),
        seeds: seeds(),
        ledger: Arc::new(MockAttemptLedger::new()),
        credentials: Arc::new(credentials),
        accounts: Arc::new(accounts),
        clock: clock(),
    }
}

fn person(tenant: &str, for_account: bool) -> Actor {
    fixture::actor(Person {
        tenant_id: tenant.parse().unwrap(),
        for_account,
        for_administration: true,
        ..fixture::person(4, true)
    })
}

async fn ask(actor: &Actor, accounts: MockAccounts, is_picture_alone: bool) -> ChangeError {
    let (tenant, visitor) = (tenant(), visitor());
    let attempt = attempt(&tenant, &visitor);
    let form = ChangeForm {
        encrypted_commitment: &format!("{}.{}", "A".repeat(43), "A".repeat(100)),
        proto_version: "1",
        is_picture_alone,
    };
    let changed = change(accounts).change(actor, &attempt, None, &form).await;
    changed.unwrap_err()
}

fn unread() -> MockAccounts {
    let mut accounts = MockAccounts::new();
    accounts.expect_find().never();
    accounts
}

#[tokio::test]
async fn only_a_person_changes_their_own_credential() {
    for actor in [
        program(Permission::ManageUsers),
        person("acme", false),
        Actor::operator(),
    ] {
        let refused = ask(&actor, unread(), false).await;
        assert!(matches!(refused, ChangeError::Denied(_)), "{refused}");
    }
    let elsewhere = ask(&person("other", true), unread(), false).await;
    assert!(
        matches!(elsewhere, ChangeError::Denied(Denied::NotFound)),
        "{elsewhere}"
    );
}

#[tokio::test]
async fn a_picture_alone_is_refused_where_more_is_asked_for() {
    let refused = ask(&person("acme", true), unread(), true).await;
    assert!(matches!(refused, ChangeError::PictureAlone), "{refused}");
}

#[tokio::test]
async fn a_challenge_that_is_not_there_is_refused_and_nothing_is_stored() {
    let mut accounts = MockAccounts::new();
    accounts.expect_find().returning(|_, _| Ok(Some(account())));
    let refused = ask(&person("acme", true), accounts, false).await;
    assert!(matches!(refused, ChangeError::Refused), "{refused}");
}
