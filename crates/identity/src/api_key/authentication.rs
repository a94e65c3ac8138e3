//! From a key that somebody presents to the program that acts by it.

use std::sync::Arc;
use std::time::Duration;

use kernel::access::{Owner, Program, Who};
use kernel::{Actor, Clock, PlainToken, StorageError};
use tenancy::Tenants;

use super::{ApiKey, ApiKeys};
use crate::sign_in::Visitor;
use crate::{Accounts, Memberships, Stamp, held_roles};

/// A use within this time of the last one is not recorded.
const NOTE_AFTER: Duration = Duration::from_mins(1);

/// Recognizes API keys. What a key and its owner may do is read anew for every request.
pub struct ApiKeyAuthentication {
    /// Keeps API keys.
    pub api_keys: Arc<dyn ApiKeys>,
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Says who is in which group.
    pub memberships: Arc<dyn Memberships>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ApiKeyAuthentication {
    /// The program that acts by `key`; none if there is no such key, if it is revoked, if its tenant is closed, or if
    /// its owner is disabled or gone. The use is recorded, at most once a minute.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn actor(
        &self,
        key: &PlainToken,
        visitor: &Visitor,
    ) -> Result<Option<Actor>, StorageError> {
        let found = self.api_keys.find(&key.hash()).await?;
        let Some(key) = found.filter(|key| key.is_active) else {
            return Ok(None);
        };
        let Some(tenant) = self.tenants.find(&key.tenant_id).await? else {
            return Ok(None);
        };
        let owner = match &key.owner {
            None => None,
            Some(user_id) => {
                let account = self.accounts.find(&key.tenant_id, user_id).await?;
                let Some(account) = account.filter(|account| !account.is_disabled) else {
                    return Ok(None);
                };
                Some(Owner {
                    roles: held_roles(&*self.memberships, &tenant, &account).await?,
                    user_id: account.user_id,
                })
            }
        };
        self.note_use(&key, visitor.stamp(self.clock.now())).await?;
        let program = Program {
            key_id: key.key_id,
            tenant_id: key.tenant_id,
            scopes: key.scopes,
            owner,
        };
        Ok(Some(Actor {
            who: Who::Program(program),
            address: Some(visitor.address),
        }))
    }

    async fn note_use(&self, key: &ApiKey, used: Stamp) -> Result<(), StorageError> {
        let is_noted = |last: &Stamp| used.at.since(last.at) < NOTE_AFTER;
        if key.last_use.as_ref().is_some_and(is_noted) {
            return Ok(());
        }
        self.api_keys
            .note_use(&key.tenant_id, &key.key_id, &used)
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use kernel::{MockClock, Permission, Timestamp};
    use tenancy::{GroupRole, MockTenants, Tenant, TenantSettings};

    use super::super::MockApiKeys;
    use super::*;
    use crate::{Account, EmailAddress, MockAccounts, MockMemberships, Username};

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn visitor() -> Visitor {
        Visitor {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            language: None,
            user_agent: None,
            device: None,
        }
    }

    /// Whoever is in the group `staff` is an auditor.
    fn settings() -> TenantSettings {
        TenantSettings {
            group_roles: vec![GroupRole {
                group_id: "staff".into(),
                role: "auditor".into(),
            }],
            ..TenantSettings::default()
        }
    }

    fn token() -> PlainToken {
        PlainToken::parse(&"A".repeat(43)).unwrap()
    }

    fn key() -> ApiKey {
        ApiKey {
            key_id: "ci".into(),
            token: token().hash(),
            tenant_id: "acme".parse().unwrap(),
            owner: Some("ada".parse().unwrap()),
            name: "CI".into(),
            scopes: vec![Permission::ReadUsers],
            created: visitor().stamp(NOW),
            last_use: None,
            is_active: true,
        }
    }

    fn account() -> Account {
        Account {
            tenant_id: "acme".parse().unwrap(),
            user_id: "ada".parse().unwrap(),
            username: Username::parse("ada").unwrap(),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            is_disabled: false,
            is_verified: true,
            locale: None,
            roles: vec!["tenant_admin".into()],
            external_id: None,
            created_at: NOW,
            updated_at: None,
        }
    }

    /// Who acts by `key`, whose use is noted `notes` times.
    async fn actor(key: ApiKey, account: Option<Account>, notes: usize) -> Option<Actor> {
        let mut api_keys = MockApiKeys::new();
        api_keys
            .expect_find()
            .returning(move |_| Ok(Some(key.clone())));
        api_keys
            .expect_note_use()
            .times(notes)
            .returning(|_, _, _| Ok(()));
        let mut accounts = MockAccounts::new();
        accounts
            .expect_find()
            .returning(move |_, _| Ok(account.clone()));
        let mut tenants = MockTenants::new();
        tenants.expect_find().returning(|id| {
            let is_open = id.as_str() == "acme";
            let tenant = Tenant {
                id: id.clone(),
                settings: settings(),
                created_at: NOW,
            };
            Ok(is_open.then(|| Arc::new(tenant)))
        });
        let mut memberships = MockMemberships::new();
        memberships
            .expect_groups_with()
            .returning(|_, groups, users| {
                let is_inside = users == ["ada".parse().unwrap()];
                Ok(if is_inside { groups.to_vec() } else { vec![] })
            });
        let mut clock = MockClock::new();
        clock.expect_now().return_const(NOW);
        let authentication = ApiKeyAuthentication {
            api_keys: Arc::new(api_keys),
            tenants: Arc::new(tenants),
            accounts: Arc::new(accounts),
            memberships: Arc::new(memberships),
            clock: Arc::new(clock),
        };
        authentication.actor(&token(), &visitor()).await.unwrap()
    }

    #[tokio::test]
    async fn a_key_acts_with_what_its_owner_is_now() {
        let acting = actor(key(), Some(account()), 1).await.unwrap();
        let acme = "acme".parse().unwrap();
        assert!(acting.require(Permission::ReadUsers, &acme).is_ok());
        let Who::Program(program) = acting.who else {
            panic!("a key is a program");
        };
        assert_eq!(program.owner.unwrap().roles, ["tenant_admin", "auditor"]);
        let demoted = Account {
            roles: vec![],
            ..account()
        };
        let acting = actor(key(), Some(demoted), 1).await.unwrap();
        assert!(acting.require(Permission::ReadUsers, &acme).is_err());
    }

    #[tokio::test]
    async fn nobody_acts_by_a_dead_key() {
        let revoked = ApiKey {
            is_active: false,
            ..key()
        };
        assert!(actor(revoked, Some(account()), 0).await.is_none());
        let of_closed_tenant = ApiKey {
            tenant_id: "closed".parse().unwrap(),
            owner: None,
            ..key()
        };
        assert!(actor(of_closed_tenant, None, 0).await.is_none());
        assert!(actor(key(), None, 0).await.is_none());
        let disabled = Account {
            is_disabled: true,
            ..account()
        };
        assert!(actor(key(), Some(disabled), 0).await.is_none());
    }

    #[tokio::test]
    async fn a_use_is_noted_once_a_minute() {
        for (seconds, notes) in [(59, 0), (60, 1)] {
            let used = ApiKey {
                last_use: Some(visitor().stamp(NOW.minus(Duration::from_secs(seconds)))),
                ..key()
            };
            assert!(actor(used, Some(account()), notes).await.is_some());
        }
    }
}
