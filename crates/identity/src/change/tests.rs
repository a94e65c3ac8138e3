use std::time::Duration;

use kernel::access::{Person, Program, Proof, Who};
use kernel::{MockClock, MockRandom, Permission, Random, Timestamp};
use tenancy::{Tenant, TenantSettings};
use zkp_protocol::verifier::{
    LookAlikeKey, MockChallengeLedger, MockCredentialStore, MockOprfSeed,
};

use super::*;
use crate::attempts::MockAttemptLedger;
use crate::sign_in::Visitor;
use crate::{Account, EmailAddress, MockAccounts, Username};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn change(accounts: MockAccounts) -> CredentialChange {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    let mut random = MockRandom::new();
    random.expect_fill().returning(|bytes| bytes.fill(7));
    let mut challenges = MockChallengeLedger::new();
    challenges.expect_consume().returning(|_, _| Ok(None));
    let mut seeds = MockOprfSeed::new();
    seeds
        .expect_look_alike_key()
        .returning(|| LookAlikeKey::from_bytes([1; 32]));
    let seeds: Arc<dyn OprfSeed> = Arc::new(seeds);
    let clock: Arc<dyn Clock> = Arc::new(clock);
    let random: Arc<dyn Random> = Arc::new(random);
    let mut credentials = MockCredentials::new();
    credentials.expect_replace().never();
    CredentialChange {
        verifier: Arc::new(Verifier {
            ledger: Arc::new(challenges),
            credentials: Arc::new(MockCredentialStore::new()),
            seeds: seeds.clone(),
            clock: clock.clone(),
            random,
            origin: "http://localhost".into(),
        }),
        seeds,
        ledger: Arc::new(MockAttemptLedger::new()),
        credentials: Arc::new(credentials),
        accounts: Arc::new(accounts),
        clock,
    }
}

fn person(tenant: &str, for_account: bool) -> Actor {
    let person = Person {
        tenant_id: tenant.parse().unwrap(),
        user_id: "u1".parse().unwrap(),
        roles: Vec::new(),
        for_account,
        for_administration: true,
        for_provisioning: false,
        proof: Proof {
            at: NOW.minus(Duration::from_mins(4)),
            is_by_passkey: true,
        },
    };
    Actor {
        who: Who::Person(person),
        address: None,
    }
}

fn program() -> Actor {
    let program = Program {
        key_id: "ci".into(),
        tenant_id: "acme".parse().unwrap(),
        scopes: vec![Permission::ManageUsers],
        owner: None,
    };
    Actor {
        who: Who::Program(program),
        address: None,
    }
}

async fn ask(actor: &Actor, accounts: MockAccounts, is_picture_alone: bool) -> ChangeError {
    let tenant = Tenant {
        id: "acme".parse().unwrap(),
        settings: TenantSettings::default(),
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
    for actor in [program(), person("acme", false), Actor::operator()] {
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
    accounts.expect_find().returning(|tenant, user| {
        Ok(Some(Account {
            tenant_id: tenant.clone(),
            user_id: user.clone(),
            username: Username::parse("ada").unwrap(),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            is_disabled: false,
            is_verified: true,
            locale: None,
            roles: Vec::new(),
            external_id: None,
            created_at: NOW,
            updated_at: None,
        }))
    });
    let refused = ask(&person("acme", true), accounts, false).await;
    assert!(matches!(refused, ChangeError::Refused), "{refused}");
}
