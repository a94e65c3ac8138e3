//! Authorization codes.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::sql_types::{BigInt, Binary, Json, Nullable, Text};
use diesel_async::RunQueryDsl;
use identity::SessionId;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    AuthorizationCode, AuthorizationCodes, CodeChallenge, EndUser, HeldCode, Redemption,
    RedemptionEvents, RedemptionOutcome,
};
use serde_json::Value;

use super::accounts::AccountRow;
use super::columns::{moment, text, token};
use super::document::Document;
use super::end_users::is_profile;
use super::events::EventRow;
use super::grants::{GrantRow, revoke, scope};
use super::held::held;
use super::many::{Database, many};
use super::refresh_tokens::RefreshTokenRow;
use super::schema::{
    accounts, authorization_codes, authorization_requests, sessions, user_profiles,
};
use crate::backend::{Connection, Failure, Store};

#[derive(Queryable, Selectable)]
#[diesel(table_name = authorization_codes)]
struct CodeRow {
    tenant_id: String,
    token: Vec<u8>,
    client_id: String,
    user_id: String,
    session_id: String,
    session_expires_at: i64,
    auth_time: i64,
    amr: Document,
    redirect_uri: String,
    scope: String,
    nonce: Option<String>,
    code_challenge: Option<String>,
    created_at: i64,
    expires_at: i64,
    terms: Document,
}

many!(CodeRow in authorization_codes:
    tenant_id Text, token Binary, client_id Text, user_id Text, session_id Text,
    session_expires_at BigInt, auth_time BigInt, amr Json, redirect_uri Text, scope Text,
    nonce Nullable<Text>, code_challenge Nullable<Text>, created_at BigInt, expires_at BigInt,
    terms Json,
);

impl CodeRow {
    fn of(code: &AuthorizationCode) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: code.tenant_id.to_string(),
            token: code.token.as_bytes().to_vec(),
            client_id: code.client_id.to_string(),
            user_id: code.user_id.to_string(),
            session_id: code.session_id.as_str().to_owned(),
            session_expires_at: code.session_expires_at.micros(),
            auth_time: code.auth_time.micros(),
            amr: Document::of(&code.amr)?,
            redirect_uri: code.redirect_uri.clone(),
            scope: code.scope.to_string(),
            nonce: code.nonce.clone(),
            code_challenge: code.code_challenge.as_ref().map(ToString::to_string),
            created_at: code.created_at.micros(),
            expires_at: code.expires_at.micros(),
            terms: Document::of(&code.terms)?,
        })
    }

    fn read(self) -> Result<AuthorizationCode, Failure> {
        let code_challenge = self.code_challenge.as_deref().map(CodeChallenge::parse);
        Ok(AuthorizationCode {
            token: token("authorization_codes.token", &self.token)?,
            tenant_id: text("authorization_codes.tenant_id", &self.tenant_id)?,
            client_id: text("authorization_codes.client_id", &self.client_id)?,
            user_id: text("authorization_codes.user_id", &self.user_id)?,
            session_id: SessionId::from_stored(self.session_id),
            session_expires_at: moment(self.session_expires_at),
            auth_time: moment(self.auth_time),
            amr: self.amr.read("authorization_codes.amr")?,
            redirect_uri: self.redirect_uri,
            scope: scope("authorization_codes.scope", &self.scope)?,
            terms: self.terms.read("authorization_codes.terms")?,
            nonce: self.nonce,
            code_challenge: code_challenge
                .transpose()
                .map_err(|_| Failure::corrupt("authorization_codes.code_challenge"))?,
            created_at: moment(self.created_at),
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl AuthorizationCodes for Store {
    async fn issue(
        &self,
        code: &AuthorizationCode,
        request: Option<TokenHash>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (row, event) = (CodeRow::of(code)?, EventRow::of(event)?);
        let Some(request) = request else {
            self.insert((row, event)).await?;
            return Ok(true);
        };
        let live = authorization_requests::table
            .find((row.tenant_id.clone(), request.as_bytes().to_vec()))
            .filter(authorization_requests::expires_at.gt(row.created_at));
        self.consume(diesel::delete(live), (row, event)).await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<HeldCode>, StorageError> {
        self.look_up(async |connection| {
            let is_of_person = accounts::tenant_id
                .eq(authorization_codes::tenant_id)
                .and(accounts::user_id.eq(authorization_codes::user_id));
            let row: Option<(CodeRow, AccountRow, Option<Value>)> = authorization_codes::table
                .inner_join(accounts::table.on(is_of_person))
                .left_join(user_profiles::table.on(is_profile!()))
                .filter(authorization_codes::tenant_id.eq(tenant.as_str()))
                .filter(authorization_codes::token.eq(token.as_bytes().as_slice()))
                .select((
                    CodeRow::as_select(),
                    AccountRow::as_select(),
                    user_profiles::profile.nullable(),
                ))
                .first(connection)
                .await
                .optional()?;
            let Some((code, account, provisioned)) = row else {
                return Ok(None);
            };
            Ok(Some(HeldCode {
                code: code.read()?,
                user: EndUser {
                    account: account.read()?,
                    provisioned,
                },
            }))
        })
        .await
    }

    async fn redeem<'a>(
        &self,
        redemption: &Redemption<'a>,
        now: Timestamp,
        events: &RedemptionEvents<'a>,
    ) -> Result<RedemptionOutcome, StorageError> {
        let grant = GrantRow::of(redemption.grant)?;
        let redeemed = EventRow::of(events.redeemed)?;
        let spending = spending(redemption, now);
        let is_redeemed = match redemption.refresh_token.map(RefreshTokenRow::of) {
            Some(token) => self.consume(spending, (grant, token, redeemed)).await?,
            None => self.consume(spending, (grant, redeemed)).await?,
        };
        if is_redeemed {
            return Ok(RedemptionOutcome::Redeemed);
        }
        let (tenant, code) = (redemption.grant.tenant_id.to_string(), *redemption.code);
        let replayed = EventRow::of(events.replayed)?;
        self.write(async move |connection| {
            let Some(earlier) = given_for(&tenant, &code, connection).await? else {
                return Ok(RedemptionOutcome::Gone);
            };
            revoke(&tenant, &earlier, now, connection).await?;
            replayed.record(connection).await?;
            Ok(RedemptionOutcome::Replayed)
        })
        .await
    }
}

/// The statement that notes what a code gives, if it has given nothing and has not expired, and its session is there.
/// Of any number at the same time one does so.
fn spending(
    redemption: &Redemption<'_>,
    now: Timestamp,
) -> impl QueryFragment<Database> + Send + Sync + 'static {
    let grant = redemption.grant;
    let tenant = grant.tenant_id.to_string();
    let session = sessions::table
        .find((tenant.clone(), grant.session_id.as_str().to_owned()))
        .select(sessions::session_id);
    let first_use = authorization_codes::table
        .find((tenant, redemption.code.as_bytes().to_vec()))
        .filter(authorization_codes::grant_id.is_null())
        .filter(authorization_codes::expires_at.gt(now.micros()))
        .filter(held(session));
    diesel::update(first_use)
        .set(authorization_codes::grant_id.eq(grant.grant_id.as_str().to_owned()))
}

/// The grant that a code has given.
async fn given_for(
    tenant: &str,
    code: &TokenHash,
    connection: &mut Connection,
) -> Result<Option<String>, Failure> {
    let grant: Option<Option<String>> = authorization_codes::table
        .find((tenant, code.as_bytes().as_slice()))
        .select(authorization_codes::grant_id)
        .first(connection)
        .await
        .optional()?;
    Ok(grant.flatten())
}
