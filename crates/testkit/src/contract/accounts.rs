//! [`Accounts`](identity::Accounts).

use identity::{EmailAddress, NewAccount, Username};
use kernel::audit::EventKind;
use kernel::{FoldedName, UserId};

use super::{Harness, World};
use crate::sample;

/// An account is kept whole; its id, username and address are its tenant's only once.
pub async fn accounts(harness: &dyn Harness) {
    are_found_in_their_tenant(&World::of(harness, "accounts").await).await;
    are_unique_as_folded(&World::of(harness, "accounts-unique").await).await;
    are_created_once(&World::of(harness, "accounts-raced").await).await;
}

async fn are_found_in_their_tenant(world: &World<'_>) {
    let accounts = &world.ports().accounts;
    let (ada, name) = (&world.ada, FoldedName::of("ADA"));
    let found = accounts.find(&world.tenant, &ada.user_id).await.unwrap();
    assert_eq!(found.as_ref(), Some(ada));
    let found = accounts
        .find_by_username(&world.tenant, &name)
        .await
        .unwrap();
    assert_eq!(found.as_ref(), Some(ada));

    assert_eq!(
        accounts.find(&world.other, &ada.user_id).await.unwrap(),
        None
    );
    assert_eq!(
        accounts
            .find_by_username(&world.other, &name)
            .await
            .unwrap(),
        None
    );
    let address = FoldedName::of("ada@example.com");
    assert_eq!(
        accounts
            .find_by_username(&world.tenant, &address)
            .await
            .unwrap(),
        None
    );
    assert_eq!(world.recorded(EventKind::UserCreated).await, 1);
}

async fn are_unique_as_folded(world: &World<'_>) {
    let new = || sample::account(&world.tenant, "bob", world.now, world.random());
    let mut same_id = new();
    same_id.user_id = world.ada.user_id.clone();
    let mut same_name = new();
    same_name.username = Username::parse("ADA").unwrap();
    let mut same_address = new();
    same_address.email = EmailAddress::parse("ADA@EXAMPLE.com").unwrap();
    for taken in [&same_id, &same_name, &same_address] {
        let welcome = sample::welcome(taken, world.random());
        let account = NewAccount {
            account: taken,
            welcome: Some(&welcome),
        };
        let event = world.event(EventKind::UserCreated);
        assert!(
            !world
                .ports()
                .accounts
                .create(account, &event)
                .await
                .unwrap()
        );
        let invitations = &world.ports().invitations;
        let stored = invitations
            .find(&world.tenant, &welcome.invitation.code)
            .await
            .unwrap();
        assert_eq!(stored, None);
    }
    assert_eq!(world.recorded(EventKind::UserCreated).await, 1);
    let outbox = world.ports().outbox.newest(None, 100).await.unwrap();
    let own = outbox
        .iter()
        .filter(|stored| stored.mail.tenant_id == world.tenant);
    assert_eq!(own.count(), 1);

    assert!(world.create(&new()).await);
    let mut elsewhere = world.ada.clone();
    elsewhere.tenant_id = world.other.clone();
    assert!(world.create(&elsewhere).await);
}

async fn are_created_once(world: &World<'_>) {
    let created = world.race(|ports, _| {
        let mut account = sample::account(&world.tenant, "bob", world.now, world.random());
        account.user_id = UserId::generate(world.random());
        let event = world.event(EventKind::UserCreated);
        async move {
            let new = NewAccount {
                account: &account,
                welcome: None,
            };
            ports.accounts.create(new, &event).await.unwrap()
        }
    });
    assert_eq!(
        created.await.into_iter().filter(|created| *created).count(),
        1
    );
    assert_eq!(world.recorded(EventKind::UserCreated).await, 2);
}
