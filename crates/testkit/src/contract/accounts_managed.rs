//! [`Accounts`](identity::Accounts), as administrators manage them.

use std::collections::BTreeSet;

use identity::api_key::ApiKey;
use identity::{
    Account, AccountFilter, AccountOrder, AccountQuery, AccountUpdate, EmailAddress, NewAccount,
    UpdateOutcome, Username,
};
use kernel::audit::EventKind;
use kernel::{FoldedName, Permission, UserId};

use super::{Harness, World};
use crate::sample;

/// Lists, batches, changes and deletions.
pub async fn accounts_managed(harness: &dyn Harness) {
    are_listed_in_pages(&World::of(harness, "managed-listed").await).await;
    are_created_together(&World::of(harness, "managed-batch").await).await;
    are_created_in_large_numbers(&World::of(harness, "managed-large").await).await;
    are_changed(&World::of(harness, "managed-changed").await).await;
    are_changed_by_one_at_a_time(&World::of(harness, "managed-raced").await).await;
    lose_everything_when_disabled(&World::of(harness, "managed-disabled").await).await;
    are_deleted(&World::of(harness, "managed-deleted").await).await;
}

impl World<'_> {
    fn account(&self, name: &str) -> Account {
        sample::account(&self.tenant, name, self.now, self.random())
    }

    async fn listed(&self, query: &AccountQuery) -> (Vec<String>, u64) {
        let accounts = &self.ports().accounts;
        let page = accounts.list(&self.tenant, query).await.unwrap();
        let names = page.iter().map(|it| it.username.to_string());
        let total = accounts.count(&self.tenant, &query.filter).await.unwrap();
        (names.collect(), total)
    }

    async fn update(&self, before: &Account, after: &Account) -> UpdateOutcome {
        let update = AccountUpdate {
            before,
            after,
            welcome: None,
        };
        let event = self.event(EventKind::UserUpdated);
        let accounts = &self.ports().accounts;
        accounts.update(update, &event).await.unwrap()
    }

    async fn find_account(&self, user: &UserId) -> Option<Account> {
        let accounts = &self.ports().accounts;
        accounts.find(&self.tenant, user).await.unwrap()
    }
}

fn query() -> AccountQuery {
    AccountQuery {
        filter: AccountFilter::default(),
        order: AccountOrder::Username,
        is_descending: false,
        limit: 10,
        offset: 0,
    }
}

async fn are_listed_in_pages(world: &World<'_>) {
    for (seconds, name) in [(1, "Bob"), (2, "alan"), (3, "zoe"), (3, "BETTY")] {
        let mut account = world.account(name);
        account.created_at = world.later(seconds);
        assert!(world.create(&account).await);
    }
    let mut elsewhere = world.account("abroad");
    elsewhere.tenant_id = world.other.clone();
    assert!(world.create(&elsewhere).await);

    let (names, total) = world.listed(&query()).await;
    assert_eq!(names, ["Ada", "alan", "BETTY", "Bob", "zoe"]);
    assert_eq!(total, 5);
    let last = AccountQuery {
        is_descending: true,
        limit: 2,
        offset: 1,
        ..query()
    };
    assert_eq!(
        world.listed(&last).await,
        (vec!["Bob".to_owned(), "BETTY".to_owned()], 5)
    );
    let newest = AccountQuery {
        order: AccountOrder::CreatedAt,
        is_descending: true,
        ..query()
    };
    let (names, _) = world.listed(&newest).await;
    assert_eq!(names[2..], ["alan", "Bob", "Ada"]);
    for (username, email, expected) in [
        (Some("B"), None, &["BETTY", "Bob"][..]),
        (None, Some("ALAN@"), &["alan"]),
        (Some("a"), Some("ada@example.com"), &["Ada"]),
        (Some("nobody"), None, &[]),
    ] {
        let prefix = |text: Option<&str>| text.map(FoldedName::of);
        let filtered = AccountQuery {
            filter: AccountFilter {
                username: prefix(username),
                email: prefix(email),
            },
            order: AccountOrder::Email,
            ..query()
        };
        let (names, total) = world.listed(&filtered).await;
        assert_eq!(names, expected);
        assert_eq!(total, u64::try_from(expected.len()).unwrap());
    }
    let newest_by_name = AccountQuery {
        filter: AccountFilter {
            username: Some(FoldedName::of("b")),
            email: None,
        },
        ..newest
    };
    let (names, _) = world.listed(&newest_by_name).await;
    assert_eq!(names, ["BETTY", "Bob"]);
    let oldest_by_name = AccountQuery {
        is_descending: false,
        ..newest_by_name
    };
    let (names, _) = world.listed(&oldest_by_name).await;
    assert_eq!(names, ["Bob", "BETTY"]);
    let beyond = AccountQuery {
        offset: 5,
        ..query()
    };
    assert_eq!(world.listed(&beyond).await, (vec![], 5));
}

async fn are_created_together(world: &World<'_>) {
    let (bob, carol) = (world.account("bob"), world.account("carol"));
    let mut same_address = world.account("dave");
    same_address.email = bob.email.clone();
    let mut same_id = world.account("erin");
    same_id.user_id = world.ada.user_id.clone();
    let mut same_name = carol.clone();
    same_name.user_id = UserId::generate(world.random());
    same_name.email = EmailAddress::parse("other@example.com").unwrap();
    let asked = [
        &world.ada,
        &bob,
        &same_address,
        &same_id,
        &carol,
        &same_name,
        &carol,
    ];
    let welcomes = asked.map(|account| sample::welcome(account, world.random()));
    let event = world.event(EventKind::UserCreated);
    let new: Vec<_> = asked
        .iter()
        .zip(&welcomes)
        .map(|(account, welcome)| {
            let welcome = Some(welcome);
            (NewAccount { account, welcome }, &event)
        })
        .collect();
    let accounts = &world.ports().accounts;
    let created = accounts.create_many(&world.tenant, &new).await.unwrap();
    assert_eq!(created, [false, true, false, false, true, false, false]);
    assert_eq!(world.recorded(EventKind::UserCreated).await, 3);
    for account in [&bob, &carol] {
        let found = world.find_account(&account.user_id).await;
        assert_eq!(found.as_ref(), Some(account));
    }
    let invitations = &world.ports().invitations;
    for (welcome, created) in welcomes.iter().zip(created) {
        let code = &welcome.invitation.code;
        let found = invitations.find(&world.tenant, code).await.unwrap();
        assert_eq!(found.is_some(), created);
    }
    let none = accounts.create_many(&world.tenant, &[]).await.unwrap();
    assert!(none.is_empty());
}

/// More rows than one statement has parameters for.
async fn are_created_in_large_numbers(world: &World<'_>) {
    let many: Vec<_> = (0..3000)
        .map(|index| world.account(&format!("user{index}")))
        .collect();
    let event = world.event(EventKind::UserCreated);
    let new: Vec<_> = many
        .iter()
        .map(|account| {
            let welcome = None;
            (NewAccount { account, welcome }, &event)
        })
        .collect();
    let accounts = &world.ports().accounts;
    let created = accounts.create_many(&world.tenant, &new).await.unwrap();
    assert!(created.len() == many.len() && created.iter().all(|created| *created));
    let ids: Vec<_> = many.iter().map(|account| account.user_id.clone()).collect();
    let found = accounts.find_many(&world.tenant, &ids).await.unwrap();
    let found: BTreeSet<_> = found.into_iter().map(|account| account.user_id).collect();
    assert_eq!(found, ids.iter().cloned().collect());
    assert_eq!(world.listed(&query()).await.1, 3001);
    let elsewhere = accounts.find_many(&world.other, &ids).await.unwrap();
    assert!(elsewhere.is_empty());
}

async fn are_changed(world: &World<'_>) {
    let before = &world.ada;
    let bob = world.account("bob");
    assert!(world.create(&bob).await);
    let mut after = before.clone();
    after.username = Username::parse("adele").unwrap();
    after.locale = None;
    after.external_id = Some("x-1".to_owned());
    after.roles = vec!["tenant_admin".to_owned()];
    after.is_verified = false;
    after.updated_at = Some(world.later(5));
    assert_eq!(world.update(before, &after).await, UpdateOutcome::Updated);
    assert_eq!(
        world.find_account(&before.user_id).await.as_ref(),
        Some(&after)
    );
    assert_eq!(world.update(before, &after).await, UpdateOutcome::Stale);

    let mut taken = after.clone();
    taken.username = Username::parse("BOB").unwrap();
    assert_eq!(world.update(&after, &taken).await, UpdateOutcome::Taken);
    let mut taken = after.clone();
    taken.email = bob.email.clone();
    assert_eq!(world.update(&after, &taken).await, UpdateOutcome::Taken);
    assert_eq!(world.recorded(EventKind::UserUpdated).await, 1);

    // Another address: the earlier invitation was for the old mailbox.
    let old = world.invite(&after).await;
    let mut moved = after.clone();
    moved.email = EmailAddress::parse("ada@elsewhere.example").unwrap();
    let welcome = sample::welcome(&moved, world.random());
    let update = AccountUpdate {
        before: &after,
        after: &moved,
        welcome: Some(&welcome),
    };
    let event = world.event(EventKind::UserUpdated);
    let accounts = &world.ports().accounts;
    let outcome = accounts.update(update, &event).await.unwrap();
    assert_eq!(outcome, UpdateOutcome::Updated);
    let invitations = &world.ports().invitations;
    let found = invitations.find(&world.tenant, &old.code).await.unwrap();
    assert_eq!(found, None);
    let code = &welcome.invitation.code;
    let found = invitations.find(&world.tenant, code).await.unwrap();
    assert_eq!(found.as_ref(), Some(&welcome.invitation));

    let again = sample::welcome(&moved, world.random());
    let event = world.event(EventKind::InvitationIssued);
    let (user, issued) = (
        &moved.user_id,
        invitations.issue(&moved.user_id, &again, &event),
    );
    issued.await.unwrap();
    assert_eq!(invitations.find(&world.tenant, code).await.unwrap(), None);
    let found = invitations
        .find(&world.tenant, &again.invitation.code)
        .await;
    assert_eq!(found.unwrap().as_ref(), Some(&again.invitation));
    assert_eq!(world.find_account(user).await.as_ref(), Some(&moved));
    assert_eq!(world.recorded(EventKind::InvitationIssued).await, 1);
}

async fn are_changed_by_one_at_a_time(world: &World<'_>) {
    let outcomes = world.race(|ports, index| {
        let (before, event) = (world.ada.clone(), world.event(EventKind::UserUpdated));
        let mut after = before.clone();
        after.external_id = Some(index.to_string());
        async move {
            let update = AccountUpdate {
                before: &before,
                after: &after,
                welcome: None,
            };
            ports.accounts.update(update, &event).await.unwrap()
        }
    });
    let outcomes = outcomes.await;
    let is_updated = |outcome: &&UpdateOutcome| **outcome == UpdateOutcome::Updated;
    assert_eq!(outcomes.iter().filter(is_updated).count(), 1);
    assert_eq!(world.recorded(EventKind::UserUpdated).await, 1);
}

async fn lose_everything_when_disabled(world: &World<'_>) {
    let bob = world.account("bob");
    assert!(world.create(&bob).await);
    let session = world.signed_in().await;
    let grant = world.granted(&session, "openid offline_access").await;
    let invitation = world.invite(&world.ada).await;
    let key = |owner: &Account, id: &str| ApiKey {
        key_id: id.to_owned(),
        token: sample::token(world.random()),
        tenant_id: world.tenant.clone(),
        owner: Some(owner.user_id.clone()),
        name: id.to_owned(),
        scopes: vec![Permission::ReadUsers],
        created: sample::stamp(world.now),
        last_use: None,
        is_active: true,
    };
    let (hers, his) = (key(&world.ada, "hers"), key(&bob, "his"));
    for key in [&hers, &his] {
        let event = world.event(EventKind::ApiKeyCreated);
        world.ports().api_keys.create(key, &event).await.unwrap();
    }
    let ada = world.find_account(&world.ada.user_id).await.unwrap();
    let mut disabled = ada.clone();
    disabled.is_disabled = true;
    assert_eq!(world.update(&ada, &disabled).await, UpdateOutcome::Updated);
    let sessions = &world.ports().sessions;
    let found = sessions.find(&world.tenant, &session.token).await.unwrap();
    assert_eq!(found, None);
    assert_eq!(world.find_grant(&grant).await.revoked_at, Some(world.now));
    let invitations = &world.ports().invitations;
    let code = &invitation.code;
    assert_eq!(invitations.find(&world.tenant, code).await.unwrap(), None);
    let keys = &world.ports().api_keys;
    let is_active = async |key: &ApiKey| keys.find(&key.token).await.unwrap().unwrap().is_active;
    assert!(!is_active(&hers).await && is_active(&his).await);
}

async fn are_deleted(world: &World<'_>) {
    let bob = world.account("bob");
    assert!(world.create(&bob).await);
    world.enrol(&world.ada).await;
    let session = world.signed_in().await;
    let unknown = UserId::generate(world.random());
    let event = world.event(EventKind::UserDeleted);
    let ids = [&world.ada.user_id, &unknown].map(|id| (id.clone(), event.clone()));
    let accounts = &world.ports().accounts;
    assert_eq!(accounts.delete(&world.other, &ids).await.unwrap(), 0);
    assert_eq!(accounts.delete(&world.tenant, &ids).await.unwrap(), 1);
    assert_eq!(accounts.delete(&world.tenant, &ids).await.unwrap(), 0);
    assert_eq!(world.recorded(EventKind::UserDeleted).await, 1);
    assert_eq!(world.find_account(&world.ada.user_id).await, None);
    assert!(world.find_account(&bob.user_id).await.is_some());
    let sessions = &world.ports().sessions;
    let found = sessions.find(&world.tenant, &session.token).await.unwrap();
    assert_eq!(found, None);
    let credentials = &world.ports().credential_store;
    let name = FoldedName::of("ada");
    let served = credentials.served_to(&world.tenant, &name).await.unwrap();
    assert!(served.is_none());
    // The name is free again.
    assert!(world.create(&world.account("ADA")).await);
}
