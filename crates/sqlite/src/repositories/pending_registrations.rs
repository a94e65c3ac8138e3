//! Registrations that wait for their code, as rows.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::registration::{CodeMac, PendingRegistration};
use kernel::TenantId;
use zkp_protocol::Credential;

use super::columns::{bytes, email, moment, optional_token, text, username};
use super::credentials::{Sealed, material};
use super::kept::Keep as _;
use super::schema::pending_registrations;
use super::sealer::{Place, Sealer};
use crate::backend::{Connection, Failure};

/// A pending registration as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = pending_registrations)]
pub(super) struct PendingRow {
    tenant_id: String,
    registration_id: String,
    username: String,
    username_folded: String,
    email: String,
    code: Vec<u8>,
    pub(super) tries: i64,
    is_confirmable: bool,
    pub(super) set_up: Option<Vec<u8>>,
    handle: Vec<u8>,
    algorithm: String,
    oprf_key_version: i64,
    image_only: bool,
    sealed_material: Vec<u8>,
    network: String,
    requested_at: i64,
    expires_at: i64,
}

const TABLE: &str = "pending_registrations";

fn place<'a>(tenant: &'a str, registration_id: &'a str) -> Place<'a> {
    Place {
        table: TABLE,
        row: registration_id,
        tenant,
    }
}

impl PendingRow {
    /// The row of `pending`, confirmable until it is found otherwise.
    pub(super) fn of(pending: &PendingRegistration, sealer: &Sealer) -> Self {
        let place = place(pending.tenant_id.as_str(), &pending.id);
        let credential = &pending.credential;
        Self {
            tenant_id: pending.tenant_id.to_string(),
            registration_id: pending.id.clone(),
            username: pending.username.to_string(),
            username_folded: pending.username.folded().to_string(),
            email: pending.email.to_string(),
            code: pending.code.as_bytes().to_vec(),
            tries: 0,
            is_confirmable: true,
            set_up: pending.set_up.map(|code| code.as_bytes().to_vec()),
            handle: credential.handle.as_bytes().to_vec(),
            algorithm: credential.algorithm.as_str().to_owned(),
            oprf_key_version: credential.oprf_key_version.0.into(),
            image_only: credential.image_only,
            sealed_material: sealer.seal(&material(credential), place),
            network: pending.network.to_string(),
            requested_at: pending.requested_at.micros(),
            expires_at: pending.expires_at.micros(),
        }
    }

    /// Stores the registration, confirmable or not.
    pub(super) async fn insert(
        mut self,
        is_confirmable: bool,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        self.is_confirmable = is_confirmable;
        diesel::insert_into(pending_registrations::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Its credential.
    pub(super) fn credential(&self, sealer: &Sealer) -> Result<Credential, Failure> {
        let place = place(&self.tenant_id, &self.registration_id);
        let material = sealer.open(&self.sealed_material, place)?;
        let columns = Sealed {
            handle: &self.handle,
            algorithm: &self.algorithm,
            oprf_key_version: self.oprf_key_version,
            image_only: self.image_only,
            material: &material,
        };
        columns.read(TABLE)
    }

    /// The registration.
    pub(super) fn read(
        self,
        tenant: &TenantId,
        sealer: &Sealer,
    ) -> Result<PendingRegistration, Failure> {
        Ok(PendingRegistration {
            credential: self.credential(sealer)?,
            id: self.registration_id,
            tenant_id: tenant.clone(),
            username: username("pending_registrations.username", &self.username)?,
            email: email("pending_registrations.email", &self.email)?,
            code: CodeMac::from_bytes(bytes("pending_registrations.code", &self.code)?),
            set_up: optional_token("pending_registrations.set_up", self.set_up.as_deref())?,
            network: text("pending_registrations.network", &self.network)?,
            requested_at: moment(self.requested_at),
            expires_at: moment(self.expires_at),
        })
    }
}
