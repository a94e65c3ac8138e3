//! Adding passkeys to one's own account, and keeping them in order.

use std::sync::Arc;

use kernel::audit::EventKind;
use kernel::{Actor, Clock, Denied, Permission, StorageError, TenantId, Timestamp, UserId};
use serde_json::Value;
use tenancy::{Tenant, Tenants};
use tracing::info;
use zkp_protocol::verifier::OprfSeed;

use super::ceremony::{LIFETIME, challenge_in};
use super::{
    Addition, Attestation, Ceremonies, Ceremony, CeremonyPurpose, PER_ACCOUNT, Passkey, Passkeys,
    Registrant, Unaccepted, UserHandle, WebAuthn,
};
use crate::attempts::network_of;
use crate::mail::{Mail, MailContent};
use crate::sign_in::Visitor;
use crate::{Account, Accounts};

/// Characters that the name of a passkey may have.
const MAX_NAME: usize = 64;
/// What a passkey is called that was given no name.
const UNNAMED: &str = "Passkey";

/// The use cases over their ports.
#[derive(Clone)]
pub struct PasskeyRegistration {
    /// Speaks with authenticators.
    pub webauthn: Arc<dyn WebAuthn>,
    /// Keeps ceremonies.
    pub ceremonies: Arc<dyn Ceremonies>,
    /// Keeps passkeys.
    pub passkeys: Arc<dyn Passkeys>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Whose look-alike key makes user handles.
    pub seeds: Arc<dyn OprfSeed>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why something was not done with a passkey.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The tenant, or the address of the service, does not let people use passkeys.
    #[error("passkeys are not in use here")]
    Off,
    /// The name is not of the form of one.
    #[error("expected 1 to 64 characters without control characters")]
    Name,
    /// The account has as many as it may.
    #[error("there are {PER_ACCOUNT} passkeys already; delete one first")]
    Full,
    /// The answer is not that of an authenticator to a ceremony of this account, or comes late or twice.
    #[error("the passkey was not accepted; ask for new options and try again")]
    Refused,
    /// Too many ceremonies are open.
    #[error("too many passkeys are being asked for; try again later")]
    Busy {
        /// The moment of the refusal.
        now: Timestamp,
        /// When it is worth trying again.
        until: Timestamp,
    },
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl PasskeyRegistration {
    /// What a browser hands to an authenticator to make a passkey for the actor's account.
    ///
    /// # Errors
    /// See [`PasskeyError`].
    pub async fn options(&self, actor: &Actor, visitor: &Visitor) -> Result<Value, PasskeyError> {
        let now = self.clock.now();
        let (tenant, user) = actor.require_recent_proof(now)?;
        let (_, account) = self.account(tenant, user).await?;
        let known = self.passkeys.of_user(tenant, user).await?;
        if known.len() >= PER_ACCOUNT as usize {
            return Err(PasskeyError::Full);
        }
        let registrant = Registrant {
            handle: UserHandle::of(&self.seeds.look_alike_key(), tenant, user),
            username: account.username.as_str(),
            known: known.into_iter().map(|known| known.credential_id).collect(),
        };
        let started = self.webauthn.start_registration(&registrant);
        let started = started.map_err(|reason| refused(tenant, &reason))?;
        let ceremony = Ceremony {
            tenant_id: tenant.clone(),
            challenge: started.challenge.hash(),
            purpose: CeremonyPurpose::Registration(user.clone()),
            state: started.state,
            network: network_of(visitor.address),
            expires_at: now.plus(LIFETIME),
        };
        if self.ceremonies.open(&ceremony, now).await? {
            Ok(started.options)
        } else {
            let until = ceremony.expires_at;
            Err(PasskeyError::Busy { now, until })
        }
    }

    /// Checks what the authenticator made and adds it to the actor's account under `name`. Their person
    /// is told by mail.
    ///
    /// # Errors
    /// See [`PasskeyError`].
    pub async fn register(
        &self,
        actor: &Actor,
        visitor: &Visitor,
        attestation: &Attestation,
        name: Option<&str>,
    ) -> Result<(), PasskeyError> {
        let (tenant, user) = actor.require_own(Permission::ManageUsers)?;
        let name = name.map_or(Ok(UNNAMED), check_name)?;
        let (tenant, account) = self.account(tenant, user).await?;
        let challenge = challenge_in(&attestation.client_data_json).ok_or(PasskeyError::Refused)?;
        let now = self.clock.now();
        let ceremony = self.ceremonies.redeem(&tenant.id, &challenge).await?;
        let ceremony = ceremony
            .filter(|ceremony| {
                now < ceremony.expires_at
                    && ceremony.purpose == CeremonyPurpose::Registration(user.clone())
            })
            .ok_or(PasskeyError::Refused)?;
        let made = self
            .webauthn
            .finish_registration(&ceremony.state, attestation);
        let made = made.map_err(|reason| refused(&tenant.id, &reason))?;
        let passkey = Passkey {
            tenant_id: tenant.id.clone(),
            credential_id: made.credential_id,
            user_id: user.clone(),
            name: name.to_owned(),
            key: made.key,
            counter: made.counter,
            is_device_bound: made.is_device_bound,
            created: visitor.stamp(now),
            last_use: None,
        };
        let notice = Mail {
            tenant_id: tenant.id.clone(),
            language: account.language().or(visitor.language),
            to: account.email,
            content: MailContent::PasskeyAdded {
                username: account.username.as_str().to_owned(),
                name: name.to_owned(),
            },
            written_at: now,
        };
        let event = actor.event(&tenant.id, now, EventKind::PasskeyAdded);
        let event = event.about(user).with("passkey", &*passkey.credential_id);
        match self.passkeys.add(&passkey, &notice, &event).await? {
            Addition::Added => Ok(()),
            Addition::Known => Err(PasskeyError::Refused),
            Addition::Full => Err(PasskeyError::Full),
        }
    }

    /// The passkeys of the actor's account, oldest first.
    ///
    /// # Errors
    /// See [`PasskeyError`].
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Passkey>, PasskeyError> {
        let (tenant, user) = actor.require_own(Permission::ReadUsers)?;
        Ok(self.passkeys.of_user(tenant, user).await?)
    }

    /// Gives a passkey of the actor's account another name.
    ///
    /// # Errors
    /// See [`PasskeyError`].
    pub async fn rename(
        &self,
        actor: &Actor,
        credential_id: &str,
        name: &str,
    ) -> Result<(), PasskeyError> {
        let (tenant, user) = actor.require_own(Permission::ManageUsers)?;
        let name = check_name(name)?;
        let event = actor.event(tenant, self.clock.now(), EventKind::PasskeyRenamed);
        let event = event.about(user).with("passkey", credential_id);
        let renamed = self
            .passkeys
            .rename(tenant, user, credential_id, name, &event);
        there_was(renamed.await?)
    }

    /// Takes a passkey away from the actor's account. Whoever is signed in with it stays so.
    ///
    /// # Errors
    /// See [`PasskeyError`].
    pub async fn remove(&self, actor: &Actor, credential_id: &str) -> Result<(), PasskeyError> {
        let (tenant, user) = actor.require_own(Permission::ManageUsers)?;
        let event = actor.event(tenant, self.clock.now(), EventKind::PasskeyRemoved);
        let event = event.about(user).with("passkey", credential_id);
        let removed = self.passkeys.remove(tenant, user, credential_id, &event);
        there_was(removed.await?)
    }

    /// The account, in a tenant in which people may add passkeys.
    async fn account(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<(Arc<Tenant>, Account), PasskeyError> {
        let tenant = self.tenants.find(tenant).await?.ok_or(Denied::NotFound)?;
        if !tenant.settings.passkey_enabled {
            return Err(PasskeyError::Off);
        }
        let account = self.accounts.find(&tenant.id, user).await?;
        Ok((tenant, account.ok_or(Denied::NotFound)?))
    }
}

fn check_name(name: &str) -> Result<&str, PasskeyError> {
    let name = name.trim();
    let is_name =
        (1..=MAX_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_name {
        Ok(name)
    } else {
        Err(PasskeyError::Name)
    }
}

fn there_was(any: bool) -> Result<(), PasskeyError> {
    if any {
        Ok(())
    } else {
        Err(Denied::NotFound.into())
    }
}

fn refused(tenant: &TenantId, reason: &Unaccepted) -> PasskeyError {
    info!(%tenant, %reason, "a passkey was not added");
    match reason {
        Unaccepted::NoDomain => PasskeyError::Off,
        Unaccepted::Regressed | Unaccepted::Wrong(_) => PasskeyError::Refused,
    }
}
