//! Users and groups as they are provisioned.

mod groups;
mod users;

use std::collections::HashMap;

use async_trait::async_trait;
use identity::Account;
use kernel::{StorageError, TenantId, Timestamp, UserId};
use oidc::{EndUser, EndUsers};
use provisioning::{Provisioner, Report, RequestCounter, StoredGroup};
use serde_json::{Map, Value};

use super::{MemoryStore, State};

/// What is provisioned.
#[derive(Debug, Default)]
pub(super) struct Provisioned {
    profiles: Vec<Profile>,
    groups: Vec<StoredGroup>,
    external_ids: Vec<ExternalId>,
    requests: HashMap<(TenantId, Provisioner), (Timestamp, u32)>,
}

#[derive(Debug)]
struct Profile {
    tenant: TenantId,
    user: UserId,
    document: Map<String, Value>,
    revision: u32,
}

#[derive(Debug)]
struct ExternalId {
    tenant: TenantId,
    provisioner: Provisioner,
    /// `user` or `group`.
    kind: &'static str,
    name: String,
    id: String,
}

impl Provisioned {
    fn external_id(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        kind: &str,
        id: &str,
    ) -> Option<String> {
        let is_it = |it: &&ExternalId| {
            it.tenant == *tenant && it.provisioner == *provisioner && it.kind == kind && it.id == id
        };
        let found = self.external_ids.iter().find(is_it);
        found.map(|it| it.name.clone())
    }

    /// Notes what a provisioner calls something. False, and nothing noted, if it calls another so.
    fn call(&mut self, new: ExternalId, external_id: Option<&str>) -> bool {
        let is_own = |it: &ExternalId| {
            it.tenant == new.tenant && it.provisioner == new.provisioner && it.kind == new.kind
        };
        let is_taken = |it: &ExternalId| Some(it.name.as_str()) == external_id && it.id != new.id;
        if self
            .external_ids
            .iter()
            .any(|it| is_own(it) && is_taken(it))
        {
            return false;
        }
        self.external_ids
            .retain(|it| !is_own(it) || it.id != new.id);
        if external_id.is_some() {
            self.external_ids.push(new);
        }
        true
    }
}

#[async_trait]
impl EndUsers for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Option<EndUser>, StorageError> {
        Ok(self.state().end_user(tenant, user))
    }
}

impl State {
    pub(super) fn end_user(&self, tenant: &TenantId, user: &UserId) -> Option<EndUser> {
        let is_account = |it: &&Account| it.tenant_id == *tenant && it.user_id == *user;
        let account = self.accounts.iter().find(is_account)?.clone();
        let mut profiles = self.provisioned.profiles.iter();
        let profile = profiles.find(|it| it.tenant == *tenant && it.user == *user);
        Some(EndUser {
            account,
            provisioned: profile.map(|it| it.document.clone().into()),
        })
    }

    fn report(&mut self, report: &Report) {
        self.record(&report.event);
        if let Some(told) = &report.told {
            self.tell(told);
        }
    }
}

#[async_trait]
impl RequestCounter for MemoryStore {
    async fn count_request(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        window: Timestamp,
    ) -> Result<u32, StorageError> {
        let mut state = self.state();
        let key = (tenant.clone(), provisioner.clone());
        let (start, used) = state.provisioned.requests.entry(key).or_insert((window, 0));
        if *start != window {
            (*start, *used) = (window, 0);
        }
        *used += 1;
        Ok(*used)
    }
}
