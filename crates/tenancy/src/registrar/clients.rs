//! Clients: registered, changed, given another secret, deleted.

use std::time::Duration;

use kernel::audit::EventKind;
use kernel::{Actor, ClientId, Denied, Permission, PlainToken, Refusal, StorageError, TenantId};

use super::tenants::after;
use super::{Registrar, TRIES};
use crate::{
    ClientRecord, ClientRegistration, Deletion, Given, InvalidRegistration, InvalidSetting,
    RelyingParty, Rotation, TokenEndpointAuthMethod,
};

/// The longest time for which a replaced secret may go on working.
pub const LONGEST_OVERLAP: Duration = Duration::from_hours(30 * 24);

/// Why a relying party was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterClientError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
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

/// Why a relying party was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateClientError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field cannot have that value.
    #[error(transparent)]
    Field(#[from] InvalidSetting),
    /// The fields do not go together.
    #[error(transparent)]
    Registration(#[from] InvalidRegistration),
    /// Others changed it all the time.
    #[error("the client is being changed by others; try again")]
    Contended,
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a client got no other secret.
#[derive(Debug, thiserror::Error)]
pub enum RotateSecretError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It has none.
    #[error("this client has no secret: it is public, or shows keys of its own")]
    NoSecret,
    /// The old secret would work for too long.
    #[error("expected at most {} seconds", LONGEST_OVERLAP.as_secs())]
    Overlap,
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a client was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteClientError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It is locked.
    #[error("the client is locked (is_lock) and cannot be deleted")]
    Locked,
    /// Storage did not answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Registrar {
    /// Registers a relying party and returns it with its secret, which is shown this once. A public
    /// client has none, nor has one with keys of its own.
    ///
    /// # Errors
    /// See [`RegisterClientError`].
    pub async fn register_client(
        &self,
        actor: &Actor,
        tenant_id: TenantId,
        registration: ClientRegistration,
    ) -> Result<(RelyingParty, Option<PlainToken>), RegisterClientError> {
        actor.require(Permission::ManageClients, &tenant_id)?;
        require_handing_on(actor, &registration)?;
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
            retired_secret: None,
            created_at,
            logo: None,
        };
        let event = actor
            .event(&client.tenant_id, created_at, EventKind::ClientCreated)
            .about(client.id());
        if self.clients.register(&client, &event).await? {
            Ok((client, secret))
        } else {
            Err(RegisterClientError::Taken(client.registration.client_id))
        }
    }

    /// A tenant's clients.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn list_clients(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<ClientRecord>, Refusal> {
        actor.require(Permission::ReadClients, tenant)?;
        Ok(self.client_registry.list(tenant, skip, limit).await?)
    }

    /// A client.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn read_client(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<ClientRecord, Refusal> {
        actor.require(Permission::ReadClients, tenant)?;
        let found = self.client_registry.read(tenant, client).await?;
        Ok(found.ok_or(Denied::NotFound)?)
    }

    /// Changes the fields that are given. A client never gets another id and never moves to another tenant.
    ///
    /// # Errors
    /// See [`UpdateClientError`].
    pub async fn update_client(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        client: &ClientId,
        given: &Given,
    ) -> Result<ClientRecord, UpdateClientError> {
        actor.require(Permission::ManageClients, tenant)?;
        for _ in 0..TRIES {
            let before = self.client_registry.read(tenant, client).await?;
            let before = before.ok_or(Denied::NotFound)?;
            require_handing_on(actor, &before.client.registration)?;
            let registration = before.client.registration.with(given)?;
            require_handing_on(actor, &registration)?;
            if registration.client_id != *client {
                return Err(InvalidSetting::new("client_id", "never changes").into());
            }
            registration.validate()?;
            let now = after(self.clock.now(), before.updated_at);
            let fields: Vec<_> = given.keys().map(String::as_str).collect();
            let event = actor
                .event(tenant, now, EventKind::ClientUpdated)
                .about(client)
                .with("fields", fields);
            let record = ClientRecord {
                client: RelyingParty {
                    registration,
                    ..before.client
                },
                updated_at: Some(now),
            };
            let seen = before.updated_at;
            if self.client_registry.change(&record, seen, &event).await? {
                return Ok(record);
            }
        }
        Err(UpdateClientError::Contended)
    }

    /// Gives a client another secret, which is shown this once. The one before it works for `overlap` more, so
    /// that the client can be told in its own time.
    ///
    /// # Errors
    /// See [`RotateSecretError`].
    pub async fn rotate_secret(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        client: &ClientId,
        overlap: Duration,
    ) -> Result<(ClientRecord, PlainToken), RotateSecretError> {
        actor.require(Permission::ManageClients, tenant)?;
        if overlap > LONGEST_OVERLAP {
            return Err(RotateSecretError::Overlap);
        }
        let record = self.client_registry.read(tenant, client).await?;
        let record = record.ok_or(Denied::NotFound)?;
        require_handing_on(actor, &record.client.registration)?;
        if record.client.auth_method() != TokenEndpointAuthMethod::ClientSecretPost {
            return Err(RotateSecretError::NoSecret);
        }
        let secret = PlainToken::generate(&*self.random);
        let now = self.clock.now();
        let rotation = Rotation {
            secret: secret.hash(),
            retired_until: now.plus(overlap),
        };
        let event = actor
            .event(tenant, now, EventKind::ClientSecretRotated)
            .about(client)
            .with("overlap_seconds", overlap.as_secs());
        let registry = &self.client_registry;
        if registry.rotate(tenant, client, &rotation, &event).await? {
            Ok((record, secret))
        } else {
            Err(RotateSecretError::Denied(Denied::NotFound))
        }
    }

    /// Deletes a client that is not locked, with everything that it was given.
    ///
    /// # Errors
    /// See [`DeleteClientError`].
    pub async fn delete_client(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<(), DeleteClientError> {
        actor.require(Permission::ManageClients, tenant)?;
        let now = self.clock.now();
        let event = actor
            .event(tenant, now, EventKind::ClientDeleted)
            .about(client);
        match self.client_registry.delete(tenant, client, &event).await? {
            Deletion::Deleted => Ok(()),
            Deletion::Locked => Err(DeleteClientError::Locked),
            Deletion::Absent => Err(DeleteClientError::Denied(Denied::NotFound)),
        }
    }
}

/// A client that provisions is made, changed and given secrets only by those who may provision themselves:
/// otherwise a key for clients would be one for users.
fn require_handing_on(actor: &Actor, registration: &ClientRegistration) -> Result<(), Denied> {
    let permission = Permission::Provision;
    if registration.may_provision() && !actor.may_hand_on(permission) {
        return Err(Denied::KeyScope(permission));
    }
    Ok(())
}
