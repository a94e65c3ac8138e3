//! A tenant with a person, and ports that always answer the same, for the tests of this crate.

use std::sync::Arc;
use std::time::Duration;

use kernel::access::{Person, Program, Proof, Who};
use kernel::{Actor, Clock, MockClock, MockRandom, Permission, Random, Timestamp};
use tenancy::{Tenant, TenantSettings};
use zkp_protocol::verifier::{
    LookAlikeKey, MockChallengeLedger, MockCredentialStore, MockOprfSeed, OprfSeed, Verifier,
};

use crate::sign_in::{Attempt, Visitor};
use crate::{Account, EmailAddress, Username};

pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

pub(crate) fn tenant() -> Tenant {
    Tenant {
        id: "acme".parse().unwrap(),
        settings: TenantSettings::default(),
        created_at: NOW,
    }
}

pub(crate) fn account() -> Account {
    Account {
        tenant_id: tenant().id,
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

/// The person of [`account`], who has shown so many minutes ago who they are, and acts for their account.
pub(crate) fn person(minutes: u64, is_by_passkey: bool) -> Person {
    Person {
        tenant_id: account().tenant_id,
        user_id: account().user_id,
        roles: Vec::new(),
        for_account: true,
        for_administration: false,
        for_provisioning: false,
        proof: Proof {
            at: NOW.minus(Duration::from_mins(minutes)),
            is_by_passkey,
        },
    }
}

pub(crate) fn actor(person: Person) -> Actor {
    Actor {
        who: Who::Person(person),
        address: None,
    }
}

/// A program that may do one thing.
pub(crate) fn program(permission: Permission) -> Actor {
    let program = Program {
        key_id: "ci".into(),
        tenant_id: tenant().id,
        scopes: vec![permission],
        owner: None,
    };
    Actor {
        who: Who::Program(program),
        address: None,
    }
}

pub(crate) fn visitor() -> Visitor {
    Visitor {
        address: "192.0.2.1".parse().unwrap(),
        language: None,
        user_agent: None,
        device: None,
    }
}

/// An attempt without an authorization request, by nobody who is signed in.
pub(crate) fn attempt<'a>(tenant: &'a Tenant, visitor: &'a Visitor) -> Attempt<'a> {
    Attempt {
        tenant,
        request: None,
        account: None,
        visitor,
    }
}

/// It is [`NOW`].
pub(crate) fn clock() -> Arc<dyn Clock> {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    Arc::new(clock)
}

/// All bytes are seven.
pub(crate) fn random() -> Arc<dyn Random> {
    let mut random = MockRandom::new();
    random.expect_fill().returning(|bytes| bytes.fill(7));
    Arc::new(random)
}

/// Nothing but the look-alike key.
pub(crate) fn seeds() -> Arc<dyn OprfSeed> {
    let mut seeds = MockOprfSeed::new();
    seeds
        .expect_look_alike_key()
        .returning(|| LookAlikeKey::from_bytes([1; 32]));
    Arc::new(seeds)
}

/// A verifier of proofs for whom no challenge is open.
pub(crate) fn verifier() -> Arc<Verifier> {
    let mut challenges = MockChallengeLedger::new();
    challenges.expect_consume().returning(|_, _| Ok(None));
    Arc::new(Verifier {
        ledger: Arc::new(challenges),
        credentials: Arc::new(MockCredentialStore::new()),
        seeds: seeds(),
        clock: clock(),
        random: random(),
        origin: "http://localhost".into(),
    })
}
