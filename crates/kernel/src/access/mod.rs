//! Who asks, and what they may do: the one place that decides it.
//!
//! A use case that acts for somebody takes the [`Actor`] and asks it before it touches storage:
//! [`Actor::require`] for what is the tenant's, [`Actor::require_own`] for what is the actor's own,
//! [`Actor::require_everywhere`] for what is beyond one tenant.

mod permission;
pub mod roles;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::time::Duration;

pub use permission::Permission;

use crate::audit::{EventActor, EventKind};
use crate::{AuditEvent, ClientId, StorageError, TenantId, Timestamp, UserId};

/// Whoever asks for something.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who that is.
    pub who: Who,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum Who {
    /// A person who is signed in.
    Person(Person),
    /// A program, by its API key.
    Program(Program),
    /// A relying party, for itself: by an access token that it got with its own credentials.
    Client(Client),
    /// Whoever runs the service, at the command line: they could write to the database anyway.
    Operator,
}

/// A person who is signed in, and as what they are here.
#[derive(Clone, Debug)]
pub struct Person {
    /// The tenant in which they live.
    pub tenant_id: TenantId,
    /// Their account.
    pub user_id: UserId,
    /// The roles of the account, as it is now.
    pub roles: Vec<String>,
    /// They may manage their own account here: scope `account`.
    pub for_account: bool,
    /// They may use what their roles allow: scope `admin`.
    pub for_administration: bool,
    /// They may provision, if their roles allow it: scope `scim`.
    pub for_provisioning: bool,
    /// How they have shown who they are.
    pub proof: Proof,
}

/// When and how a person has last shown who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When.
    pub at: Timestamp,
    /// With a passkey.
    pub is_by_passkey: bool,
}

impl Proof {
    /// How long a proof counts as recent.
    pub const RECENT: Duration = Duration::from_mins(5);

    /// Whether it is recent enough for what a stolen session must not do.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        now.since(self.at) < Self::RECENT
    }

    /// Whether it stands for the old credential when that is changed (protocol.md, section 3).
    pub fn is_recent_passkey(&self, now: Timestamp) -> bool {
        self.is_by_passkey && self.is_recent(now)
    }
}

/// A program that acts by an API key. It never exceeds the key's scopes, its tenant, or what the
/// owner may do.
#[derive(Clone, Debug)]
pub struct Program {
    /// The key.
    pub key_id: String,
    /// The tenant that the key acts in.
    pub tenant_id: TenantId,
    /// The key's scopes.
    pub scopes: Vec<Permission>,
    /// Whose key it is; none for the tenant's own.
    pub owner: Option<Owner>,
}

/// A relying party that acts for itself (RFC 6749, section 4.4). All that it can do here is to provision.
#[derive(Clone, Debug)]
pub struct Client {
    /// The tenant with which it is registered.
    pub tenant_id: TenantId,
    /// Its id there.
    pub client_id: ClientId,
    /// It may provision: scope `scim`.
    pub for_provisioning: bool,
}

/// Whose key it is.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Their account, in the tenant of the key.
    pub user_id: UserId,
    /// The roles of the account, as it is now.
    pub roles: Vec<String>,
}

/// Why somebody may not do what they ask for. Shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// It does not exist, or belongs to a tenant that is not theirs: the answer is the same.
    #[error("there is no such thing here")]
    NotFound,
    /// The person's token was not issued for this.
    #[error("this needs an access token with the scope {0}")]
    TokenScope(&'static str),
    /// The key was not made for this.
    #[error("this needs an API key with the scope {0}")]
    KeyScope(Permission),
    /// The person, or the owner of the key, has not the role.
    #[error("this needs the role {0}")]
    Role(&'static str),
    /// There is no account that could be one's own.
    #[error("this is for people: a key without an owner has no account of its own")]
    NoAccount,
    /// No client can do this for itself, whatever its token says.
    #[error("this is for people and API keys: no client can do it for itself")]
    NotForClients,
    /// A stolen session or token must not be enough for this.
    #[error("this needs a sign-in of the last five minutes: sign in again")]
    NotRecent,
}

/// Why something was not done for an actor: what every use case may say at least.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// They may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl Actor {
    /// The operator at the command line.
    pub const fn operator() -> Self {
        Self {
            who: Who::Operator,
            address: None,
        }
    }

    /// Lets pass whoever may do that in `tenant`. To all who cannot reach the tenant, it does not exist.
    ///
    /// # Errors
    /// See [`Denied`].
    pub fn require(&self, permission: Permission, tenant: &TenantId) -> Result<(), Denied> {
        match &self.who {
            Who::Operator => Ok(()),
            Who::Person(person) => {
                let everywhere =
                    person.for_administration && holds(&person.roles, roles::GLOBAL_ADMIN);
                if person.tenant_id != *tenant && !everywhere {
                    return Err(Denied::NotFound);
                }
                if permission == Permission::Provision {
                    person.require_provisioning()
                } else {
                    person.require_administration()
                }
            }
            Who::Program(program) => {
                if program.tenant_id != *tenant {
                    return Err(Denied::NotFound);
                }
                program.require_scope(permission)?;
                match &program.owner {
                    Some(owner) => require_administrator(&owner.roles),
                    None => Ok(()),
                }
            }
            Who::Client(client) if client.tenant_id != *tenant => Err(Denied::NotFound),
            Who::Client(client) => client.require(permission),
        }
    }

    /// Lets pass whoever may do that with what is their own, and says whose that is.
    ///
    /// # Errors
    /// See [`Denied`].
    pub fn require_own(&self, permission: Permission) -> Result<(&TenantId, &UserId), Denied> {
        match &self.who {
            Who::Operator => Err(Denied::NoAccount),
            Who::Person(person) if person.for_account => Ok((&person.tenant_id, &person.user_id)),
            Who::Person(_) => Err(Denied::TokenScope("account")),
            Who::Program(program) => {
                program.require_scope(permission)?;
                let owner = program.owner.as_ref().ok_or(Denied::NoAccount)?;
                Ok((&program.tenant_id, &owner.user_id))
            }
            Who::Client(_) => Err(Denied::NotForClients),
        }
    }

    /// Lets pass a person, with what is their own. No key can do this, whoever owns it.
    ///
    /// # Errors
    /// See [`Denied`].
    pub fn require_in_person(&self) -> Result<&Person, Denied> {
        match &self.who {
            Who::Operator => Err(Denied::NoAccount),
            Who::Person(person) if person.for_account => Ok(person),
            Who::Person(_) | Who::Program(_) => Err(Denied::TokenScope("account")),
            Who::Client(_) => Err(Denied::NotForClients),
        }
    }

    /// Lets pass a person who has just shown who they are, with what is their own, and says whose that is. No key
    /// can do this, whoever owns it.
    ///
    /// # Errors
    /// See [`Denied`].
    pub fn require_recent_proof(&self, now: Timestamp) -> Result<(&TenantId, &UserId), Denied> {
        let person = self.require_in_person()?;
        if person.proof.is_recent(now) {
            Ok((&person.tenant_id, &person.user_id))
        } else {
            Err(Denied::NotRecent)
        }
    }

    /// Lets pass whoever may do everything in every tenant.
    ///
    /// # Errors
    /// See [`Denied`].
    pub fn require_everywhere(&self) -> Result<(), Denied> {
        match &self.who {
            Who::Operator => Ok(()),
            Who::Person(person) if holds(&person.roles, roles::GLOBAL_ADMIN) => {
                person.require_administration()
            }
            // A key never exceeds its tenant, whoever owns it.
            Who::Person(_) | Who::Program(_) => Err(Denied::Role(roles::GLOBAL_ADMIN)),
            Who::Client(_) => Err(Denied::NotForClients),
        }
    }

    /// Whether this actor may give `role`, and change accounts that have it. Nobody makes somebody
    /// more than they are themselves; a program makes no administrators.
    pub fn may_give(&self, role: &str) -> bool {
        if !matches!(role, roles::GLOBAL_ADMIN | roles::TENANT_ADMIN) {
            return true;
        }
        match &self.who {
            Who::Operator => true,
            Who::Person(person) => {
                person.for_administration
                    && (holds(&person.roles, role) || holds(&person.roles, roles::GLOBAL_ADMIN))
            }
            Who::Program(_) | Who::Client(_) => false,
        }
    }

    /// Whether this actor may hand on `permission` by a key or client that it makes or takes over.
    pub fn may_hand_on(&self, permission: Permission) -> bool {
        match &self.who {
            Who::Operator | Who::Person(_) => true,
            Who::Program(program) => program.require_scope(permission).is_ok(),
            Who::Client(_) => false,
        }
    }

    /// The account that this actor has in `tenant`, or acts for there.
    pub fn account_in(&self, tenant: &TenantId) -> Option<&UserId> {
        match &self.who {
            Who::Person(person) if person.tenant_id == *tenant => Some(&person.user_id),
            Who::Program(program) if program.tenant_id == *tenant => {
                program.owner.as_ref().map(|owner| &owner.user_id)
            }
            Who::Operator | Who::Person(_) | Who::Program(_) | Who::Client(_) => None,
        }
    }

    /// The tenant in which this actor lives; none for the operator.
    pub fn home(&self) -> Option<&TenantId> {
        match &self.who {
            Who::Operator => None,
            Who::Person(person) => Some(&person.tenant_id),
            Who::Program(program) => Some(&program.tenant_id),
            Who::Client(client) => Some(&client.tenant_id),
        }
    }

    /// The event that this actor has done something in `tenant`.
    pub fn event(&self, tenant: &TenantId, at: Timestamp, kind: EventKind) -> AuditEvent {
        let actor = match &self.who {
            Who::Person(person) => EventActor::User(person.user_id.clone()),
            Who::Program(program) => EventActor::ApiKey(program.key_id.clone()),
            Who::Client(client) => EventActor::Client(client.client_id.to_string()),
            Who::Operator => EventActor::Operator,
        };
        let event = AuditEvent::new(tenant.clone(), at, kind, actor).from_address(self.address);
        match self.home() {
            Some(home) if home != tenant => event.with("actor_tenant", home.as_str()),
            _ => event,
        }
    }
}

impl Person {
    fn require_provisioning(&self) -> Result<(), Denied> {
        if !self.for_provisioning && !self.for_administration {
            return Err(Denied::TokenScope("scim"));
        }
        require_administrator(&self.roles)
    }

    fn require_administration(&self) -> Result<(), Denied> {
        if !self.for_administration {
            return Err(Denied::TokenScope("admin"));
        }
        require_administrator(&self.roles)
    }
}

impl Program {
    fn require_scope(&self, permission: Permission) -> Result<(), Denied> {
        if self.scopes.iter().any(|scope| scope.covers(permission)) {
            Ok(())
        } else {
            Err(Denied::KeyScope(permission))
        }
    }
}

impl Client {
    fn require(&self, permission: Permission) -> Result<(), Denied> {
        match permission {
            Permission::Provision if self.for_provisioning => Ok(()),
            Permission::Provision => Err(Denied::TokenScope("scim")),
            _ => Err(Denied::NotForClients),
        }
    }
}

fn require_administrator(held: &[String]) -> Result<(), Denied> {
    if holds(held, roles::TENANT_ADMIN) || holds(held, roles::GLOBAL_ADMIN) {
        Ok(())
    } else {
        Err(Denied::Role(roles::TENANT_ADMIN))
    }
}

fn holds(held: &[String], role: &str) -> bool {
    held.iter().any(|known| known == role)
}
