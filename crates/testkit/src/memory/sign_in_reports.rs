//! What clients report about sign-ins: only what is counted.

use std::collections::BTreeMap;

use async_trait::async_trait;
use identity::sign_in_quality::{ErrorRate, SignInReports};
use kernel::{StorageError, TenantId, Timestamp};

use super::MemoryStore;

#[async_trait]
impl SignInReports for MemoryStore {
    async fn error_rates(
        &self,
        tenant: &TenantId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(ErrorRate, u64)>, StorageError> {
        let mut counts = BTreeMap::new();
        for (of, at, rate) in &self.state().reports {
            if of == tenant && (from..until).contains(at) {
                *counts.entry(*rate).or_insert(0) += 1;
            }
        }
        Ok(counts.into_iter().collect())
    }

    async fn forget(&self, until: Timestamp) -> Result<usize, StorageError> {
        let mut state = self.state();
        let before = state.reports.len();
        state.reports.retain(|(_, at, _)| *at > until);
        Ok(before - state.reports.len())
    }
}
