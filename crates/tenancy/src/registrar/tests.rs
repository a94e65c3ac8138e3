use std::time::Duration;

use kernel::access::{Owner, Person, Program, Proof, Who};
use kernel::audit::EventKind;
use kernel::{Actor, Denied, Permission, PlainToken, Refusal, TenantId, Timestamp, roles};
use serde_json::json;

use super::*;
use crate::{
    ClientRecord, ClientRegistration, ClientType, Deletion, Given, MockClientRegistry,
    MockRelyingParties, MockTenantRegistry, MockTenants, RelyingParty, Tenant, TenantRecord,
    TenantSettings, TokenEndpointAuthMethod,
};

fn registrar(tenants: MockTenants, clients: MockRelyingParties) -> Registrar {
    let mut clock = kernel::MockClock::new();
    clock.expect_now().return_const(Timestamp::from_seconds(1));
    let mut random = kernel::MockRandom::new();
    random.expect_fill().returning(|bytes| bytes.fill(9));
    Registrar {
        tenants: Arc::new(tenants),
        tenant_registry: Arc::new(MockTenantRegistry::new()),
        clients: Arc::new(clients),
        client_registry: Arc::new(MockClientRegistry::new()),
        clock: Arc::new(clock),
        random: Arc::new(random),
    }
}

async fn create(
    tenants: MockTenants,
    settings: TenantSettings,
) -> Result<Tenant, CreateTenantError> {
    registrar(tenants, MockRelyingParties::new())
        .create_tenant(&Actor::operator(), "acme".parse().unwrap(), settings)
        .await
}

#[tokio::test]
async fn a_taken_id_is_said_to_be_taken() {
    let mut tenants = MockTenants::new();
    tenants.expect_create().returning(|_, _| Ok(false));
    let result = create(tenants, TenantSettings::default()).await;
    assert!(matches!(result, Err(CreateTenantError::Taken(_))));
}

#[tokio::test]
async fn invalid_settings_never_reach_storage() {
    let mut tenants = MockTenants::new();
    tenants.expect_create().never();
    let settings = TenantSettings {
        pin_size: 9,
        ..TenantSettings::default()
    };
    let result = create(tenants, settings).await;
    assert!(matches!(result, Err(CreateTenantError::Setting(_))));
}

#[tokio::test]
async fn creation_is_reported_in_the_same_step() {
    let mut tenants = MockTenants::new();
    tenants
        .expect_create()
        .withf(|tenant, event| {
            event.kind == EventKind::TenantCreated && event.tenant_id == tenant.id
        })
        .once()
        .returning(|_, _| Ok(true));
    create(tenants, TenantSettings::default()).await.unwrap();
}

async fn register(
    registration: ClientRegistration,
    is_free: bool,
) -> Result<(RelyingParty, Option<PlainToken>), RegisterClientError> {
    let mut tenants = MockTenants::new();
    tenants.expect_find().returning(|id| {
        let created_at = Timestamp::default();
        Ok(Some(Arc::new(Tenant {
            id: id.clone(),
            settings: TenantSettings::default(),
            created_at,
        })))
    });
    let mut clients = MockRelyingParties::new();
    clients.expect_register().returning(move |_, _| Ok(is_free));
    registrar(tenants, clients)
        .register_client(&Actor::operator(), "acme".parse().unwrap(), registration)
        .await
}

fn registration() -> ClientRegistration {
    ClientRegistration::new("app".parse().unwrap(), "App")
}

#[tokio::test]
async fn a_confidential_client_gets_a_secret_of_which_only_the_hash_is_kept() {
    let (client, secret) = register(registration(), true).await.unwrap();
    assert!(client.secret.unwrap().matches(&secret.unwrap()));
    assert!(!client.requires_pkce());
}

#[tokio::test]
async fn a_public_client_gets_none_and_must_use_pkce() {
    let public = ClientRegistration {
        client_type: ClientType::Public,
        ..registration()
    };
    let (client, secret) = register(public, true).await.unwrap();
    assert!(client.secret.is_none() && secret.is_none() && client.requires_pkce());
}

#[tokio::test]
async fn a_client_with_keys_of_its_own_has_no_secret() {
    let keys = ClientRegistration {
        jwks_uri: Some("https://app.example/jwks".to_owned()),
        ..registration()
    };
    let (client, secret) = register(keys, true).await.unwrap();
    assert!(client.secret.is_none() && secret.is_none());
    let method = TokenEndpointAuthMethod::PrivateKeyJwt;
    assert_eq!(client.auth_method(), method);
}

#[tokio::test]
async fn a_client_id_is_unique_in_its_tenant() {
    let result = register(registration(), false).await;
    assert!(matches!(result, Err(RegisterClientError::Taken(_))));
}

/// A program with a key of the tenant `acme`.
fn program(scopes: &[Permission]) -> Actor {
    Actor {
        who: Who::Program(Program {
            key_id: "ci".into(),
            tenant_id: "acme".parse().unwrap(),
            scopes: scopes.to_vec(),
            owner: None::<Owner>,
        }),
        address: None,
    }
}

fn acme() -> TenantId {
    "acme".parse().unwrap()
}

fn record() -> TenantRecord {
    TenantRecord {
        tenant: Tenant {
            id: acme(),
            settings: TenantSettings::default(),
            created_at: Timestamp::from_seconds(0),
        },
        updated_at: Some(Timestamp::from_seconds(1)),
        closed_at: None,
    }
}

fn client_record() -> ClientRecord {
    ClientRecord {
        client: RelyingParty {
            tenant_id: acme(),
            registration: registration(),
            secret: None,
            retired_secret: None,
            created_at: Timestamp::from_seconds(0),
            logo: None,
        },
        updated_at: None,
    }
}

fn given(fields: &serde_json::Value) -> Given {
    fields.as_object().unwrap().clone()
}

fn with_registry(registry: MockTenantRegistry) -> Registrar {
    Registrar {
        tenant_registry: Arc::new(registry),
        ..registrar(MockTenants::new(), MockRelyingParties::new())
    }
}

fn with_clients(registry: MockClientRegistry) -> Registrar {
    Registrar {
        client_registry: Arc::new(registry),
        ..registrar(MockTenants::new(), MockRelyingParties::new())
    }
}

#[tokio::test]
async fn whoever_may_not_reaches_no_storage() {
    use Permission::{ManageClients, ManageTenant, ReadClients, ReadTenant};
    let registrar = registrar(MockTenants::new(), MockRelyingParties::new());
    let (reader, other) = (
        program(&[ReadTenant, ReadClients]),
        "other".parse().unwrap(),
    );
    let writer = program(&[ManageTenant, ManageClients]);
    let (nothing, app) = (Given::new(), "app".parse().unwrap());
    let overlap = Duration::ZERO;
    let settings = TenantSettings::default();
    assert!(
        registrar
            .create_tenant(&writer, acme(), settings)
            .await
            .is_err()
    );
    assert!(
        registrar
            .update_tenant(&reader, &acme(), &nothing)
            .await
            .is_err()
    );
    assert!(
        registrar
            .update_tenant(&writer, &other, &nothing)
            .await
            .is_err()
    );
    assert!(registrar.close_tenant(&writer, &acme()).await.is_err());
    assert!(registrar.reopen_tenant(&writer, &acme()).await.is_err());
    assert!(registrar.delete_tenant(&writer, &acme()).await.is_err());
    assert!(
        registrar
            .register_client(&reader, acme(), registration())
            .await
            .is_err()
    );
    assert!(
        registrar
            .update_client(&reader, &acme(), &app, &nothing)
            .await
            .is_err()
    );
    assert!(
        registrar
            .rotate_secret(&reader, &acme(), &app, overlap)
            .await
            .is_err()
    );
    assert!(
        registrar
            .delete_client(&reader, &acme(), &app)
            .await
            .is_err()
    );
    for refused in [
        registrar.read_tenant(&writer, &other).await.map(drop),
        registrar
            .list_clients(&writer, &other, 0, 1)
            .await
            .map(drop),
        registrar.read_client(&writer, &other, &app).await.map(drop),
    ] {
        assert_eq!(refused, Err(Refusal::Denied(Denied::NotFound)));
    }
}

#[tokio::test]
async fn a_change_stores_what_is_given_and_nothing_else() {
    let mut registry = MockTenantRegistry::new();
    registry.expect_read().returning(|_| Ok(Some(record())));
    registry
        .expect_change()
        .withf(|changed, seen, event| {
            changed.tenant.settings
                == TenantSettings {
                    pin_size: 4,
                    ..TenantSettings::default()
                }
                && *seen == record().updated_at
                && changed.updated_at > *seen
                && event.kind == EventKind::TenantUpdated
                && event.detail["fields"] == json!(["pin_size"])
        })
        .once()
        .returning(|_, _, _| Ok(true));
    let actor = program(&[Permission::ManageTenant]);
    let fields = given(&json!({ "pin_size": 4 }));
    let changed = with_registry(registry)
        .update_tenant(&actor, &acme(), &fields)
        .await;
    assert_eq!(changed.unwrap().tenant.settings.pin_size, 4);
}

/// A person who administers the tenant `acme`.
fn administrator() -> Actor {
    Actor {
        who: Who::Person(Person {
            tenant_id: acme(),
            user_id: "ada".parse().unwrap(),
            roles: vec![roles::TENANT_ADMIN.to_owned()],
            for_account: false,
            for_administration: true,
            for_provisioning: false,
            proof: Proof {
                at: Timestamp::default(),
                is_by_passkey: false,
            },
        }),
        address: None,
    }
}

#[tokio::test]
async fn a_role_is_given_to_a_group_by_those_who_may_give_it_to_people() {
    let gives = |role: &str| json!({ "group_roles": [{ "group_id": "staff", "role": role }] });
    let nothing = json!({ "group_roles": [] });
    let key = || program(&[Permission::ManageTenant]);
    for (actor, before, after, may) in [
        (key(), &nothing, &gives("editor"), true),
        (key(), &nothing, &gives(roles::TENANT_ADMIN), false),
        (key(), &gives(roles::TENANT_ADMIN), &nothing, false),
        (
            key(),
            &gives(roles::TENANT_ADMIN),
            &json!({ "pin_size": 4 }),
            true,
        ),
        (administrator(), &nothing, &gives(roles::TENANT_ADMIN), true),
        (administrator(), &gives(roles::TENANT_ADMIN), &nothing, true),
        (
            administrator(),
            &nothing,
            &gives(roles::GLOBAL_ADMIN),
            false,
        ),
        (
            Actor::operator(),
            &nothing,
            &gives(roles::GLOBAL_ADMIN),
            false,
        ),
    ] {
        let mut registry = MockTenantRegistry::new();
        let mut held = record();
        held.tenant.settings = held.tenant.settings.with(&given(before)).unwrap();
        registry
            .expect_read()
            .returning(move |_| Ok(Some(held.clone())));
        registry.expect_change().returning(|_, _, _| Ok(true));
        let registrar = with_registry(registry);
        let changed = registrar
            .update_tenant(&actor, &acme(), &given(after))
            .await;
        assert_eq!(changed.is_ok(), may, "{before} {after}");
        if let Err(error) = changed {
            assert!(error.to_string().starts_with("group_roles: "), "{error}");
        }
    }
}

#[tokio::test]
async fn a_change_that_others_came_before_is_made_again_and_not_for_ever() {
    let mut registry = MockTenantRegistry::new();
    registry.expect_read().returning(|_| Ok(Some(record())));
    let expected = registry.expect_change().times(TRIES);
    expected.returning(|_, _, _| Ok(false));
    let actor = program(&[Permission::ManageTenant]);
    let changed = with_registry(registry)
        .update_tenant(&actor, &acme(), &given(&json!({ "pin_size": 4 })))
        .await;
    assert!(matches!(changed, Err(UpdateTenantError::Contended)));
}

#[tokio::test]
async fn settings_that_cannot_be_are_named_and_never_stored() {
    for (fields, says) in [
        (
            json!({ "is_2fa": true }),
            "is_2fa: can be chosen only when the tenant is created",
        ),
        (
            json!({ "display_name": "" }),
            "display_name: expected 1 to 128 characters",
        ),
        (json!({ "pin_size": 7 }), "pin_size: expected 3, 4, 5 or 6"),
        (json!({ "tenant_id": "x" }), "tenant_id: no such setting"),
    ] {
        let mut registry = MockTenantRegistry::new();
        registry.expect_read().returning(|_| Ok(Some(record())));
        let actor = program(&[Permission::ManageTenant]);
        let changed = with_registry(registry)
            .update_tenant(&actor, &acme(), &given(&fields))
            .await;
        assert_eq!(changed.unwrap_err().to_string(), says);
    }
}

#[tokio::test]
async fn a_tenant_goes_in_two_steps_and_main_never() {
    let operator = Actor::operator();
    let mut registry = MockTenantRegistry::new();
    registry.expect_read().returning(|_| Ok(Some(record())));
    registry.expect_delete().returning(|_, _| Ok(false));
    registry.expect_close().returning(|_, _, _| Ok(false));
    let registrar = with_registry(registry);
    let deleted = registrar.delete_tenant(&operator, &acme()).await;
    assert!(matches!(deleted, Err(CloseTenantError::Open)));
    let closed = registrar.close_tenant(&operator, &acme()).await;
    assert!(matches!(closed, Err(CloseTenantError::Closed)));
    let main = registrar
        .close_tenant(&operator, &"main".parse().unwrap())
        .await;
    assert!(matches!(main, Err(CloseTenantError::Main)));
}

#[tokio::test]
async fn a_program_lists_its_own_tenant_and_the_operator_all() {
    let mut registry = MockTenantRegistry::new();
    registry.expect_read().returning(|_| Ok(Some(record())));
    registry
        .expect_list()
        .returning(|_, _| Ok(vec![record(), record()]));
    let registrar = with_registry(registry);
    let actor = program(&[Permission::ReadTenant]);
    for (actor, skip, limit, number) in [
        (&actor, 0, 10, 1),
        (&actor, 1, 10, 0),
        (&actor, 0, 0, 0),
        (&Actor::operator(), 0, 10, 2),
    ] {
        let listed = registrar.list_tenants(actor, skip, limit).await.unwrap();
        assert_eq!(listed.len(), number);
    }
}

#[tokio::test]
async fn a_client_keeps_its_id_and_its_rules() {
    let actor = program(&[Permission::ManageClients]);
    for (fields, says) in [
        (json!({ "client_id": "other" }), "client_id: never changes"),
        (json!({ "client_type": "secret" }), "client_type: "),
        (
            json!({ "redirect_uris": ["javascript:x"] }),
            "redirect_uris: ",
        ),
        (json!({ "logo_uri": "http://app.example/l" }), "logo_uri: "),
        (json!({ "op_tos_url": "data:x" }), "op_tos_url: "),
    ] {
        let mut registry = MockClientRegistry::new();
        registry
            .expect_read()
            .returning(|_, _| Ok(Some(client_record())));
        let app = "app".parse().unwrap();
        let changed = with_clients(registry)
            .update_client(&actor, &acme(), &app, &given(&fields))
            .await;
        let said = changed.unwrap_err().to_string();
        assert!(said.starts_with(says), "{said}");
    }
}

#[tokio::test]
async fn a_client_that_provisions_is_for_those_who_may_provision() {
    use Permission::{ManageClients, Provision};
    let provisions = || {
        let mut registration = registration();
        registration.allowed_scopes.push("scim".to_owned());
        registration
    };
    let app = "app".parse().unwrap();
    let scopes = given(&json!({ "allowed_scopes": ["scim"] }));
    let harmless = given(&json!({ "redirect_uris": ["https://evil.example/back"] }));
    let registry = |before: ClientRegistration| {
        let mut registry = MockClientRegistry::new();
        registry.expect_read().returning(move |_, _| {
            let mut record = client_record();
            record.client.registration = before.clone();
            Ok(Some(record))
        });
        registry.expect_change().returning(|_, _, _| Ok(true));
        registry.expect_rotate().returning(|_, _, _, _| Ok(true));
        with_clients(registry)
    };
    for (actor, may) in [
        (program(&[ManageClients]), false),
        (program(&[ManageClients, Provision]), true),
        (Actor::operator(), true),
    ] {
        let (plain, scim) = (registry(registration()), registry(provisions()));
        let given_it = plain.update_client(&actor, &acme(), &app, &scopes).await;
        let changed = scim.update_client(&actor, &acme(), &app, &harmless).await;
        let taken_over = scim
            .rotate_secret(&actor, &acme(), &app, Duration::ZERO)
            .await;
        assert_eq!(given_it.is_ok(), may);
        assert_eq!(changed.is_ok(), may);
        assert_eq!(taken_over.is_ok(), may);
        if !may {
            let denied = Denied::KeyScope(Provision).to_string();
            assert_eq!(given_it.unwrap_err().to_string(), denied);
            let nothing = registrar(MockTenants::new(), MockRelyingParties::new());
            let made = nothing.register_client(&actor, acme(), provisions()).await;
            assert_eq!(made.unwrap_err().to_string(), denied);
        }
    }
}

#[tokio::test]
async fn a_new_secret_leaves_the_old_one_for_a_while() {
    let mut registry = MockClientRegistry::new();
    registry
        .expect_read()
        .returning(|_, _| Ok(Some(client_record())));
    registry
        .expect_rotate()
        .withf(|_, _, rotation, event| {
            rotation.retired_until == Timestamp::from_seconds(61)
                && event.kind == EventKind::ClientSecretRotated
        })
        .once()
        .returning(|_, _, _, _| Ok(true));
    let registrar = with_clients(registry);
    let (actor, app) = (
        program(&[Permission::ManageClients]),
        "app".parse().unwrap(),
    );
    let minute = Duration::from_mins(1);
    let rotated = registrar.rotate_secret(&actor, &acme(), &app, minute).await;
    assert_eq!(rotated.unwrap().1.reveal().len(), 43);
    let too_long = LONGEST_OVERLAP + minute;
    let refused = registrar
        .rotate_secret(&actor, &acme(), &app, too_long)
        .await;
    assert!(matches!(refused, Err(RotateSecretError::Overlap)));
}

#[tokio::test]
async fn a_public_client_has_no_secret_to_replace() {
    let mut registry = MockClientRegistry::new();
    registry.expect_read().returning(|_, _| {
        let mut record = client_record();
        record.client.registration.client_type = ClientType::Public;
        Ok(Some(record))
    });
    let (actor, app) = (
        program(&[Permission::ManageClients]),
        "app".parse().unwrap(),
    );
    let refused = with_clients(registry)
        .rotate_secret(&actor, &acme(), &app, Duration::ZERO)
        .await;
    assert!(matches!(refused, Err(RotateSecretError::NoSecret)));
}

#[tokio::test]
async fn a_locked_client_stays() {
    let mut registry = MockClientRegistry::new();
    registry
        .expect_delete()
        .returning(|_, _, _| Ok(Deletion::Locked));
    let (actor, app) = (
        program(&[Permission::ManageClients]),
        "app".parse().unwrap(),
    );
    let refused = with_clients(registry)
        .delete_client(&actor, &acme(), &app)
        .await;
    assert!(matches!(refused, Err(DeleteClientError::Locked)));
}
