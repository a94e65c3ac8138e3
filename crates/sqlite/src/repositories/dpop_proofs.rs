//! Proofs of possession that were used.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::StorageError;
use oidc::{DpopProofs, UsedProof};

use super::kept::Keep as _;
use super::schema::dpop_proofs;
use crate::backend::Store;

#[async_trait]
impl DpopProofs for Store {
    async fn use_once(&self, proof: &UsedProof) -> Result<bool, StorageError> {
        let proof = proof.clone();
        self.state(async move |connection| {
            let used = diesel::insert_into(dpop_proofs::table)
                .values((
                    dpop_proofs::tenant_id.eq(proof.tenant_id.as_str()),
                    dpop_proofs::proof.eq(proof.proof.as_bytes().as_slice()),
                    dpop_proofs::expires_at.eq(proof.expires_at.micros()),
                ))
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            Ok(used == 1)
        })
        .await
    }
}
