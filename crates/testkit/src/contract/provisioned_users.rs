//! [`UserStore`](provisioning::UserStore).

use identity::api_key::ApiKey;
use identity::{Account, EmailAddress, Username, Welcome};
use kernel::audit::EventKind;
use kernel::{Actor, Permission, TenantId};
use oidc::EndUser;
use provisioning::{Consequences, Outcome, Provisioner, Revision, User, UserEntry};
use serde_json::json;

use super::{Harness, World};
use crate::sample;

/// A user is an account with a profile beside it; changes are of one version, and access ends with them.
pub async fn user_store(harness: &dyn Harness) {
    are_accounts_with_a_profile(&World::of(harness, "provisioned").await).await;
    are_told_to_clients(&World::of(harness, "provisioned-told").await).await;
    are_unique_in_each_name(&World::of(harness, "provisioned-unique").await).await;
    are_changed_in_one_version(&World::of(harness, "provisioned-versions").await).await;
    are_changed_by_one(&World::of(harness, "provisioned-raced").await).await;
    get_a_name_that_several_want(&World::of(harness, "provisioned-wanted").await).await;
    lose_their_access(&World::of(harness, "provisioned-disabled").await).await;
    are_invited_until_they_enrol(&World::of(harness, "provisioned-invited").await).await;
    are_deleted(&World::of(harness, "provisioned-deleted").await).await;
}

/// [`EndUsers`](oidc::EndUsers): what tokens say of it.
async fn are_told_to_clients(world: &World<'_>) {
    let end_users = &world.ports().end_users;
    let bob = world.bob();
    let find = async |tenant, user| end_users.find(tenant, user).await.unwrap();
    let id = &bob.account.user_id;
    assert_eq!(find(&world.tenant, id).await, None);
    assert_eq!(world.provision(&bob, None).await, Outcome::Done);
    let told = EndUser {
        account: bob.account.clone(),
        provisioned: Some(bob.profile.clone().into()),
    };
    assert_eq!(find(&world.tenant, id).await, Some(told));
    assert_eq!(find(&world.other, id).await, None);
    let ada = EndUser {
        account: world.ada.clone(),
        provisioned: None,
    };
    assert_eq!(find(&world.tenant, &world.ada.user_id).await, Some(ada));
}

/// A system that provisions in the tenant, by that key.
pub(super) fn provisioner(key: &str, tenant: &TenantId) -> Provisioner {
    Provisioner::of(&Actor {
        who: kernel::access::Who::Program(kernel::access::Program {
            key_id: key.to_owned(),
            tenant_id: tenant.clone(),
            scopes: vec![Permission::Provision],
            owner: None,
        }),
        address: None,
    })
}

impl World<'_> {
    /// Bob, who is about to be provisioned.
    pub(super) fn bob(&self) -> User {
        let account = sample::account(&self.tenant, "bob", self.now, self.random());
        let profile = json!({
            "title": "Guide",
            "emails": [{ "value": "bob@example.com", "type": "work", "primary": true }],
        });
        User {
            account,
            profile: profile.as_object().unwrap().clone(),
            external_id: Some("b-1".to_owned()),
            revision: Revision {
                count: 1,
                changed_at: self.now,
            },
            groups: vec![],
        }
    }

    pub(super) fn own(&self) -> Provisioner {
        provisioner("own", &self.tenant)
    }

    pub(super) async fn provision(&self, user: &User, welcome: Option<&Welcome>) -> Outcome {
        let (leaves, provisioner) = (user.resource().leaves(), self.own());
        let entry = UserEntry {
            provisioner: &provisioner,
            account: &user.account,
            profile: &user.profile,
            leaves: &leaves,
            external_id: user.external_id.as_deref(),
            welcome,
        };
        let report = self.event(EventKind::UserCreated).into();
        let users = &self.ports().user_store;
        users.create_user(entry, &report).await.unwrap()
    }

    async fn change(
        &self,
        user: &User,
        expected: Revision,
        consequences: Consequences,
        welcome: Option<&Welcome>,
    ) -> Outcome {
        let (leaves, provisioner) = (user.resource().leaves(), self.own());
        let entry = UserEntry {
            provisioner: &provisioner,
            account: &user.account,
            profile: &user.profile,
            leaves: &leaves,
            external_id: user.external_id.as_deref(),
            welcome,
        };
        let report = self.event(EventKind::UserUpdated).into();
        let users = &self.ports().user_store;
        let outcome = users
            .update_user(entry, expected, consequences, &report)
            .await;
        outcome.unwrap()
    }

    pub(super) async fn provisioned(&self, account: &Account) -> Option<User> {
        let (tenant, user) = (&account.tenant_id, &account.user_id);
        let users = &self.ports().user_store;
        let found = users.find_user(tenant, &self.own(), user, true).await;
        found.unwrap()
    }

    fn welcome(&self, account: &Account) -> Welcome {
        let tenant = sample::tenant(self.tenant.as_str(), self.now);
        Welcome::draw(
            &tenant,
            account,
            "https://id.example",
            self.random(),
            self.now,
        )
    }

    async fn is_invited(&self, welcome: &Welcome) -> bool {
        let invitations = &self.ports().invitations;
        let found = invitations
            .find(&self.tenant, &welcome.invitation.code)
            .await;
        found.unwrap().is_some()
    }
}

async fn are_accounts_with_a_profile(world: &World<'_>) {
    let bob = world.bob();
    assert_eq!(world.provision(&bob, None).await, Outcome::Done);
    assert_eq!(world.provisioned(&bob.account).await.as_ref(), Some(&bob));
    let accounts = &world.ports().accounts;
    let account = accounts.find(&world.tenant, &bob.account.user_id).await;
    assert_eq!(account.unwrap().as_ref(), Some(&bob.account));
    assert_eq!(world.recorded(EventKind::UserCreated).await, 2);

    // Another system has no name for him, and another tenant does not have him.
    let users = &world.ports().user_store;
    let other = provisioner("other", &world.tenant);
    let id = &bob.account.user_id;
    let found = users.find_user(&world.tenant, &other, id, true).await;
    assert_eq!(found.unwrap().unwrap().external_id, None);
    let elsewhere = users.find_user(&world.other, &world.own(), id, true).await;
    assert_eq!(elsewhere.unwrap(), None);

    // Whoever was never provisioned is a user as well.
    let ada = world.provisioned(&world.ada).await.unwrap();
    assert_eq!(ada.account, world.ada);
    assert_eq!((ada.profile.len(), ada.revision.count), (0, 0));
}

async fn are_unique_in_each_name(world: &World<'_>) {
    let bob = world.bob();
    assert_eq!(world.provision(&bob, None).await, Outcome::Done);
    let eve = || {
        let mut eve = world.bob();
        eve.account = sample::account(&world.tenant, "eve", world.now, world.random());
        eve.external_id = None;
        eve
    };
    let (mut name, mut address, mut external_id) = (eve(), eve(), eve());
    name.account.username = Username::parse("BOB").unwrap();
    address.account.email = EmailAddress::parse("BOB@example.com").unwrap();
    external_id.external_id = bob.external_id;
    for (user, outcome) in [
        (name, Outcome::NameTaken),
        (address, Outcome::AddressTaken),
        (external_id, Outcome::ExternalIdTaken),
    ] {
        let welcome = world.welcome(&user.account);
        assert_eq!(world.provision(&user, Some(&welcome)).await, outcome);
        assert_eq!(world.provisioned(&user.account).await, None);
        assert!(!world.is_invited(&welcome).await);
        // The same by a change.
        let fresh = eve();
        let mut other = user.clone();
        other.account.user_id = fresh.account.user_id.clone();
        assert_eq!(world.provision(&fresh, None).await, Outcome::Done);
        let none = Consequences::default();
        assert_eq!(
            world.change(&other, fresh.revision, none, None).await,
            outcome
        );
        assert_eq!(
            world.provisioned(&fresh.account).await.as_ref(),
            Some(&fresh)
        );
        let report = world.event(EventKind::UserDeleted).into();
        let users = &world.ports().user_store;
        let id = &fresh.account.user_id;
        let deleted = users
            .delete_user(&world.tenant, id, fresh.revision, &report)
            .await;
        assert_eq!(deleted.unwrap(), Outcome::Done);
    }
    assert_eq!(world.recorded(EventKind::UserUpdated).await, 0);
}

async fn are_changed_in_one_version(world: &World<'_>) {
    let bob = world.bob();
    assert_eq!(world.provision(&bob, None).await, Outcome::Done);
    let mut changed = bob.clone();
    changed.account.updated_at = Some(world.later(5));
    changed.account.username = Username::parse("robert").unwrap();
    changed.profile.insert("title".to_owned(), "Chief".into());
    changed.external_id = None;
    changed.revision = Revision {
        count: 2,
        changed_at: world.later(5),
    };
    let none = Consequences::default();
    let done = world.change(&changed, bob.revision, none, None).await;
    assert_eq!(done, Outcome::Done);
    assert_eq!(
        world.provisioned(&bob.account).await.as_ref(),
        Some(&changed)
    );
    let late = world.change(&bob, bob.revision, none, None).await;
    assert_eq!(late, Outcome::Changed);
    assert_eq!(
        world.provisioned(&bob.account).await.as_ref(),
        Some(&changed)
    );
    let mut nobody = world.bob();
    nobody.account.user_id = "nobody".parse().unwrap();
    let gone = world.change(&nobody, bob.revision, none, None).await;
    assert_eq!(gone, Outcome::Gone);
    assert_eq!(world.recorded(EventKind::UserUpdated).await, 1);
}

async fn are_changed_by_one(world: &World<'_>) {
    let bob = world.bob();
    assert_eq!(world.provision(&bob, None).await, Outcome::Done);
    let outcomes = world.race(|ports, index| {
        let mut changed = bob.clone();
        changed.account.updated_at = Some(world.later(u64::try_from(index).unwrap() + 1));
        let (expected, provisioner) = (bob.revision, world.own());
        let report = world.event(EventKind::UserUpdated).into();
        async move {
            let entry = UserEntry {
                provisioner: &provisioner,
                account: &changed.account,
                profile: &changed.profile,
                leaves: &[],
                external_id: None,
                welcome: None,
            };
            let none = Consequences::default();
            let users = ports.user_store;
            users
                .update_user(entry, expected, none, &report)
                .await
                .unwrap()
        }
    });
    let outcomes = outcomes.await;
    assert_eq!(
        outcomes.iter().filter(|it| **it == Outcome::Done).count(),
        1
    );
    assert_eq!(
        outcomes
            .iter()
            .filter(|it| **it == Outcome::Changed)
            .count(),
        31
    );
    assert_eq!(world.recorded(EventKind::UserUpdated).await, 1);
}

async fn get_a_name_that_several_want(world: &World<'_>) {
    let mut users = Vec::new();
    for index in 0..32 {
        let name = format!("user{index}");
        let account = sample::account(&world.tenant, &name, world.now, world.random());
        let user = User {
            account,
            external_id: None,
            ..world.bob()
        };
        assert_eq!(world.provision(&user, None).await, Outcome::Done);
        users.push(user);
    }
    let outcomes = world.race(|ports, index| {
        let mut renamed = users[index].clone();
        renamed.account.username = Username::parse("wanted").unwrap();
        renamed.account.updated_at = Some(world.later(1));
        let (expected, provisioner) = (users[index].revision, world.own());
        let report = world.event(EventKind::UserUpdated).into();
        async move {
            let entry = UserEntry {
                provisioner: &provisioner,
                account: &renamed.account,
                profile: &renamed.profile,
                leaves: &[],
                external_id: None,
                welcome: None,
            };
            let none = Consequences::default();
            let users = ports.user_store;
            users
                .update_user(entry, expected, none, &report)
                .await
                .unwrap()
        }
    });
    let mut outcomes = outcomes.await;
    outcomes.retain(|outcome| *outcome != Outcome::NameTaken);
    assert_eq!(outcomes, [Outcome::Done]);
    assert_eq!(world.recorded(EventKind::UserUpdated).await, 1);
}

async fn lose_their_access(world: &World<'_>) {
    let session = world.signed_in().await;
    let grant = world.granted(&session, "openid").await;
    let offline = world.granted(&session, "openid offline_access").await;
    let key = ApiKey {
        key_id: "ada-key".to_owned(),
        token: sample::token(world.random()),
        tenant_id: world.tenant.clone(),
        owner: Some(world.ada.user_id.clone()),
        name: "Ada's".to_owned(),
        scopes: vec![Permission::ReadUsers],
        created: sample::stamp(world.now),
        last_use: None,
        is_active: true,
    };
    let keys = &world.ports().api_keys;
    keys.create(&key, &world.event(EventKind::ApiKeyCreated))
        .await
        .unwrap();
    let invitation = world.invite(&world.ada).await;

    let mut ada = world.provisioned(&world.ada).await.unwrap();
    let expected = ada.revision;
    ada.account.is_disabled = true;
    ada.account.updated_at = Some(world.later(1));
    let ends = Consequences {
        ends_access: true,
        address_changed: false,
    };
    assert_eq!(
        world.change(&ada, expected, ends, None).await,
        Outcome::Done
    );
    assert_eq!(world.find_session(&session).await, None);
    for grant in [&grant, &offline] {
        assert!(world.find_grant(grant).await.revoked_at.is_some());
    }
    assert!(!keys.find(&key.token).await.unwrap().unwrap().is_active);
    let invitations = &world.ports().invitations;
    let found = invitations.find(&world.tenant, &invitation.code).await;
    assert_eq!(found.unwrap(), None);

    // Nothing comes back with the account.
    let expected = world.provisioned(&world.ada).await.unwrap().revision;
    ada.account.is_disabled = false;
    ada.account.updated_at = Some(world.later(2));
    let none = Consequences::default();
    assert_eq!(
        world.change(&ada, expected, none, None).await,
        Outcome::Done
    );
    assert_eq!(world.find_session(&session).await, None);
    assert!(world.find_grant(&offline).await.revoked_at.is_some());
    assert!(!keys.find(&key.token).await.unwrap().unwrap().is_active);
}

async fn are_invited_until_they_enrol(world: &World<'_>) {
    let bob = world.bob();
    let first = world.welcome(&bob.account);
    assert_eq!(world.provision(&bob, Some(&first)).await, Outcome::Done);
    assert!(world.is_invited(&first).await);

    let mut moved = bob.clone();
    moved.account.email = EmailAddress::parse("robert@example.com").unwrap();
    moved.account.updated_at = Some(world.later(1));
    let second = world.welcome(&moved.account);
    let elsewhere = Consequences {
        ends_access: false,
        address_changed: true,
    };
    let done = world
        .change(&moved, bob.revision, elsewhere, Some(&second))
        .await;
    assert_eq!(done, Outcome::Done);
    assert!(!world.is_invited(&first).await);
    assert!(world.is_invited(&second).await);
    let mails = world.ports().outbox.newest(None, 100).await.unwrap();
    let address = moved.account.email.folded();
    assert_eq!(
        mails
            .iter()
            .filter(|it| it.mail.to.folded() == address)
            .count(),
        1
    );

    // Ada has a picture: she is not invited again.
    world.enrol(&world.ada).await;
    let ada = world.provisioned(&world.ada).await.unwrap();
    let third = world.welcome(&ada.account);
    let done = world
        .change(&ada, ada.revision, elsewhere, Some(&third))
        .await;
    assert_eq!(done, Outcome::Done);
    assert!(!world.is_invited(&third).await);
}

async fn are_deleted(world: &World<'_>) {
    let bob = world.bob();
    assert_eq!(world.provision(&bob, None).await, Outcome::Done);
    let users = &world.ports().user_store;
    let report = world.event(EventKind::UserDeleted).into();
    let (id, stale) = (
        &bob.account.user_id,
        Revision {
            count: 0,
            ..bob.revision
        },
    );
    let changed = users.delete_user(&world.tenant, id, stale, &report).await;
    assert_eq!(changed.unwrap(), Outcome::Changed);
    let elsewhere = users
        .delete_user(&world.other, id, bob.revision, &report)
        .await;
    assert_eq!(elsewhere.unwrap(), Outcome::Gone);
    let done = users
        .delete_user(&world.tenant, id, bob.revision, &report)
        .await;
    assert_eq!(done.unwrap(), Outcome::Done);
    assert_eq!(world.provisioned(&bob.account).await, None);
    assert_eq!(world.recorded(EventKind::UserDeleted).await, 1);
    // His names are free.
    assert_eq!(world.provision(&world.bob(), None).await, Outcome::Done);
}
