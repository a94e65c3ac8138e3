//! A tenant, and the port that keeps tenants.

use async_trait::async_trait;
use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, Clock, StorageError, TenantId, Timestamp};

use crate::{InvalidSetting, TenantSettings};

/// A company or team with its own users, relying parties and policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant {
    /// Names the tenant in every URL; never changes.
    pub id: TenantId,
    /// The tenant's policy.
    pub settings: TenantSettings,
    /// When the tenant was created.
    pub created_at: Timestamp,
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

/// Port: keeps tenants.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Tenants: Send + Sync {
    /// The tenant of that id.
    async fn find(&self, id: &TenantId) -> Result<Option<Tenant>, StorageError>;

    /// Stores a new tenant. False, and nothing stored, if its id is taken.
    async fn create(&self, tenant: &Tenant, event: &AuditEvent) -> Result<bool, StorageError>;
}

/// Creates a tenant with valid settings.
///
/// # Errors
/// A setting is out of its range, the id is taken, or storage does not answer.
pub async fn create_tenant(
    tenants: &dyn Tenants,
    clock: &dyn Clock,
    actor: EventActor,
    id: TenantId,
    settings: TenantSettings,
) -> Result<Tenant, CreateTenantError> {
    settings.validate()?;
    let tenant = Tenant {
        id,
        settings,
        created_at: clock.now(),
    };
    let event = AuditEvent::new(
        tenant.id.clone(),
        tenant.created_at,
        EventKind::TenantCreated,
        actor,
    )
    .about(&tenant.id);
    if tenants.create(&tenant, &event).await? {
        Ok(tenant)
    } else {
        Err(CreateTenantError::Taken(tenant.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> kernel::MockClock {
        let mut clock = kernel::MockClock::new();
        clock.expect_now().return_const(Timestamp::from_seconds(1));
        clock
    }

    #[tokio::test]
    async fn a_taken_id_is_said_to_be_taken() {
        let mut tenants = MockTenants::new();
        tenants.expect_create().returning(|_, _| Ok(false));
        let id: TenantId = "acme".parse().unwrap();
        let settings = TenantSettings::default();
        let error = create_tenant(&tenants, &clock(), EventActor::Operator, id, settings).await;
        assert!(matches!(error, Err(CreateTenantError::Taken(_))));
    }

    #[tokio::test]
    async fn invalid_settings_never_reach_storage() {
        let mut tenants = MockTenants::new();
        tenants.expect_create().never();
        let settings = TenantSettings {
            pin_size: 9,
            ..TenantSettings::default()
        };
        let id = "acme".parse().unwrap();
        let error = create_tenant(&tenants, &clock(), EventActor::Operator, id, settings).await;
        assert!(matches!(error, Err(CreateTenantError::Setting(_))));
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
        let id = "acme".parse().unwrap();
        let settings = TenantSettings::default();
        create_tenant(&tenants, &clock(), EventActor::Operator, id, settings)
            .await
            .unwrap();
    }
}
