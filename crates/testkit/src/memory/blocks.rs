//! Blocks.

use std::net::IpAddr;

use async_trait::async_trait;
use identity::Account;
use identity::attempts::{AddressBudget, BlockPage, BlockWindow, Blocks, NameBudget, NameKey};
use kernel::{AuditEvent, StorageError, TenantId, Timestamp};

use super::{MemoryStore, State};

#[async_trait]
impl Blocks for MemoryStore {
    async fn networks(
        &self,
        tenant: &TenantId,
        now: Timestamp,
        window: BlockWindow,
    ) -> Result<BlockPage<(IpAddr, AddressBudget)>, StorageError> {
        let state = self.state();
        let all = state.addresses.iter();
        let mut blocked: Vec<_> = all
            .filter(|((owner, _), budget)| owner == tenant && budget.blocked_until > now)
            .map(|((_, network), budget)| (*network, *budget))
            .collect();
        blocked.sort_by_key(|(network, budget)| (budget.blocked_until, network.to_string()));
        Ok(page(blocked, window))
    }

    async fn accounts(
        &self,
        tenant: &TenantId,
        now: Timestamp,
        window: BlockWindow,
    ) -> Result<BlockPage<(Account, NameBudget)>, StorageError> {
        let state = self.state();
        let all = state.names.iter();
        let mut blocked: Vec<_> = all
            .filter(|((owner, _), budget)| owner == tenant && budget.blocked_until > now)
            .filter_map(|((_, name), budget)| Some((state.owner(tenant, *name)?, *budget)))
            .collect();
        blocked.sort_by_key(|(account, budget)| (budget.blocked_until, account.user_id.clone()));
        Ok(page(blocked, window))
    }

    async fn lift_network(
        &self,
        tenant: &TenantId,
        network: IpAddr,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let key = (tenant.clone(), network);
        let budget = state.addresses.get(&key);
        if budget.is_none_or(|budget| budget.blocked_until <= event.at) {
            return Ok(false);
        }
        state.addresses.remove(&key);
        state.record(event);
        Ok(true)
    }

    async fn lift_name(
        &self,
        tenant: &TenantId,
        name: &NameKey,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let mut state = self.state();
        let budget = state.names.get_mut(&(tenant.clone(), *name));
        let Some(budget) = budget.filter(|budget| budget.blocked_until > event.at) else {
            return Ok(false);
        };
        *budget = NameBudget {
            burst: 0,
            blocks: 0,
            blocked_until: Timestamp::default(),
            ..*budget
        };
        state.record(event);
        Ok(true)
    }
}

impl State {
    /// The account of which a known device has that name.
    fn owner(&self, tenant: &TenantId, name: NameKey) -> Option<Account> {
        let has_it = |account: &&Account| {
            let mut devices = self.devices.iter();
            account.tenant_id == *tenant
                && devices.any(|device| {
                    device.tenant == *tenant
                        && device.known.name == name
                        && device.owner == account.user_id
                })
        };
        self.accounts.iter().find(has_it).cloned()
    }
}

fn page<T>(mut all: Vec<T>, window: BlockWindow) -> BlockPage<T> {
    if window.is_descending {
        all.reverse();
    }
    let total = u64::try_from(all.len()).unwrap();
    let shown = all.into_iter().skip(window.offset.try_into().unwrap());
    BlockPage {
        blocked: shown.take(window.limit.try_into().unwrap()).collect(),
        total,
    }
}
