//! Known devices.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::KnownDevice;
use kernel::TenantId;

use super::schema::known_devices;
use crate::backend::{Connection, Failure};

/// A device as it becomes known.
#[derive(Clone, Insertable)]
#[diesel(table_name = known_devices)]
pub(super) struct DeviceRow {
    tenant_id: String,
    token: Vec<u8>,
    name_key: Vec<u8>,
    unfinished: i64,
    expires_at: i64,
}

impl DeviceRow {
    /// The row of `device`, which has begun nothing yet.
    pub(super) fn of(tenant: &TenantId, device: &KnownDevice) -> Self {
        Self {
            tenant_id: tenant.to_string(),
            token: device.token.as_bytes().to_vec(),
            name_key: device.name.as_bytes().to_vec(),
            unfinished: 0,
            expires_at: device.expires_at.micros(),
        }
    }

    /// Knows the device from now on.
    pub(super) async fn insert(self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(known_devices::table)
            .values(self)
            .execute(connection)
            .await?;
        Ok(())
    }
}
