//! Grants, and how their refresh tokens are rotated.

use std::time::Duration;

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{BigInt, Bool, Json, Nullable, Text};
use diesel_async::RunQueryDsl;
use identity::SessionId;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    Delegation, EndUser, Grant, GrantId, Grants, HeldRefreshToken, Rotation, RotationEvents,
    RotationOutcome, Scope,
};
use serde_json::Value;

use super::accounts::AccountRow;
use super::columns::{moment, text};
use super::document::Document;
use super::end_users::is_profile;
use super::events::EventRow;
use super::kept::Keep as _;
use super::many::{Database, many};
use super::refresh_tokens::{RefreshTokenRow, Standing};
use super::schema::{accounts, grants, refresh_tokens, sessions, user_profiles};
use crate::backend::{Connection, Failure, Store, lock};

/// A grant as it is stored.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = grants)]
pub(super) struct GrantRow {
    tenant_id: String,
    grant_id: String,
    client_id: String,
    user_id: String,
    session_id: String,
    scope: String,
    outlives_session: bool,
    auth_time: i64,
    amr: Document,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    terms: Document,
}

many!(GrantRow in grants:
    tenant_id Text, grant_id Text, client_id Text, user_id Text, session_id Text, scope Text,
    outlives_session Bool, auth_time BigInt, amr Json, created_at BigInt, expires_at BigInt,
    revoked_at Nullable<BigInt>, terms Json,
);

impl GrantRow {
    /// The row of `grant`.
    pub(super) fn of(grant: &Grant) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: grant.tenant_id.to_string(),
            grant_id: grant.grant_id.as_str().to_owned(),
            client_id: grant.client_id.to_string(),
            user_id: grant.user_id.to_string(),
            session_id: grant.session_id.as_str().to_owned(),
            scope: grant.scope.to_string(),
            outlives_session: grant.outlives_session(),
            auth_time: grant.auth_time.micros(),
            amr: Document::of(&grant.amr)?,
            created_at: grant.created_at.micros(),
            expires_at: grant.expires_at.micros(),
            revoked_at: grant.revoked_at.map(Timestamp::micros),
            terms: Document::of(&grant.terms)?,
        })
    }

    pub(super) fn tenant_id(&self) -> &str {
        &self.tenant_id
    }

    /// Whether its session is there, which then stays until the transaction ends.
    pub(super) async fn is_of_session(&self, connection: &mut Connection) -> Result<bool, Failure> {
        let session = sessions::table
            .find((&self.tenant_id, &self.session_id))
            .select(sessions::session_id);
        let session: Option<String> = lock(session).first(connection).await.optional()?;
        Ok(session.is_some())
    }

    /// Whether its client has been given something in its session before.
    pub(super) async fn has_another(&self, connection: &mut Connection) -> Result<bool, Failure> {
        let others = grants::table
            .filter(grants::tenant_id.eq(&self.tenant_id))
            .filter(grants::session_id.eq(&self.session_id))
            .filter(grants::client_id.eq(&self.client_id));
        Ok(diesel::select(exists(others))
            .get_result(connection)
            .await?)
    }

    fn read(self) -> Result<Grant, Failure> {
        Ok(Grant {
            grant_id: GrantId::from_stored(self.grant_id),
            tenant_id: text("grants.tenant_id", &self.tenant_id)?,
            client_id: text("grants.client_id", &self.client_id)?,
            user_id: text("grants.user_id", &self.user_id)?,
            session_id: SessionId::from_stored(self.session_id),
            scope: scope("grants.scope", &self.scope)?,
            auth_time: moment(self.auth_time),
            amr: self.amr.read("grants.amr")?,
            terms: self.terms.read("grants.terms")?,
            created_at: moment(self.created_at),
            expires_at: moment(self.expires_at),
            revoked_at: self.revoked_at.map(moment),
        })
    }
}

/// A grant, and the account and profile of who gave it.
type DelegationRow = (GrantRow, AccountRow, Option<Value>);

fn delegation((grant, account, provisioned): DelegationRow) -> Result<Delegation, Failure> {
    Ok(Delegation {
        grant: grant.read()?,
        user: EndUser {
            account: account.read()?,
            provisioned,
        },
    })
}

/// A scope.
pub(super) fn scope(column: &str, text: &str) -> Result<Scope, Failure> {
    Scope::parse(text).map_err(|_| Failure::corrupt(column))
}

/// Revokes a grant. False if there is none, or it was revoked before.
pub(super) async fn revoke(
    tenant: &str,
    grant: &str,
    at: Timestamp,
    connection: &mut Connection,
) -> Result<bool, Failure> {
    let live = grants::table
        .find((tenant, grant))
        .filter(grants::revoked_at.is_null());
    let revoked = diesel::update(live)
        .set(grants::revoked_at.eq(at.micros()))
        .kept()
        .execute(connection)
        .await?;
    Ok(revoked == 1)
}

/// The condition that joins a refresh token with its grant.
macro_rules! is_of_grant {
    () => {
        grants::tenant_id
            .eq(refresh_tokens::tenant_id)
            .and(grants::grant_id.eq(refresh_tokens::grant_id))
    };
}

/// The condition that joins a grant with the account of who gave it.
macro_rules! is_of_person {
    () => {
        accounts::tenant_id
            .eq(grants::tenant_id)
            .and(accounts::user_id.eq(grants::user_id))
    };
}

#[async_trait]
impl Grants for Store {
    async fn find(
        &self,
        tenant: &TenantId,
        grant: &GrantId,
    ) -> Result<Option<Delegation>, StorageError> {
        self.look_up(async |connection| {
            let row = grants::table
                .inner_join(accounts::table.on(is_of_person!()))
                .left_join(user_profiles::table.on(is_profile!()))
                .filter(grants::tenant_id.eq(tenant.as_str()))
                .filter(grants::grant_id.eq(grant.as_str()))
                .select((
                    GrantRow::as_select(),
                    AccountRow::as_select(),
                    user_profiles::profile.nullable(),
                ))
                .first(connection)
                .await
                .optional()?;
            row.map(delegation).transpose()
        })
        .await
    }

    async fn find_by_refresh_token(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<HeldRefreshToken>, StorageError> {
        self.look_up(async |connection| {
            let presented =
                || refresh_tokens::table.find((tenant.as_str(), token.as_bytes().as_slice()));
            let unused = presented().filter(refresh_tokens::used_at.is_null());
            let grant = presented().select(refresh_tokens::grant_id);
            let row: Option<(_, _, _, Option<i64>, Option<i64>)> = grants::table
                .inner_join(accounts::table.on(is_of_person!()))
                .left_join(user_profiles::table.on(is_profile!()))
                .filter(grants::tenant_id.eq(tenant.as_str()))
                .filter(grants::grant_id.nullable().eq(grant.single_value()))
                .select((
                    GrantRow::as_select(),
                    AccountRow::as_select(),
                    user_profiles::profile.nullable(),
                    presented()
                        .select(refresh_tokens::created_at)
                        .single_value(),
                    unused.select(refresh_tokens::expires_at).single_value(),
                ))
                .first(connection)
                .await
                .optional()?;
            // A grant was found, so there is such a token.
            let Some((grant, account, profile, Some(created_at), expires_at)) = row else {
                return Ok(None);
            };
            Ok(Some(HeldRefreshToken {
                delegation: delegation((grant, account, profile))?,
                issued_at: moment(created_at),
                accepted_until: expires_at.map(moment),
            }))
        })
        .await
    }

    async fn revoke(
        &self,
        tenant: &TenantId,
        grant: &GrantId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, grant, at) = (tenant.to_string(), grant.as_str().to_owned(), event.at);
        let event = EventRow::of(event)?;
        self.write(async move |connection| {
            let is_revoked = revoke(&tenant, &grant, at, connection).await?;
            if is_revoked {
                event.record(connection).await?;
            }
            Ok(is_revoked)
        })
        .await
    }

    async fn rotate<'a>(
        &self,
        tenant: &TenantId,
        rotation: &Rotation<'a>,
        now: Timestamp,
        events: &RotationEvents<'a>,
    ) -> Result<RotationOutcome, StorageError> {
        let exchange = Exchange {
            tenant: tenant.to_string(),
            presented: *rotation.presented,
            grace: rotation.grace,
            now,
        };
        // Nearly every token is presented once, in time, and of a live grant: then one statement both sees that and
        // spends it. Only if it does not, it is looked at why.
        let successor = RefreshTokenRow::of(rotation.successor);
        let rotated = EventRow::of(events.rotated)?;
        let rows = (successor, rotated);
        if self.consume(spending(tenant, rotation, now), rows).await? {
            return Ok(RotationOutcome::Rotated);
        }
        let reused = EventRow::of(events.reused)?;
        self.write(async move |connection| {
            let outcome = exchange.refuse(connection).await?;
            if matches!(outcome, RotationOutcome::Reused) {
                reused.record(connection).await?;
            }
            Ok(outcome)
        })
        .await
    }
}

/// The statement that marks the presented token as used and keeps what it gives, if it has not been used and neither
/// it nor its grant has ended. Of any number at the same time one does so.
fn spending(
    tenant: &TenantId,
    rotation: &Rotation<'_>,
    now: Timestamp,
) -> impl QueryFragment<Database> + Send + Sync + 'static {
    let presented = rotation.presented.as_bytes().to_vec();
    let live = grants::table
        .filter(is_of_grant!())
        .filter(grants::revoked_at.is_null())
        .filter(grants::expires_at.gt(now.micros()));
    let first_use = refresh_tokens::table
        .find((tenant.to_string(), presented))
        .filter(refresh_tokens::used_at.is_null())
        .filter(refresh_tokens::expires_at.gt(now.micros()))
        .filter(exists(live));
    diesel::update(first_use).set((
        refresh_tokens::used_at.eq(now.micros()),
        refresh_tokens::successor.eq(rotation.successor.token.as_bytes().to_vec()),
        refresh_tokens::sealed_successor.eq(rotation.sealed_successor.to_vec()),
    ))
}

/// A rotation that was refused, in a form that its transaction can keep.
#[derive(Clone)]
struct Exchange {
    tenant: String,
    presented: TokenHash,
    grace: Duration,
    now: Timestamp,
}

impl Exchange {
    /// What becomes of a token that could not be spent.
    async fn refuse(&self, connection: &mut Connection) -> Result<RotationOutcome, Failure> {
        let Some(standing) = self.standing(connection).await? else {
            return Ok(RotationOutcome::Gone);
        };
        let is_over =
            standing.grant_revoked_at.is_some() || standing.grant_expires_at <= self.now.micros();
        let Some(used_at) = standing.used_at.filter(|_| !is_over) else {
            return Ok(RotationOutcome::Gone);
        };
        if self.now.since(moment(used_at)) < self.grace
            && let Some(sealed) = self.unused_successor(&standing, connection).await?
        {
            return Ok(RotationOutcome::Grace(sealed));
        }
        revoke(&self.tenant, &standing.grant_id, self.now, connection).await?;
        Ok(RotationOutcome::Reused)
    }

    async fn standing(&self, connection: &mut Connection) -> Result<Option<Standing>, Failure> {
        let standing = refresh_tokens::table
            .inner_join(grants::table.on(is_of_grant!()))
            .filter(refresh_tokens::tenant_id.eq(&self.tenant))
            .filter(refresh_tokens::token.eq(self.presented.as_bytes().as_slice()))
            .select((
                refresh_tokens::grant_id,
                refresh_tokens::used_at,
                refresh_tokens::successor,
                refresh_tokens::sealed_successor,
                grants::expires_at,
                grants::revoked_at,
            ));
        Ok(lock(standing)
            .first::<Standing>(connection)
            .await
            .optional()?)
    }

    /// What was sealed when the presented token was used, while the successor has not been used.
    async fn unused_successor(
        &self,
        standing: &Standing,
        connection: &mut Connection,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let Some(successor) = standing.successor.as_deref() else {
            return Ok(None);
        };
        let used: Option<Option<i64>> = refresh_tokens::table
            .find((&self.tenant, successor))
            .select(refresh_tokens::used_at)
            .first(connection)
            .await
            .optional()?;
        Ok(match used {
            Some(None) => standing.sealed_successor.clone(),
            Some(Some(_)) | None => None,
        })
    }
}
