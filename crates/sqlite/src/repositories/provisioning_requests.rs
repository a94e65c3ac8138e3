//! How many requests provisioners have made.

use async_trait::async_trait;
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{StorageError, TenantId, Timestamp};
use provisioning::{Provisioner, RequestCounter};

use super::columns::count;
use super::kept::Keep as _;
use super::schema::provisioning_requests::{self as requests, provisioner, tenant_id, used};
use crate::backend::Store;

#[async_trait]
impl RequestCounter for Store {
    async fn count_request(
        &self,
        tenant: &TenantId,
        who: &Provisioner,
        window: Timestamp,
    ) -> Result<u32, StorageError> {
        let (tenant, who) = (tenant.clone(), who.clone());
        self.state(async move |connection| {
            let start = window.micros();
            let in_window = requests::window_start.eq(start);
            let made: i64 = diesel::insert_into(requests::table)
                .values((
                    tenant_id.eq(tenant.as_str()),
                    provisioner.eq(who.as_str()),
                    requests::window_start.eq(start),
                    used.eq(1_i64),
                ))
                .on_conflict((tenant_id, provisioner))
                .do_update()
                .set((
                    used.eq(case_when(in_window, used + 1).otherwise(1_i64)),
                    requests::window_start.eq(start),
                ))
                .returning(used)
                .kept()
                .get_result(connection)
                .await?;
            count("provisioning_requests.used", made)
        })
        .await
    }
}
