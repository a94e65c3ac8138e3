//! Who opens the books: creates tenants and registers their clients.

use std::sync::Arc;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, ClientId, Clock, PlainToken, Random, StorageError, TenantId};

use crate::{
    ClientRegistration, InvalidRegistration, InvalidSetting, RelyingParties, RelyingParty, Tenant,
    TenantSettings, Tenants, TokenEndpointAuthMethod,
};

/// The use cases of this crate over their ports.
pub struct Registrar {
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Keeps relying parties.
    pub clients: Arc<dyn RelyingParties>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

/// Why a tenant was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateTenantError {
    /// The id is in use.
    #[error("a tenant '{0}' exists already; choose another id")]
    Taken(TenantId),
    /// A setting cannot be what was asked.
    #[error(transparent)]
    Setting(#[from] InvalidSetting),
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a relying party was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterClientError {
    /// The client id is in use in this tenant.
    #[error("a client '{0}' exists already in this tenant; choose another id")]
    Taken(ClientId),
    /// The tenant does not exist.
    #[error("there is no tenant '{0}'")]
    NoTenant(TenantId),
    /// A field cannot be accepted.
    #[error(transparent)]
    Registration(#[from] InvalidRegistration),
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Registrar {
    /// Creates a tenant with valid settings.
    ///
    /// # Errors
    /// See [`CreateTenantError`].
    pub async fn create_tenant(
        &self,
        actor: EventActor,
        id: TenantId,
        settings: TenantSettings,
    ) -> Result<Tenant, CreateTenantError> {
        settings.validate()?;
        let created_at = self.clock.now();
        let tenant = Tenant {
            id,
            settings,
            created_at,
        };
        let event = AuditEvent::new(
            tenant.id.clone(),
            created_at,
            EventKind::TenantCreated,
            actor,
        )
        .about(&tenant.id);
        if self.tenants.create(&tenant, &event).await? {
            Ok(tenant)
        } else {
            Err(CreateTenantError::Taken(tenant.id))
        }
    }

    /// Registers a relying party and returns it with its secret, which is shown this once. A public
    /// client has none, nor has one with keys of its own.
    ///
    /// # Errors
    /// See [`RegisterClientError`].
    pub async fn register_client(
        &self,
        actor: EventActor,
        tenant_id: TenantId,
        registration: ClientRegistration,
    ) -> Result<(RelyingParty, Option<PlainToken>), RegisterClientError> {
        registration.validate()?;
        if self.tenants.find(&tenant_id).await?.is_none() {
            return Err(RegisterClientError::NoTenant(tenant_id));
        }
        let secret = match registration.auth_method() {
            TokenEndpointAuthMethod::ClientSecretPost => Some(PlainToken::generate(&*self.random)),
            TokenEndpointAuthMethod::PrivateKeyJwt | TokenEndpointAuthMethod::None => None,
        };
        let created_at = self.clock.now();
        let client = RelyingParty {
            tenant_id,
            registration,
            secret: secret.as_ref().map(PlainToken::hash),
            created_at,
        };
        let event = AuditEvent::new(
            client.tenant_id.clone(),
            created_at,
            EventKind::ClientCreated,
            actor,
        )
        .about(client.id());
        if self.clients.register(&client, &event).await? {
            Ok((client, secret))
        } else {
            Err(RegisterClientError::Taken(client.registration.client_id))
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::{ClientType, MockRelyingParties, MockTenants};

    fn registrar(tenants: MockTenants, clients: MockRelyingParties) -> Registrar {
        let mut clock = kernel::MockClock::new();
        clock.expect_now().return_const(Timestamp::from_seconds(1));
        let mut random = kernel::MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(9));
        Registrar {
            tenants: Arc::new(tenants),
            clients: Arc::new(clients),
            clock: Arc::new(clock),
            random: Arc::new(random),
        }
    }

    async fn create(
        tenants: MockTenants,
        settings: TenantSettings,
    ) -> Result<Tenant, CreateTenantError> {
        registrar(tenants, MockRelyingParties::new())
            .create_tenant(EventActor::Operator, "acme".parse().unwrap(), settings)
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
            Ok(Some(Tenant {
                id: id.clone(),
                settings: TenantSettings::default(),
                created_at,
            }))
        });
        let mut clients = MockRelyingParties::new();
        clients.expect_register().returning(move |_, _| Ok(is_free));
        registrar(tenants, clients)
            .register_client(EventActor::Operator, "acme".parse().unwrap(), registration)
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
}
