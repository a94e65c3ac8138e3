//! Known devices.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::KnownDevice;
use kernel::{TenantId, UserId};

use super::kept::Keep as _;
use super::schema::known_devices;
use crate::backend::{Connection, Failure};

/// A device as it becomes known.
#[derive(Clone, Insertable)]
#[diesel(table_name = known_devices)]
pub(super) struct DeviceRow {
    tenant_id: String,
    token: Vec<u8>,
    name_key: Vec<u8>,
    user_id: String,
    unfinished: i64,
    expires_at: i64,
}

impl DeviceRow {
    /// The row of `device` of `user`, which has begun nothing yet.
    pub(super) fn of(tenant: &TenantId, user: &UserId, device: &KnownDevice) -> Self {
        Self {
            tenant_id: tenant.to_string(),
            token: device.token.as_bytes().to_vec(),
            name_key: device.name.as_bytes().to_vec(),
            user_id: user.to_string(),
            unfinished: 0,
            expires_at: device.expires_at.micros(),
        }
    }

    /// Forgets a user's devices: the user is gone, or has another name.
    pub(super) async fn forget(
        tenant: &str,
        user: &str,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        let theirs = known_devices::table
            .filter(known_devices::tenant_id.eq(tenant))
            .filter(known_devices::user_id.eq(user));
        diesel::delete(theirs).execute(connection).await?;
        Ok(())
    }

    /// Knows the device from now on.
    pub(super) async fn insert(self, connection: &mut Connection) -> Result<(), Failure> {
        diesel::insert_into(known_devices::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}
