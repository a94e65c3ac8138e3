//! Tenants: created, changed, closed, and deleted in the end.

use kernel::audit::EventKind;
use kernel::{Actor, Denied, Permission, Refusal, StorageError, TenantId, Timestamp};

use super::{MAIN_TENANT, Registrar, TRIES};
use crate::{Given, InvalidSetting, Tenant, TenantRecord, TenantSettings, group_role};

/// Why a tenant was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateTenantError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
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

/// Why a tenant was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateTenantError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A setting cannot be what was asked.
    #[error(transparent)]
    Setting(#[from] InvalidSetting),
    /// Others changed it all the time.
    #[error("the tenant is being changed by others; try again")]
    Contended,
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a tenant was not closed, opened again or deleted.
#[derive(Debug, thiserror::Error)]
pub enum CloseTenantError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The service cannot be without it.
    #[error(
        "the tenant '{MAIN_TENANT}' cannot be closed: the service's own administrators live there"
    )]
    Main,
    /// It is closed already.
    #[error("the tenant is closed already")]
    Closed,
    /// It is open.
    #[error("the tenant is open; close it first")]
    Open,
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Registrar {
    /// Creates a tenant with valid settings. Only for those who may do everything everywhere.
    ///
    /// # Errors
    /// See [`CreateTenantError`].
    pub async fn create_tenant(
        &self,
        actor: &Actor,
        id: TenantId,
        settings: TenantSettings,
    ) -> Result<Tenant, CreateTenantError> {
        actor.require_everywhere()?;
        settings.validate()?;
        group_role::check_given(actor, &[], &settings.group_roles)?;
        let created_at = self.clock.now();
        let tenant = Tenant {
            id,
            settings,
            created_at,
        };
        let event = actor
            .event(&tenant.id, created_at, EventKind::TenantCreated)
            .about(&tenant.id);
        if self.tenants.create(&tenant, &event).await? {
            Ok(tenant)
        } else {
            Err(CreateTenantError::Taken(tenant.id))
        }
    }

    /// The tenants that the actor may read: all, or their own.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn list_tenants(
        &self,
        actor: &Actor,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<TenantRecord>, Refusal> {
        if actor.require_everywhere().is_ok() {
            return Ok(self.tenant_registry.list(skip, limit).await?);
        }
        let home = actor.home().ok_or(Denied::NotFound)?;
        let own = self.read_tenant(actor, home).await?;
        let is_wanted = skip == 0 && limit > 0;
        Ok(is_wanted.then_some(own).into_iter().collect())
    }

    /// A tenant, open or closed.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn read_tenant(&self, actor: &Actor, id: &TenantId) -> Result<TenantRecord, Refusal> {
        actor.require(Permission::ReadTenant, id)?;
        Ok(self
            .tenant_registry
            .read(id)
            .await?
            .ok_or(Denied::NotFound)?)
    }

    /// Changes the settings that are given. `is_2fa` is chosen at creation.
    ///
    /// # Errors
    /// See [`UpdateTenantError`].
    pub async fn update_tenant(
        &self,
        actor: &Actor,
        id: &TenantId,
        given: &Given,
    ) -> Result<TenantRecord, UpdateTenantError> {
        actor.require(Permission::ManageTenant, id)?;
        for _ in 0..TRIES {
            let before = self
                .tenant_registry
                .read(id)
                .await?
                .ok_or(Denied::NotFound)?;
            let settings = changed(&before.tenant.settings, given)?;
            let held = &before.tenant.settings.group_roles;
            group_role::check_given(actor, held, &settings.group_roles)?;
            let now = after(self.clock.now(), before.updated_at);
            let fields: Vec<_> = given.keys().map(String::as_str).collect();
            let event = actor
                .event(id, now, EventKind::TenantUpdated)
                .about(id)
                .with("fields", fields);
            let seen = before.updated_at;
            let record = TenantRecord {
                tenant: Tenant {
                    settings,
                    ..before.tenant
                },
                updated_at: Some(now),
                ..before
            };
            if self.tenant_registry.change(&record, seen, &event).await? {
                return Ok(record);
            }
        }
        Err(UpdateTenantError::Contended)
    }

    /// Closes a tenant, the first step of its deletion: nobody can sign in there or use its tokens and keys, and
    /// nothing is lost.
    ///
    /// # Errors
    /// See [`CloseTenantError`].
    pub async fn close_tenant(&self, actor: &Actor, id: &TenantId) -> Result<(), CloseTenantError> {
        actor.require_everywhere()?;
        if id.as_str() == MAIN_TENANT {
            return Err(CloseTenantError::Main);
        }
        let now = self.clock.now();
        let event = actor.event(id, now, EventKind::TenantClosed).about(id);
        if self.tenant_registry.close(id, now, &event).await? {
            return Ok(());
        }
        self.existing(id).await?;
        Err(CloseTenantError::Closed)
    }

    /// Opens a closed tenant again.
    ///
    /// # Errors
    /// See [`CloseTenantError`].
    pub async fn reopen_tenant(
        &self,
        actor: &Actor,
        id: &TenantId,
    ) -> Result<(), CloseTenantError> {
        actor.require_everywhere()?;
        let now = self.clock.now();
        let event = actor.event(id, now, EventKind::TenantReopened).about(id);
        if self.tenant_registry.reopen(id, &event).await? {
            return Ok(());
        }
        self.existing(id).await?;
        Err(CloseTenantError::Open)
    }

    /// Deletes a closed tenant with its users, clients and keys, for good. The audit log outlives it.
    ///
    /// # Errors
    /// See [`CloseTenantError`].
    pub async fn delete_tenant(
        &self,
        actor: &Actor,
        id: &TenantId,
    ) -> Result<(), CloseTenantError> {
        actor.require_everywhere()?;
        let now = self.clock.now();
        let event = actor.event(id, now, EventKind::TenantDeleted).about(id);
        if self.tenant_registry.delete(id, &event).await? {
            return Ok(());
        }
        self.existing(id).await?;
        Err(CloseTenantError::Open)
    }

    async fn existing(&self, id: &TenantId) -> Result<TenantRecord, CloseTenantError> {
        let found = self.tenant_registry.read(id).await?;
        found.ok_or(CloseTenantError::Denied(Denied::NotFound))
    }
}

/// A moment by which a change can be told from the one before it.
pub(super) fn after(now: Timestamp, last: Option<Timestamp>) -> Timestamp {
    let next = last.map(|last| Timestamp::from_micros(last.micros().saturating_add(1)));
    next.map_or(now, |next| next.max(now))
}

fn changed(before: &TenantSettings, given: &Given) -> Result<TenantSettings, InvalidSetting> {
    let after = before.with(given)?;
    after.validate()?;
    if after.is_2fa != before.is_2fa {
        let problem = "can be chosen only when the tenant is created";
        return Err(InvalidSetting::new("is_2fa", problem));
    }
    if after.display_name.is_empty() && given.contains_key("display_name") {
        return Err(InvalidSetting::new(
            "display_name",
            "expected 1 to 128 characters",
        ));
    }
    Ok(after)
}
