//! Credentials.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{FoldedName, StorageError, TenantId, UserId};
use zeroize::Zeroizing;
use zkp_protocol::verifier::{CredentialStore, OwnedCredential};
use zkp_protocol::{Algorithm, Credential, Handle, OprfKeyVersion};

use super::columns::{bytes, count, text};
use super::kept::Keep as _;
use super::schema::{accounts, credentials};
use super::sealer::{Place, Sealer};
use crate::backend::{Connection, Failure, Store};

/// An account's credential as it is stored.
#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = credentials)]
pub(super) struct CredentialRow {
    tenant_id: String,
    user_id: String,
    handle: Vec<u8>,
    algorithm: String,
    oprf_key_version: i64,
    image_only: bool,
    sealed_material: Vec<u8>,
}

const TABLE: &str = "credentials";

impl CredentialRow {
    /// The row of a user's credential.
    pub(super) fn of(
        tenant: &TenantId,
        user: &UserId,
        credential: &Credential,
        sealer: &Sealer,
    ) -> Self {
        Self {
            tenant_id: tenant.to_string(),
            user_id: user.to_string(),
            handle: credential.handle.as_bytes().to_vec(),
            algorithm: credential.algorithm.as_str().to_owned(),
            oprf_key_version: credential.oprf_key_version.0.into(),
            image_only: credential.image_only,
            sealed_material: sealer.seal(&material(credential), place(tenant, user)),
        }
    }

    /// Stores the credential; one that the account had before is erased.
    pub(super) async fn replace(self, connection: &mut Connection) -> Result<(), Failure> {
        let earlier = credentials::table.find((&self.tenant_id, &self.user_id));
        diesel::delete(earlier).execute(connection).await?;
        diesel::insert_into(credentials::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }

    fn read(self, tenant: &TenantId, sealer: &Sealer) -> Result<OwnedCredential, Failure> {
        let user = text("credentials.user_id", &self.user_id)?;
        let material = sealer.open(&self.sealed_material, place(tenant, &user))?;
        let credential = Sealed {
            handle: &self.handle,
            algorithm: &self.algorithm,
            oprf_key_version: self.oprf_key_version,
            image_only: self.image_only,
            material: &material,
        };
        Ok(OwnedCredential {
            credential: credential.read(TABLE)?,
            user,
        })
    }
}

fn place<'a>(tenant: &'a TenantId, user: &'a UserId) -> Place<'a> {
    Place {
        table: TABLE,
        row: user.as_str(),
        tenant: tenant.as_str(),
    }
}

/// What is sealed of a credential: salt, sketch and public key, one behind the other.
pub(super) fn material(credential: &Credential) -> Zeroizing<Vec<u8>> {
    let parts = [
        credential.salt.as_slice(),
        &credential.sketch,
        &credential.public_key,
    ];
    Zeroizing::new(parts.concat())
}

/// The columns of a credential, in whichever table, with its material opened.
pub(super) struct Sealed<'a> {
    pub(super) handle: &'a [u8],
    pub(super) algorithm: &'a str,
    pub(super) oprf_key_version: i64,
    pub(super) image_only: bool,
    pub(super) material: &'a [u8],
}

impl Sealed<'_> {
    /// The credential.
    pub(super) fn read(&self, table: &str) -> Result<Credential, Failure> {
        let corrupt = || Failure::corrupt(table);
        let (salt, rest) = self.material.split_first_chunk().ok_or_else(corrupt)?;
        let (sketch, public_key) = rest.split_first_chunk().ok_or_else(corrupt)?;
        Ok(Credential {
            handle: Handle::from_bytes(bytes(table, self.handle)?),
            salt: *salt,
            sketch: *sketch,
            public_key: bytes(table, public_key)?,
            algorithm: Algorithm::parse(self.algorithm).ok_or_else(corrupt)?,
            oprf_key_version: OprfKeyVersion(count(table, self.oprf_key_version)?),
            image_only: self.image_only,
        })
    }
}

/// A sealed value that is nobody's and takes as long to open as anybody's.
pub(crate) fn seal_decoy(sealer: &Sealer) -> Vec<u8> {
    sealer.seal(&[0; 32 + 128 + 32], NOBODY)
}

const NOBODY: Place<'static> = Place {
    table: TABLE,
    row: "",
    tenant: "",
};

/// The account that a credential belongs to.
macro_rules! is_owner {
    () => {
        accounts::tenant_id
            .eq(credentials::tenant_id)
            .and(accounts::user_id.eq(credentials::user_id))
    };
}

#[async_trait]
impl CredentialStore for Store {
    async fn served_to(
        &self,
        tenant: &TenantId,
        name: &FoldedName,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        self.look_up(async |connection| {
            let row = credentials::table
                .inner_join(accounts::table.on(is_owner!()))
                .filter(accounts::tenant_id.eq(tenant.as_str()))
                .filter(accounts::username_folded.eq(name.as_str()))
                .select(CredentialRow::as_select())
                .first(connection)
                .await
                .optional()?;
            match row {
                Some(row) => row.read(tenant, &self.sealer).map(Some),
                // A name without a credential costs the same.
                None => self.sealer.open(&self.decoy, NOBODY).map(|_| None),
            }
        })
        .await
    }

    async fn provable(
        &self,
        tenant: &TenantId,
        handle: &Handle,
    ) -> Result<Option<OwnedCredential>, StorageError> {
        self.look_up(async |connection| {
            let row = credentials::table
                .inner_join(accounts::table.on(is_owner!()))
                .filter(credentials::tenant_id.eq(tenant.as_str()))
                .filter(credentials::handle.eq(handle.as_bytes().as_slice()))
                .filter(accounts::is_disabled.eq(false))
                .select(CredentialRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(|row| row.read(tenant, &self.sealer)).transpose()
        })
        .await
    }
}
