//! Making, listing, renewing and revoking API keys: one's own, and those of a tenant.

use std::sync::Arc;

use kernel::audit::EventKind;
use kernel::{
    Actor, Clock, Denied, Permission, PlainToken, Random, Refusal, StorageError, TenantId,
};
use tenancy::Tenants;

use super::{ApiKey, ApiKeyRequest, ApiKeys, InvalidApiKey, ListedApiKey};
use crate::sign_in::Visitor;

/// The use cases over their ports.
pub struct ApiKeyManagement {
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Keeps API keys.
    pub api_keys: Arc<dyn ApiKeys>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

/// What somebody who makes a key asks for.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// The tenant it is to act in.
    pub tenant_id: TenantId,
    /// What it is to be called.
    pub name: String,
    /// What it may do, as the published API names it.
    pub scopes: Vec<String>,
}

/// Whose keys somebody deals with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Their own.
    Own,
    /// All of a tenant.
    Tenants,
}

/// Why a key was not made, renewed or revoked.
#[derive(Debug, thiserror::Error)]
pub enum ManageApiKeyError {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field cannot be what was asked.
    #[error(transparent)]
    Field(#[from] InvalidApiKey),
    /// A key does not give away more than it has.
    #[error("scopes: '{0}' is more than the key has that asks for it")]
    TooMuch(Permission),
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl ApiKeyManagement {
    /// Makes a key and returns it with the key itself, which is shown this once. It belongs to the
    /// actor; one that an administrator makes in another tenant than their own is that tenant's.
    ///
    /// # Errors
    /// See [`ManageApiKeyError`].
    pub async fn create(
        &self,
        actor: &Actor,
        whose: Whose,
        new: NewApiKey,
        visitor: &Visitor,
    ) -> Result<(ApiKey, PlainToken), ManageApiKeyError> {
        check_access(actor, whose, Permission::ManageApiKeys, &new.tenant_id)?;
        let request = ApiKeyRequest {
            owner: actor.account_in(&new.tenant_id).cloned(),
            tenant_id: new.tenant_id,
            name: new.name,
            scopes: parse(&new.scopes)?,
        };
        request.validate()?;
        check_extent(actor, &request.scopes)?;
        if self.tenants.find(&request.tenant_id).await?.is_none() {
            return Err(Denied::NotFound.into());
        }
        let now = self.clock.now();
        let (key, token) = request.draw(&*self.random, visitor.stamp(now));
        let event = actor
            .event(&key.tenant_id, now, EventKind::ApiKeyCreated)
            .about(&key.key_id);
        self.api_keys.create(&key, &event).await?;
        Ok((key, token))
    }

    /// The actor's keys, or all of the tenant; the newest first.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn list(
        &self,
        actor: &Actor,
        tenant: Option<&TenantId>,
    ) -> Result<Vec<ListedApiKey>, Refusal> {
        let permission = Permission::ReadApiKeys;
        let (tenant, owner) = if let Some(tenant) = tenant {
            actor.require(permission, tenant)?;
            self.tenants.find(tenant).await?.ok_or(Denied::NotFound)?;
            (tenant, None)
        } else {
            let (home, user) = actor.require_own(permission)?;
            (home, Some(user.clone()))
        };
        Ok(self.api_keys.list(tenant, owner).await?)
    }

    /// Puts a new key in place of one, which no longer works, and returns it with the key itself, which
    /// is shown this once.
    ///
    /// # Errors
    /// See [`ManageApiKeyError`].
    pub async fn regenerate(
        &self,
        actor: &Actor,
        whose: Whose,
        tenant: &TenantId,
        key_id: &str,
    ) -> Result<(ApiKey, PlainToken), ManageApiKeyError> {
        let key = self.within_reach(actor, whose, tenant, key_id).await?;
        // Whoever gets the new key can do with it what it may do.
        check_extent(actor, &key.scopes)?;
        let token = PlainToken::generate(&*self.random);
        let hash = token.hash();
        let event = actor
            .event(tenant, self.clock.now(), EventKind::ApiKeyRegenerated)
            .about(key_id);
        let renewed = self.api_keys.regenerate(tenant, key_id, &hash, &event);
        let renewed = renewed.await?.ok_or(Denied::NotFound)?;
        Ok((renewed, token))
    }

    /// Revokes a key.
    ///
    /// # Errors
    /// See [`ManageApiKeyError`].
    pub async fn revoke(
        &self,
        actor: &Actor,
        whose: Whose,
        tenant: &TenantId,
        key_id: &str,
    ) -> Result<(), ManageApiKeyError> {
        self.within_reach(actor, whose, tenant, key_id).await?;
        let event = actor
            .event(tenant, self.clock.now(), EventKind::ApiKeyRevoked)
            .about(key_id);
        if self.api_keys.revoke(tenant, key_id, &event).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }

    /// The key of that id, if it is one that the actor may manage so.
    async fn within_reach(
        &self,
        actor: &Actor,
        whose: Whose,
        tenant: &TenantId,
        key_id: &str,
    ) -> Result<ApiKey, ManageApiKeyError> {
        check_access(actor, whose, Permission::ManageApiKeys, tenant)?;
        let key = self.api_keys.find_by_id(tenant, key_id).await?;
        let is_within = |key: &ApiKey| match whose {
            Whose::Own => key.owner.as_ref() == actor.account_in(tenant),
            Whose::Tenants => true,
        };
        Ok(key.filter(is_within).ok_or(Denied::NotFound)?)
    }
}

fn check_access(
    actor: &Actor,
    whose: Whose,
    permission: Permission,
    tenant: &TenantId,
) -> Result<(), Denied> {
    match whose {
        Whose::Tenants => actor.require(permission, tenant),
        Whose::Own if actor.require_own(permission)?.0 == tenant => Ok(()),
        Whose::Own => Err(Denied::NotFound),
    }
}

fn check_extent(actor: &Actor, scopes: &[Permission]) -> Result<(), ManageApiKeyError> {
    let too_much = scopes.iter().find(|scope| !actor.may_hand_on(**scope));
    match too_much {
        Some(&scope) => Err(ManageApiKeyError::TooMuch(scope)),
        None => Ok(()),
    }
}

fn parse(scopes: &[String]) -> Result<Vec<Permission>, InvalidApiKey> {
    let mut parsed = Vec::new();
    for scope in scopes {
        let scope = Permission::parse(scope).ok_or(InvalidApiKey::Scope)?;
        if !parsed.contains(&scope) {
            parsed.push(scope);
        }
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use kernel::access::{Owner, Person, Program, Proof, Who};
    use kernel::{MockClock, MockRandom, Timestamp, UserId, roles};
    use tenancy::{MockTenants, Tenant, TenantSettings};

    use super::super::MockApiKeys;
    use super::*;
    use crate::Stamp;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn management(api_keys: MockApiKeys) -> ApiKeyManagement {
        let mut tenants = MockTenants::new();
        tenants.expect_find().returning(|id| {
            Ok(Some(Arc::new(Tenant {
                id: id.clone(),
                settings: TenantSettings::default(),
                created_at: NOW,
            })))
        });
        let mut clock = MockClock::new();
        clock.expect_now().return_const(NOW);
        let mut random = MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(9));
        ApiKeyManagement {
            tenants: Arc::new(tenants),
            api_keys: Arc::new(api_keys),
            clock: Arc::new(clock),
            random: Arc::new(random),
        }
    }

    fn acme() -> TenantId {
        "acme".parse().unwrap()
    }

    fn person(home: &str, role: &str) -> Actor {
        Actor {
            who: Who::Person(Person {
                tenant_id: home.parse().unwrap(),
                user_id: "ada".parse().unwrap(),
                roles: vec![role.into()],
                for_account: true,
                for_administration: true,
                for_provisioning: false,
                proof: Proof {
                    at: NOW,
                    is_by_passkey: false,
                },
            }),
            address: None,
        }
    }

    fn program(scopes: &[Permission]) -> Actor {
        Actor {
            who: Who::Program(Program {
                key_id: "ci".into(),
                tenant_id: acme(),
                scopes: scopes.to_vec(),
                owner: Some(Owner {
                    user_id: "ada".parse().unwrap(),
                    roles: vec![roles::TENANT_ADMIN.into()],
                }),
            }),
            address: None,
        }
    }

    fn visitor() -> Visitor {
        Visitor {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            language: None,
            user_agent: None,
            device: None,
        }
    }

    fn new(scopes: &[&str]) -> NewApiKey {
        NewApiKey {
            tenant_id: acme(),
            name: "CI".into(),
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        }
    }

    fn key(owner: Option<&str>, scopes: &[Permission]) -> ApiKey {
        ApiKey {
            key_id: "deploy".into(),
            token: PlainToken::parse(&"A".repeat(43)).unwrap().hash(),
            tenant_id: acme(),
            owner: owner.map(|owner| owner.parse::<UserId>().unwrap()),
            name: "Deploy".into(),
            scopes: scopes.to_vec(),
            created: Stamp::unplaced(NOW),
            last_use: None,
            is_active: true,
        }
    }

    async fn create(
        actor: &Actor,
        whose: Whose,
        scopes: &[&str],
    ) -> Result<(ApiKey, PlainToken), ManageApiKeyError> {
        let mut keys = MockApiKeys::new();
        keys.expect_create().returning(|_, _| Ok(()));
        management(keys)
            .create(actor, whose, new(scopes), &visitor())
            .await
    }

    #[tokio::test]
    async fn a_key_belongs_to_who_makes_it_or_to_the_tenant_of_others() {
        let ada = person("acme", roles::TENANT_ADMIN);
        let (key, token) = create(&ada, Whose::Tenants, &["USER"]).await.unwrap();
        assert_eq!(key.owner.unwrap().as_str(), "ada");
        assert!(key.token.matches(&token));
        let global = person("main", roles::GLOBAL_ADMIN);
        let (key, _) = create(&global, Whose::Tenants, &["SCIM2"]).await.unwrap();
        assert_eq!(key.owner, None);
        let abroad = create(&global, Whose::Own, &["USER"]).await;
        assert!(matches!(
            abroad,
            Err(ManageApiKeyError::Denied(Denied::NotFound))
        ));
    }

    #[tokio::test]
    async fn a_key_gives_away_no_more_than_it_has() {
        let actor = program(&[Permission::ManageApiKeys, Permission::ManageUsers]);
        assert!(create(&actor, Whose::Tenants, &["USER:READ"]).await.is_ok());
        let more = create(&actor, Whose::Tenants, &["USER", "TENANT"]).await;
        let too_much = Permission::ManageTenant;
        assert!(matches!(more, Err(ManageApiKeyError::TooMuch(scope)) if scope == too_much));
        let mut keys = MockApiKeys::new();
        keys.expect_find_by_id()
            .returning(|_, _| Ok(Some(key(None, &[Permission::ManageTenant]))));
        keys.expect_regenerate().never();
        let (management, acme) = (management(keys), acme());
        let renewed = management.regenerate(&actor, Whose::Tenants, &acme, "deploy");
        assert!(matches!(renewed.await, Err(ManageApiKeyError::TooMuch(_))));
    }

    #[tokio::test]
    async fn what_cannot_be_is_said_before_anything_is_stored() {
        let ada = person("acme", roles::TENANT_ADMIN);
        let management = management(MockApiKeys::new());
        for (bad, problem) in [
            (new(&[]), InvalidApiKey::NoScope),
            (new(&["EVERYTHING"]), InvalidApiKey::Scope),
            (
                NewApiKey {
                    name: String::new(),
                    ..new(&["USER"])
                },
                InvalidApiKey::Name,
            ),
        ] {
            let refused = management.create(&ada, Whose::Own, bad, &visitor()).await;
            let Err(ManageApiKeyError::Field(said)) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(said, problem);
        }
    }

    #[tokio::test]
    async fn ones_own_keys_are_not_those_of_others() {
        let ada = person("acme", roles::USER);
        for (owner, is_within) in [(Some("ada"), true), (Some("bob"), false), (None, false)] {
            let mut keys = MockApiKeys::new();
            keys.expect_find_by_id()
                .returning(move |_, _| Ok(Some(key(owner, &[Permission::ReadUsers]))));
            keys.expect_revoke()
                .times(usize::from(is_within))
                .returning(|_, _, _| Ok(true));
            let management = management(keys);
            let revoked = management.revoke(&ada, Whose::Own, &acme(), "deploy").await;
            assert_eq!(revoked.is_ok(), is_within, "{owner:?}");
        }
        let all = management(MockApiKeys::new());
        let all = all.revoke(&ada, Whose::Tenants, &acme(), "deploy").await;
        assert!(matches!(
            all,
            Err(ManageApiKeyError::Denied(Denied::Role(_)))
        ));
    }
}
