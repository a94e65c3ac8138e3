//! Who is blocked, and who is let in again.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kernel::audit::EventKind;
use kernel::{
    Actor, AuditEvent, Clock, Denied, Permission, Refusal, StorageError, TenantId, Timestamp,
    UserId,
};
use tenancy::{BlockConfig, Tenant, Tenants};
use zkp_protocol::verifier::OprfSeed;

use super::{AddressBudget, NameBudget, NameKey, network_of};
use crate::{Account, Accounts};

/// Which blocks to list, by when they end.
#[derive(Clone, Copy, Debug)]
pub struct BlockWindow {
    /// The last to end come first.
    pub is_descending: bool,
    /// Most blocks to give.
    pub limit: u32,
    /// Blocks to leave out before.
    pub offset: u64,
}

/// Some blocks of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockPage<T> {
    /// What is blocked.
    pub blocked: Vec<T>,
    /// How many are blocked in all.
    pub total: u64,
}

/// Something that is blocked for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<T> {
    /// What is blocked.
    pub what: T,
    /// Since when.
    pub blocked_at: Timestamp,
    /// For how long.
    pub duration: Duration,
}

/// Port: the blocks that the attempt ledger has imposed.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Blocks: Send + Sync {
    /// Networks of a tenant that are blocked at `now`.
    async fn networks(
        &self,
        tenant: &TenantId,
        now: Timestamp,
        window: BlockWindow,
    ) -> Result<BlockPage<(IpAddr, AddressBudget)>, StorageError>;

    /// Accounts of a tenant whose name is blocked at `now`. Names without an account are nobody's, and
    /// so are those of accounts that nobody has signed in to or enrolled.
    async fn accounts(
        &self,
        tenant: &TenantId,
        now: Timestamp,
        window: BlockWindow,
    ) -> Result<BlockPage<(Account, NameBudget)>, StorageError>;

    /// Forgets the failures and the block of a network. False, and nothing changed, if it is not blocked at
    /// the time of the event.
    async fn lift_network(
        &self,
        tenant: &TenantId,
        network: IpAddr,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// Forgets the burst and the block of a name, but not its total over all time. False, and nothing changed,
    /// if it is not blocked at the time of the event.
    async fn lift_name(
        &self,
        tenant: &TenantId,
        name: &NameKey,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}

/// The use cases over their ports.
pub struct BlockManagement {
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Keeps accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Keeps blocks.
    pub blocks: Arc<dyn Blocks>,
    /// Gives the key under which names are counted.
    pub seeds: Arc<dyn OprfSeed>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl BlockManagement {
    /// The networks that are blocked.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn networks(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        window: BlockWindow,
    ) -> Result<BlockPage<Block<IpAddr>>, Refusal> {
        let tenant = self.tenant(actor, Permission::ReadUsers, tenant).await?;
        let policy = &tenant.settings.block_config;
        let now = self.clock.now();
        let page = self.blocks.networks(&tenant.id, now, window).await?;
        let blocked = page.blocked.into_iter();
        Ok(BlockPage {
            blocked: blocked
                .map(|(what, budget)| block(what, budget.blocked_until, budget.blocks, policy))
                .collect(),
            total: page.total,
        })
    }

    /// The accounts that are blocked to strangers. Known devices and passkeys still sign in.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn accounts(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        window: BlockWindow,
    ) -> Result<BlockPage<Block<Account>>, Refusal> {
        let tenant = self.tenant(actor, Permission::ReadUsers, tenant).await?;
        let policy = &tenant.settings.block_config;
        let now = self.clock.now();
        let page = self.blocks.accounts(&tenant.id, now, window).await?;
        let blocked = page.blocked.into_iter();
        Ok(BlockPage {
            blocked: blocked
                .map(|(what, budget)| block(what, budget.blocked_until, budget.blocks, policy))
                .collect(),
            total: page.total,
        })
    }

    /// Lets a network begin again.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn lift_network(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        address: IpAddr,
    ) -> Result<(), Refusal> {
        actor.require(Permission::ManageUsers, tenant)?;
        let network = network_of(address);
        let event = self.event(actor, tenant).about(&network);
        lifted(self.blocks.lift_network(tenant, network, &event).await?)
    }

    /// Lets strangers begin again for the name of an account. The count over all time stays:
    /// nothing but time and the person's own successes lower it.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn lift_account(
        &self,
        actor: &Actor,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<(), Refusal> {
        actor.require(Permission::ManageUsers, tenant)?;
        let account = self.accounts.find(tenant, user).await?;
        let account = account.ok_or(Denied::NotFound)?;
        let key = self.seeds.look_alike_key();
        let name = NameKey::of(&key, tenant, &account.username.folded());
        let event = self.event(actor, tenant).about(user);
        lifted(self.blocks.lift_name(tenant, &name, &event).await?)
    }

    fn event(&self, actor: &Actor, tenant: &TenantId) -> AuditEvent {
        actor.event(tenant, self.clock.now(), EventKind::BlockLifted)
    }

    async fn tenant(
        &self,
        actor: &Actor,
        permission: Permission,
        tenant: &TenantId,
    ) -> Result<Arc<Tenant>, Refusal> {
        actor.require(permission, tenant)?;
        Ok(self.tenants.find(tenant).await?.ok_or(Denied::NotFound)?)
    }
}

/// The block that ends at `until` and was the one after `blocks` - 1 earlier ones.
fn block<T>(what: T, until: Timestamp, blocks: u32, policy: &BlockConfig) -> Block<T> {
    let duration = policy.block_duration(blocks.saturating_sub(1));
    Block {
        what,
        blocked_at: until.minus(duration),
        duration,
    }
}

fn lifted(is_lifted: bool) -> Result<(), Refusal> {
    if is_lifted {
        Ok(())
    } else {
        Err(Denied::NotFound.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_began_as_long_ago_as_it_lasts_in_all() {
        let policy = BlockConfig::default();
        let now = Timestamp::from_seconds(1_800_000_000);
        for (blocks, seconds) in [(1, 60), (2, 120), (3, 240)] {
            let mut budget = AddressBudget {
                blocks: blocks - 1,
                window_start: now,
                ..AddressBudget::default()
            };
            assert!(budget.fail(5, now, &policy));
            let block = block((), budget.blocked_until, budget.blocks, &policy);
            assert_eq!((block.blocked_at, block.duration.as_secs()), (now, seconds));
        }
    }
}
