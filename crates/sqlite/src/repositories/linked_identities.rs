//! Who users are at other providers.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{AuditEvent, StorageError, TenantId, UserId};
use oidc::{ForeignIdentity, LinkedIdentities};

use super::columns::text;
use super::events::EventRow;
use super::kept::Keep as _;
use super::schema::linked_identities;
use crate::backend::Store;

#[async_trait]
impl LinkedIdentities for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        identity: &ForeignIdentity,
    ) -> Result<Option<UserId>, StorageError> {
        let key = (tenant.as_str(), &*identity.authority, &*identity.object_id);
        self.look_up(async |connection| {
            let user: Option<String> = linked_identities::table
                .find(key)
                .select(linked_identities::user_id)
                .first(connection)
                .await
                .optional()?;
            let user = user.map(|user| text("linked_identities.user_id", &user));
            user.transpose()
        })
        .await
    }

    async fn link(
        &self,
        tenant: &TenantId,
        identity: &ForeignIdentity,
        user: &UserId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, user, identity) = (tenant.to_string(), user.to_string(), identity.clone());
        let (linked_at, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            let linked = diesel::insert_into(linked_identities::table)
                .values((
                    linked_identities::tenant_id.eq(&tenant),
                    linked_identities::authority.eq(&identity.authority),
                    linked_identities::object_id.eq(&identity.object_id),
                    linked_identities::user_id.eq(&user),
                    linked_identities::linked_at.eq(linked_at),
                ))
                .on_conflict_do_nothing()
                .kept()
                .execute(connection)
                .await?;
            if linked == 1 {
                event.record(connection).await?;
            }
            Ok(linked == 1)
        })
        .await
    }
}
