//! Assertions that clients have used.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::StorageError;
use oidc::{ClientAssertions, UsedAssertion};

use super::kept::Keep as _;
use super::schema::client_assertions;
use crate::backend::Store;

#[async_trait]
impl ClientAssertions for Store {
    async fn use_once(&self, assertion: &UsedAssertion) -> Result<bool, StorageError> {
        let assertion = assertion.clone();
        self.state(async move |connection| {
            let used = diesel::insert_into(client_assertions::table)
                .values((
                    client_assertions::tenant_id.eq(assertion.tenant_id.as_str()),
                    client_assertions::client_id.eq(assertion.client_id.as_str()),
                    client_assertions::jti.eq(assertion.jti.as_bytes().as_slice()),
                    client_assertions::expires_at.eq(assertion.expires_at.micros()),
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
