use kernel::access::{Owner, Person, Program, Proof, Who};
use kernel::audit::{EventActor, EventKind};
use kernel::{Denied, MockClock, MockRandom, Timestamp, UserId, roles};
use tenancy::{GroupRole, MockTenants, TenantSettings};

use super::*;
use crate::{
    Account, EmailAddress, MockAccounts, MockInvitations, MockMemberships, UpdateOutcome, Username,
};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

#[derive(Default)]
struct Ports {
    accounts: MockAccounts,
    invitations: MockInvitations,
    memberships: MockMemberships,
    settings: TenantSettings,
}

impl Ports {
    fn users(self) -> Users {
        let mut tenants = MockTenants::new();
        let settings = self.settings;
        tenants.expect_find().returning(move |id| {
            let (id, settings) = (id.clone(), settings.clone());
            Ok(Some(Arc::new(Tenant {
                id,
                settings,
                created_at: NOW,
            })))
        });
        let mut clock = MockClock::new();
        clock.expect_now().return_const(NOW);
        let mut random = MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(9));
        Users {
            tenants: Arc::new(tenants),
            accounts: Arc::new(self.accounts),
            memberships: Arc::new(self.memberships),
            invitations: Arc::new(self.invitations),
            clock: Arc::new(clock),
            random: Arc::new(random),
            public_url: "https://id.example".into(),
        }
    }

    /// A store in which `account` is the only one, and which makes every change asked for.
    fn of(account: Account) -> Self {
        let mut ports = Self::default();
        let found = account.clone();
        ports
            .accounts
            .expect_find()
            .returning(move |_, id| Ok((*id == found.user_id).then(|| found.clone())));
        ports
            .accounts
            .expect_find_many()
            .returning(move |_, _| Ok(vec![account.clone()]));
        ports
    }
}

fn tenant(id: &str) -> TenantId {
    id.parse().unwrap()
}

fn administrator(role: &str) -> Actor {
    let home = if role == roles::GLOBAL_ADMIN {
        "main"
    } else {
        "acme"
    };
    let person = Person {
        tenant_id: tenant(home),
        user_id: "root".parse().unwrap(),
        roles: vec![role.into()],
        for_account: true,
        for_administration: true,
        for_provisioning: false,
        proof: Proof {
            at: NOW,
            is_by_passkey: false,
        },
    };
    Actor {
        who: Who::Person(person),
        address: None,
    }
}

/// A key that may manage users, of a global administrator.
fn program() -> Actor {
    let program = Program {
        key_id: "ci".into(),
        tenant_id: tenant("acme"),
        scopes: vec![Permission::ManageUsers],
        owner: Some(Owner {
            user_id: "root".parse().unwrap(),
            roles: vec![roles::GLOBAL_ADMIN.into()],
        }),
    };
    Actor {
        who: Who::Program(program),
        address: None,
    }
}

fn ada(held: &[&str]) -> Account {
    Account {
        tenant_id: tenant("acme"),
        user_id: "ada".parse().unwrap(),
        username: Username::parse("ada").unwrap(),
        email: EmailAddress::parse("ada@example.com").unwrap(),
        is_disabled: false,
        is_verified: true,
        locale: Some("en".into()),
        roles: held.iter().map(|&role| role.to_owned()).collect(),
        external_id: None,
        created_at: NOW,
        updated_at: None,
    }
}

fn new(username: &str, held: &[&str]) -> NewUser {
    NewUser {
        username: username.into(),
        email: format!("{username}@example.com"),
        roles: held.iter().map(|&role| role.to_owned()).collect(),
        ..NewUser::default()
    }
}

#[tokio::test]
async fn who_may_not_reaches_no_storage() {
    let users = Ports::default().users();
    let stranger = administrator(roles::TENANT_ADMIN);
    let (there, ada) = (tenant("other"), "ada".parse::<UserId>().unwrap());
    let create = users.create(&stranger, &there, new("eve", &[])).await;
    assert!(matches!(
        create,
        Err(ManageUserError::Denied(Denied::NotFound))
    ));
    let update = UserUpdate::default();
    let many = [
        users.update(&stranger, &there, &ada, &update).await.err(),
        users.delete(&stranger, &there, &ada).await.err(),
        users.invite(&stranger, &there, &ada).await.err(),
        users.create_many(&stranger, &there, vec![]).await.err(),
    ];
    for refused in many {
        assert!(matches!(
            refused,
            Some(ManageUserError::Denied(Denied::NotFound))
        ));
    }
    let found = users.find(&stranger, &there, &ada).await;
    assert_eq!(found, Err(Refusal::Denied(Denied::NotFound)));
}

#[tokio::test]
async fn a_new_user_is_unverified_and_invited_by_mail() {
    let mut ports = Ports::default();
    ports
        .accounts
        .expect_create()
        .withf(|new, event| {
            let welcome = new.welcome.unwrap();
            !new.account.is_verified
                && welcome.mail.to == new.account.email
                && event.kind == EventKind::UserCreated
                && event.actor == EventActor::User("root".parse().unwrap())
        })
        .once()
        .returning(|_, _| Ok(true));
    let actor = administrator(roles::TENANT_ADMIN);
    let users = ports.users();
    let created = users.create(&actor, &tenant("acme"), new("ada", &[])).await;
    let link = created.unwrap().invitation.unwrap();
    assert!(link.starts_with("https://id.example/enrol?tenant_id=acme&username=ada#code="));
}

#[tokio::test]
async fn a_disabled_user_is_not_invited() {
    let mut ports = Ports::default();
    ports
        .accounts
        .expect_create()
        .withf(|new, _| new.welcome.is_none())
        .returning(|_, _| Ok(true));
    let disabled = NewUser {
        is_disabled: true,
        ..new("ada", &[])
    };
    let users = ports.users();
    let operator = Actor::operator();
    let created = users.create(&operator, &tenant("acme"), disabled).await;
    assert_eq!(created.unwrap().invitation, None);
}

#[tokio::test]
async fn roles_are_given_by_those_who_have_them() {
    for (actor, place, role, is_given) in [
        (
            administrator(roles::TENANT_ADMIN),
            "acme",
            roles::TENANT_ADMIN,
            true,
        ),
        (
            administrator(roles::GLOBAL_ADMIN),
            "main",
            roles::GLOBAL_ADMIN,
            true,
        ),
        (
            administrator(roles::GLOBAL_ADMIN),
            "acme",
            roles::GLOBAL_ADMIN,
            false,
        ),
        (Actor::operator(), "acme", roles::GLOBAL_ADMIN, false),
        (program(), "acme", roles::TENANT_ADMIN, false),
        (program(), "acme", "auditor", true),
    ] {
        let mut ports = Ports::default();
        ports.accounts.expect_create().returning(|_, _| Ok(true));
        let users = ports.users();
        let created = users
            .create(&actor, &tenant(place), new("ada", &[role]))
            .await;
        assert_eq!(created.is_ok(), is_given, "{place} {role}");
    }
}

#[tokio::test]
async fn what_cannot_be_says_which_field() {
    let users = Ports::default().users();
    let good = || new("ada", &[]);
    for (field, bad) in [
        ("username", new("a b", &[])),
        (
            "username",
            NewUser {
                username: "bob@example.com".into(),
                ..good()
            },
        ),
        (
            "email",
            NewUser {
                email: "ada".into(),
                ..good()
            },
        ),
        (
            "locale",
            NewUser {
                locale: Some("de_DE".into()),
                ..good()
            },
        ),
        (
            "external_id",
            NewUser {
                external_id: Some("a\0".into()),
                ..good()
            },
        ),
        ("roles", new("ada", &["a b"])),
    ] {
        let actor = Actor::operator();
        match users.create(&actor, &tenant("acme"), bad).await {
            Err(ManageUserError::Field(error)) => assert_eq!(error.field, field),
            other => panic!("{field}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn of_a_batch_each_user_is_counted_once() {
    let mut ports = Ports::default();
    ports
        .accounts
        .expect_create_many()
        .withf(|_, new| new.len() == 3)
        .returning(|_, _| Ok(vec![true, false, true]));
    let batch = ["a", "b b", "c", "d"].map(|name| new(name, &[])).to_vec();
    let actor = Actor::operator();
    let users = ports.users();
    let outcome = users.create_many(&actor, &tenant("acme"), batch).await;
    let expected = BatchOutcome {
        created: 2,
        failed: vec!["b b".into()],
        duplicates: vec!["c".into()],
    };
    assert_eq!(outcome.unwrap(), expected);
    let many = vec![new("a", &[]); BATCH_LIMIT + 1];
    let outcome = users.create_many(&actor, &tenant("acme"), many).await;
    assert!(matches!(outcome, Err(ManageUserError::Field(_))));
}

/// The account as it is stored, and whether an invitation goes along.
async fn updated(
    actor: &Actor,
    before: Account,
    update: UserUpdate,
) -> Result<(Account, bool), ManageUserError> {
    let mut ports = Ports::of(before);
    let welcomes = Arc::new(std::sync::Mutex::new(0));
    let counted = welcomes.clone();
    ports.accounts.expect_update().returning(move |update, _| {
        *counted.lock().unwrap() += usize::from(update.welcome.is_some());
        Ok(UpdateOutcome::Updated)
    });
    let users = ports.users();
    let user = "ada".parse().unwrap();
    let account = users.update(actor, &tenant("acme"), &user, &update).await?;
    let invited = *welcomes.lock().unwrap() > 0;
    Ok((account, invited))
}

#[tokio::test]
async fn what_is_left_out_stays() {
    let update = UserUpdate {
        locale: Some(None),
        ..UserUpdate::default()
    };
    let actor = administrator(roles::TENANT_ADMIN);
    let (after, invited) = updated(&actor, ada(&["auditor"]), update).await.unwrap();
    let expected = Account {
        locale: None,
        updated_at: Some(NOW),
        ..ada(&["auditor"])
    };
    assert_eq!((after, invited), (expected, false));
    let same = updated(&actor, ada(&[]), UserUpdate::default())
        .await
        .unwrap();
    assert_eq!(same, (ada(&[]), false));
}

#[tokio::test]
async fn a_new_address_is_unverified_until_somebody_shows_that_it_is_theirs() {
    let actor = administrator(roles::TENANT_ADMIN);
    for (is_verified, expected) in [(None, (false, true)), (Some(true), (true, false))] {
        let update = UserUpdate {
            email: Some("ada@elsewhere.example".into()),
            is_verified,
            ..UserUpdate::default()
        };
        let (after, invited) = updated(&actor, ada(&[]), update).await.unwrap();
        assert_eq!((after.is_verified, invited), expected);
    }
    let case = UserUpdate {
        email: Some("ADA@example.com".into()),
        ..UserUpdate::default()
    };
    let (after, _) = updated(&actor, ada(&[]), case).await.unwrap();
    assert!(after.is_verified);
}

#[tokio::test]
async fn an_administrator_is_changed_by_people_with_the_role_alone() {
    let rename = || UserUpdate {
        username: Some("eve".into()),
        ..UserUpdate::default()
    };
    let demote = || UserUpdate {
        roles: Some(vec![]),
        ..UserUpdate::default()
    };
    let admin = || ada(&[roles::TENANT_ADMIN]);
    for change in [rename, demote] {
        let refused = updated(&program(), admin(), change()).await;
        assert!(matches!(refused, Err(ManageUserError::Protected(_))));
        let peer = administrator(roles::TENANT_ADMIN);
        assert!(updated(&peer, admin(), change()).await.is_ok());
    }
    let raise = UserUpdate {
        roles: Some(vec![roles::TENANT_ADMIN.into()]),
        ..UserUpdate::default()
    };
    let refused = updated(&program(), ada(&[]), raise).await;
    assert!(matches!(refused, Err(ManageUserError::Role(_))));
    let disable = UserUpdate {
        is_disabled: Some(true),
        ..UserUpdate::default()
    };
    assert!(updated(&program(), admin(), disable).await.is_ok());
    let users = Ports::of(admin()).users();
    let deleted = users
        .delete(&program(), &tenant("acme"), &admin().user_id)
        .await;
    assert!(matches!(deleted, Err(ManageUserError::Protected(_))));
}

#[tokio::test]
async fn who_administers_by_a_group_is_protected_like_an_administrator() {
    let ports = || {
        let mut ports = Ports::of(ada(&[]));
        ports.settings.group_roles = vec![GroupRole {
            group_id: "staff".into(),
            role: roles::TENANT_ADMIN.into(),
        }];
        let memberships = &mut ports.memberships;
        memberships
            .expect_groups_with()
            .returning(|_, groups, users| {
                let is_inside = users == ["ada".parse().unwrap()];
                Ok(if is_inside { groups.to_vec() } else { vec![] })
            });
        ports
    };
    let (acme, user) = (tenant("acme"), "ada".parse().unwrap());
    let rename = UserUpdate {
        username: Some("eve".into()),
        ..UserUpdate::default()
    };
    let users = ports().users();
    let renamed = users.update(&program(), &acme, &user, &rename).await;
    assert!(matches!(renamed, Err(ManageUserError::Protected(_))));
    let deleted = users.delete(&program(), &acme, &user).await;
    assert!(matches!(deleted, Err(ManageUserError::Protected(_))));
    let invited = users.invite(&program(), &acme, &user).await;
    assert!(matches!(invited, Err(ManageUserError::Protected(_))));
    let mut ports = ports();
    ports
        .accounts
        .expect_update()
        .returning(|_, _| Ok(UpdateOutcome::Updated));
    let peer = administrator(roles::TENANT_ADMIN);
    let renamed = ports.users().update(&peer, &acme, &user, &rename).await;
    assert!(renamed.is_ok());
}

#[tokio::test]
async fn a_change_is_decided_anew_when_somebody_else_was_faster() {
    let mut ports = Ports::of(ada(&[]));
    let mut outcomes = vec![UpdateOutcome::Updated, UpdateOutcome::Stale];
    ports
        .accounts
        .expect_update()
        .times(2)
        .returning(move |_, _| Ok(outcomes.pop().unwrap()));
    let update = UserUpdate {
        is_disabled: Some(true),
        ..UserUpdate::default()
    };
    let users = ports.users();
    let user = "ada".parse().unwrap();
    let actor = Actor::operator();
    let after = users.update(&actor, &tenant("acme"), &user, &update).await;
    assert!(after.unwrap().is_disabled);
}

#[tokio::test]
async fn an_invitation_replaces_earlier_ones() {
    let mut ports = Ports::of(ada(&[]));
    ports
        .invitations
        .expect_issue()
        .withf(|_, welcome, event| {
            welcome.mail.to.as_str() == "ada@example.com"
                && event.kind == EventKind::InvitationIssued
        })
        .once()
        .returning(|_, _, _| Ok(()));
    let users = ports.users();
    let (actor, user) = (administrator(roles::TENANT_ADMIN), "ada".parse().unwrap());
    users.invite(&actor, &tenant("acme"), &user).await.unwrap();
}
