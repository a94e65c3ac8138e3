use super::*;

const PROOF: Proof = Proof {
    at: Timestamp::from_seconds(1_000),
    is_by_passkey: false,
};

fn tenant(id: &str) -> TenantId {
    id.parse().unwrap()
}

fn roles(held: &[&str]) -> Vec<String> {
    held.iter().map(|&role| role.to_owned()).collect()
}

/// A person of `home` with an access token of `scope`.
fn person(home: &str, held: &[&str], scope: &str) -> Actor {
    Actor {
        who: Who::Person(Person {
            tenant_id: tenant(home),
            user_id: "ada".parse().unwrap(),
            roles: roles(held),
            for_account: scope.contains("account"),
            for_administration: scope.contains("admin"),
            for_provisioning: scope.contains("scim"),
            proof: PROOF,
        }),
        address: None,
    }
}

/// A key of `home` that somebody with the roles `held` owns, or nobody.
fn program(home: &str, scopes: &[Permission], held: Option<&[&str]>) -> Actor {
    Actor {
        who: Who::Program(Program {
            key_id: "ci".into(),
            tenant_id: tenant(home),
            scopes: scopes.to_vec(),
            owner: held.map(|held| Owner {
                user_id: "ada".parse().unwrap(),
                roles: roles(held),
            }),
        }),
        address: None,
    }
}

#[test]
fn a_person_needs_the_scope_and_the_role() {
    use Permission::ManageUsers;
    let may = |actor: &Actor, place: &str| actor.require(ManageUsers, &tenant(place));
    let admin = person("acme", &[roles::TENANT_ADMIN], "account admin");
    assert_eq!(may(&admin, "acme"), Ok(()));
    assert_eq!(may(&admin, "other"), Err(Denied::NotFound));
    let narrow = person("acme", &[roles::TENANT_ADMIN], "account");
    assert_eq!(may(&narrow, "acme"), Err(Denied::TokenScope("admin")));
    let user = person("acme", &[roles::USER], "account admin");
    assert_eq!(may(&user, "acme"), Err(Denied::Role(roles::TENANT_ADMIN)));
}

#[test]
fn whoever_provisions_needs_a_scope_for_it_and_the_role() {
    let may = |actor: &Actor, place: &str| actor.require(Permission::Provision, &tenant(place));
    for scope in ["scim", "admin"] {
        let admin = person("acme", &[roles::TENANT_ADMIN], scope);
        assert_eq!(may(&admin, "acme"), Ok(()));
        assert_eq!(may(&admin, "other"), Err(Denied::NotFound));
        let user = person("acme", &[], scope);
        assert_eq!(may(&user, "acme"), Err(Denied::Role(roles::TENANT_ADMIN)));
    }
    let narrow = person("acme", &[roles::TENANT_ADMIN], "account");
    assert_eq!(may(&narrow, "acme"), Err(Denied::TokenScope("scim")));
    let scim = person("acme", &[roles::TENANT_ADMIN], "scim");
    let users = scim.require(Permission::ReadUsers, &tenant("acme"));
    assert_eq!(users, Err(Denied::TokenScope("admin")));
}

#[test]
fn a_client_provisions_its_own_tenant_and_does_nothing_else() {
    let client = |for_provisioning| Actor {
        who: Who::Client(Client {
            tenant_id: tenant("acme"),
            client_id: "sync".parse().unwrap(),
            for_provisioning,
        }),
        address: None,
    };
    let sync = client(true);
    let may = |actor: &Actor, place: &str| actor.require(Permission::Provision, &tenant(place));
    assert_eq!(may(&sync, "acme"), Ok(()));
    assert_eq!(may(&sync, "other"), Err(Denied::NotFound));
    assert_eq!(may(&client(false), "acme"), Err(Denied::TokenScope("scim")));
    for &permission in Permission::ALL {
        if permission != Permission::Provision {
            let denied = sync.require(permission, &tenant("acme"));
            assert_eq!(denied, Err(Denied::NotForClients), "{permission}");
        }
        assert!(!sync.may_hand_on(permission), "{permission}");
    }
    let own = sync.require_own(Permission::ReadUsers).map(drop);
    assert_eq!(own, Err(Denied::NotForClients));
    assert_eq!(sync.require_everywhere(), Err(Denied::NotForClients));
    assert!(sync.require_recent_proof(PROOF.at).is_err());
    assert!(!sync.may_give(roles::TENANT_ADMIN) && sync.account_in(&tenant("acme")).is_none());
    let event = sync.event(
        &tenant("acme"),
        Timestamp::default(),
        EventKind::UserCreated,
    );
    assert_eq!(event.actor, EventActor::Client("sync".to_owned()));
}

#[test]
fn a_global_administrator_reaches_every_tenant_with_the_scope_alone() {
    let may = |actor: &Actor| actor.require(Permission::ReadTenant, &tenant("acme"));
    let global = person("main", &[roles::GLOBAL_ADMIN], "admin");
    assert_eq!(may(&global), Ok(()));
    assert_eq!(global.require_everywhere(), Ok(()));
    let narrow = person("main", &[roles::GLOBAL_ADMIN], "account");
    assert_eq!(may(&narrow), Err(Denied::NotFound));
    assert_eq!(
        narrow.require_everywhere(),
        Err(Denied::TokenScope("admin"))
    );
    let local = person("main", &[roles::TENANT_ADMIN], "admin");
    assert_eq!(
        local.require_everywhere(),
        Err(Denied::Role(roles::GLOBAL_ADMIN))
    );
}

#[test]
fn a_key_exceeds_neither_its_scopes_nor_its_tenant_nor_its_owner() {
    use Permission::{ManageUsers, ReadClients, ReadUsers};
    let acme = tenant("acme");
    for owner in [
        None,
        Some(&[roles::TENANT_ADMIN][..]),
        Some(&[roles::GLOBAL_ADMIN]),
    ] {
        let reader = program("acme", &[ReadUsers], owner);
        assert_eq!(reader.require(ReadUsers, &acme), Ok(()));
        assert_eq!(
            reader.require(ManageUsers, &acme),
            Err(Denied::KeyScope(ManageUsers))
        );
        assert_eq!(
            reader.require(ReadClients, &acme),
            Err(Denied::KeyScope(ReadClients))
        );
        assert_eq!(
            reader.require(ReadUsers, &tenant("other")),
            Err(Denied::NotFound)
        );
        assert!(reader.require_everywhere().is_err());
        assert!(reader.may_hand_on(ReadUsers) && !reader.may_hand_on(ManageUsers));
    }
    let users_key = program("acme", &[ManageUsers], Some(&[roles::USER]));
    assert_eq!(
        users_key.require(ReadUsers, &acme),
        Err(Denied::Role(roles::TENANT_ADMIN))
    );
    assert!(users_key.require_own(ReadUsers).is_ok());
}

#[test]
fn what_is_ones_own_needs_the_scope_account_or_that_of_the_key() {
    use Permission::{ManageUsers, ReadUsers};
    let own = |actor: &Actor| {
        actor
            .require_own(ManageUsers)
            .map(|(home, user)| format!("{home}/{user}"))
    };
    let ada = Ok("acme/ada".to_owned());
    assert_eq!(own(&person("acme", &[], "account")), ada);
    assert_eq!(
        own(&person("acme", &[], "admin")),
        Err(Denied::TokenScope("account"))
    );
    assert_eq!(own(&program("acme", &[ManageUsers], Some(&[]))), ada);
    assert_eq!(
        own(&program("acme", &[ReadUsers], Some(&[]))),
        Err(Denied::KeyScope(ManageUsers))
    );
    assert_eq!(
        own(&program("acme", &[ManageUsers], None)),
        Err(Denied::NoAccount)
    );
    assert_eq!(own(&Actor::operator()), Err(Denied::NoAccount));
}

#[test]
fn what_a_stolen_session_must_not_do_needs_a_person_and_a_recent_proof() {
    let at = |seconds: i64| Timestamp::from_seconds(1_000 + seconds);
    let ada = person("acme", &[], "account");
    assert!(ada.require_recent_proof(at(299)).is_ok());
    assert_eq!(ada.require_recent_proof(at(300)), Err(Denied::NotRecent));
    for other in [
        person("acme", &[], "admin"),
        program("acme", Permission::ALL, Some(&[])),
    ] {
        let denied = other.require_recent_proof(at(0));
        assert_eq!(denied, Err(Denied::TokenScope("account")));
    }
    let operator = Actor::operator();
    assert_eq!(operator.require_recent_proof(at(0)), Err(Denied::NoAccount));
    let passkey = Proof {
        is_by_passkey: true,
        ..PROOF
    };
    assert!(!PROOF.is_recent_passkey(at(0)));
    assert!(passkey.is_recent_passkey(at(299)) && !passkey.is_recent_passkey(at(300)));
}

#[test]
fn nobody_makes_somebody_more_than_they_are() {
    let given = |actor: &Actor| {
        [roles::GLOBAL_ADMIN, roles::TENANT_ADMIN, "auditor"].map(|role| actor.may_give(role))
    };
    let all = Permission::ALL;
    let global = person("main", &[roles::GLOBAL_ADMIN], "admin");
    let local = person("acme", &[roles::TENANT_ADMIN], "admin");
    let narrow = person("main", &[roles::GLOBAL_ADMIN], "account");
    assert_eq!(given(&Actor::operator()), [true, true, true]);
    assert_eq!(given(&global), [true, true, true]);
    assert_eq!(given(&local), [false, true, true]);
    assert_eq!(given(&narrow), [false, false, true]);
    for owner in [None, Some(&[roles::GLOBAL_ADMIN][..])] {
        assert_eq!(given(&program("main", all, owner)), [false, false, true]);
    }
}

#[test]
fn an_event_tells_from_which_tenant_a_foreign_administrator_came() {
    let global = person("main", &[roles::GLOBAL_ADMIN], "admin");
    let at = Timestamp::default();
    let abroad = global.event(&tenant("acme"), at, EventKind::UserCreated);
    assert_eq!(abroad.detail["actor_tenant"], "main");
    let home = global.event(&tenant("main"), at, EventKind::UserCreated);
    assert!(home.detail.is_empty());
}
