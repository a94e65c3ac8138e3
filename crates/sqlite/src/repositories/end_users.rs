//! People as tokens tell of them.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{StorageError, TenantId, UserId};
use oidc::{EndUser, EndUsers};

use super::accounts::AccountRow;
use super::schema::{accounts, user_profiles};
use crate::backend::Store;

/// The condition that joins an account with its profile.
macro_rules! is_profile {
    () => {
        user_profiles::tenant_id
            .eq(accounts::tenant_id)
            .and(user_profiles::user_id.eq(accounts::user_id))
    };
}

pub(super) use is_profile;

#[async_trait]
impl EndUsers for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        user: &UserId,
    ) -> Result<Option<EndUser>, StorageError> {
        self.look_up(async |connection| {
            let row = accounts::table
                .left_join(user_profiles::table.on(is_profile!()))
                .filter(accounts::tenant_id.eq(tenant.as_str()))
                .filter(accounts::user_id.eq(user.as_str()))
                .select((AccountRow::as_select(), user_profiles::profile.nullable()))
                .first(connection)
                .await
                .optional()?;
            let Some((account, provisioned)) = row else {
                return Ok(None);
            };
            Ok(Some(EndUser {
                account: AccountRow::read(account)?,
                provisioned,
            }))
        })
        .await
    }
}
