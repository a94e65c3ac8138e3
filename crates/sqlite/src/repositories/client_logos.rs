//! The logos of clients, and those that are to be fetched.
//!
//! Whoever changes either keeps the client's row first, so that nobody waits for somebody who waits for them.

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{ClientId, StorageError, TenantId, Timestamp};
use tenancy::{ClientLogos, Logo, LogoHash, LogoOutcome, LogoWish, RelyingParty};

use super::columns::{count, text};
use super::events::EventRow;
use super::kept::Keep as _;
use super::leases::lease;
use super::schema::{client_logos, logo_wishes, relying_parties};
use crate::backend::{Connection, Failure, Store, lock};

#[derive(Queryable, Selectable)]
#[diesel(table_name = logo_wishes)]
struct WishRow {
    wish_id: i64,
    tenant_id: String,
    client_id: String,
    uri: String,
    attempts: i64,
}

impl WishRow {
    fn read(self) -> Result<LogoWish, Failure> {
        Ok(LogoWish {
            id: self.wish_id,
            tenant_id: text("logo_wishes.tenant_id", &self.tenant_id)?,
            client_id: text("logo_wishes.client_id", &self.client_id)?,
            uri: self.uri,
            attempts: count("logo_wishes.attempts", self.attempts)?,
        })
    }
}

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = client_logos)]
struct LogoRow {
    tenant_id: String,
    client_id: String,
    uri: String,
    hash: String,
    media_type: String,
    image: Vec<u8>,
}

impl LogoRow {
    fn of(wish: &LogoWish, logo: &Logo) -> Self {
        Self {
            tenant_id: wish.tenant_id.to_string(),
            client_id: wish.client_id.to_string(),
            uri: wish.uri.clone(),
            hash: logo.hash.to_string(),
            media_type: logo.format.media_type().to_owned(),
            image: logo.bytes.clone(),
        }
    }

    fn read(self) -> Result<Logo, Failure> {
        Ok(Logo {
            hash: LogoHash::from_stored(self.hash),
            format: text("client_logos.media_type", &self.media_type)?,
            bytes: self.image,
        })
    }

    /// Puts it in the place of the logo that the client has.
    async fn keep(self, connection: &mut Connection) -> Result<(), Failure> {
        let key = (self.tenant_id.clone(), self.client_id.clone());
        diesel::delete(client_logos::table.find(key.clone()))
            .execute(connection)
            .await?;
        diesel::update(relying_parties::table.find(key))
            .set(relying_parties::logo.eq(Some(self.hash.clone())))
            .kept()
            .execute(connection)
            .await?;
        diesel::insert_into(client_logos::table)
            .values(self)
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// What a registration says of the client's logo.
#[derive(Clone)]
pub(super) struct Registered {
    tenant_id: String,
    client_id: String,
    uri: Option<String>,
    at: i64,
}

impl Registered {
    /// The registration of a client, stored at that moment.
    pub(super) fn of(client: &RelyingParty, at: i64) -> Self {
        Self {
            tenant_id: client.tenant_id.to_string(),
            client_id: client.id().to_string(),
            uri: client.registration.logo_uri.clone(),
            at,
        }
    }

    /// Has logo and wish follow, in the transaction that has just stored the registration.
    pub(super) async fn follow(self, connection: &mut Connection) -> Result<(), Failure> {
        let wishes = logo_wishes::table
            .filter(logo_wishes::tenant_id.eq(&self.tenant_id))
            .filter(logo_wishes::client_id.eq(&self.client_id));
        diesel::delete(wishes).execute(connection).await?;
        let key = (&self.tenant_id, &self.client_id);
        let logo = client_logos::table.find(key);
        let Some(uri) = &self.uri else {
            if diesel::delete(logo).execute(connection).await? == 1 {
                diesel::update(relying_parties::table.find(key))
                    .set(relying_parties::logo.eq(None::<String>))
                    .kept()
                    .execute(connection)
                    .await?;
            }
            return Ok(());
        };
        let is_here = exists(logo.filter(client_logos::uri.eq(uri)));
        let is_here: bool = diesel::select(is_here).get_result(connection).await?;
        if is_here {
            return Ok(());
        }
        diesel::insert_into(logo_wishes::table)
            .values((
                logo_wishes::tenant_id.eq(&self.tenant_id),
                logo_wishes::client_id.eq(&self.client_id),
                logo_wishes::uri.eq(uri),
                logo_wishes::due_at.eq(self.at),
            ))
            .kept()
            .execute(connection)
            .await?;
        Ok(())
    }
}

#[async_trait]
impl ClientLogos for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<Logo>, StorageError> {
        self.read(async |connection| {
            let row = client_logos::table
                .find((tenant.as_str(), client.as_str()))
                .select(LogoRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(LogoRow::read).transpose()
        })
        .await
    }

    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LogoWish>, StorageError> {
        let leased = lease!(
            self, logo_wishes by wish_id i64; now, until;
            |row: WishRow, connection| row
        );
        Ok(leased.map(WishRow::read).transpose()?)
    }

    async fn settle(&self, wish: &LogoWish, outcome: &LogoOutcome) -> Result<bool, StorageError> {
        let (wish, outcome) = (wish.clone(), outcome.clone());
        self.write(async move |connection| {
            let client = relying_parties::table
                .find((wish.tenant_id.as_str(), wish.client_id.as_str()))
                .select(relying_parties::client_id);
            let client: Option<String> = lock(client).first(connection).await.optional()?;
            if client.is_none() {
                return Ok(false);
            }
            let open = logo_wishes::table.find(wish.id);
            let latest = open.filter(logo_wishes::attempts.eq(i64::from(wish.attempts)));
            let settled = match outcome {
                LogoOutcome::Kept { logo, event } => {
                    let came_true = diesel::delete(open).execute(connection).await?;
                    if came_true == 1 {
                        LogoRow::of(&wish, &logo).keep(connection).await?;
                        EventRow::of(&event)?.record(connection).await?;
                    }
                    came_true
                }
                LogoOutcome::Postponed { until } => {
                    diesel::update(latest)
                        .set(logo_wishes::due_at.eq(until.micros()))
                        .kept()
                        .execute(connection)
                        .await?
                }
                LogoOutcome::GivenUp { event } => {
                    let given_up = diesel::delete(latest).execute(connection).await?;
                    if given_up == 1 {
                        EventRow::of(&event)?.record(connection).await?;
                    }
                    given_up
                }
            };
            Ok(settled == 1)
        })
        .await
    }
}
