//! Who is in which group, and what the groups are called.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::Memberships;
use kernel::{StorageError, TenantId, UserId};

use super::group_members::CHUNK;
use super::schema::{group_members, user_groups};
use crate::backend::Store;

#[async_trait]
impl Memberships for Store {
    async fn groups_with(
        &self,
        tenant: &TenantId,
        groups: &[String],
        users: &[UserId],
    ) -> Result<Vec<String>, StorageError> {
        self.read(async |connection| {
            let mut found = Vec::new();
            for chunk in users.chunks(CHUNK) {
                let some: Vec<String> = group_members::table
                    .filter(group_members::tenant_id.eq(tenant.as_str()))
                    .filter(group_members::group_id.eq_any(groups))
                    .filter(group_members::user_id.eq_any(chunk.iter().map(UserId::as_str)))
                    .select(group_members::group_id)
                    .distinct()
                    .load(connection)
                    .await?;
                found.extend(some);
            }
            found.sort_unstable();
            found.dedup();
            Ok(found)
        })
        .await
    }

    async fn group_names(
        &self,
        tenant: &TenantId,
        user: &UserId,
        limit: u32,
    ) -> Result<Vec<String>, StorageError> {
        self.read(async |connection| {
            let of_group = group_members::tenant_id
                .eq(user_groups::tenant_id)
                .and(group_members::group_id.eq(user_groups::group_id));
            let names = user_groups::table
                .inner_join(group_members::table.on(of_group))
                .filter(group_members::tenant_id.eq(tenant.as_str()))
                .filter(group_members::user_id.eq(user.as_str()))
                .order(user_groups::display_name_folded)
                .select(user_groups::display_name)
                .limit(limit.into());
            Ok(names.load(connection).await?)
        })
        .await
    }
}
