//! Authorization codes.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::query_builder::InsertStatement;
use diesel_async::RunQueryDsl;
use identity::SessionId;
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash};
use oidc::{
    AuthorizationCode, AuthorizationCodes, CodeChallenge, EndUser, HeldCode, Redemption,
    RedemptionEvents, RedemptionOutcome,
};
use serde_json::Value;

use super::accounts::AccountRow;
use super::columns::{document, moment, text, to_document, token};
use super::end_users::is_profile;
use super::events::EventRow;
use super::grants::{GrantRow, revoke, scope};
use super::kept::Keep as _;
use super::refresh_tokens::RefreshTokenRow;
use super::schema::{accounts, authorization_codes, authorization_requests, user_profiles};
use crate::backend::{Connection, Failure, Store, together};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = authorization_codes)]
struct CodeRow {
    tenant_id: String,
    token: Vec<u8>,
    client_id: String,
    user_id: String,
    session_id: String,
    session_expires_at: i64,
    auth_time: i64,
    amr: Value,
    redirect_uri: String,
    scope: String,
    nonce: Option<String>,
    code_challenge: Option<String>,
    created_at: i64,
    expires_at: i64,
    terms: Value,
}

type Insertion = InsertStatement<
    authorization_codes::table,
    <CodeRow as Insertable<authorization_codes::table>>::Values,
>;

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
            amr: to_document(&code.amr)?,
            redirect_uri: code.redirect_uri.clone(),
            scope: code.scope.to_string(),
            nonce: code.nonce.clone(),
            code_challenge: code.code_challenge.as_ref().map(ToString::to_string),
            created_at: code.created_at.micros(),
            expires_at: code.expires_at.micros(),
            terms: to_document(&code.terms)?,
        })
    }

    /// The statement that stores a new code.
    fn insertion(self) -> Insertion {
        diesel::insert_into(authorization_codes::table).values(self)
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
            amr: document("authorization_codes.amr", self.amr)?,
            redirect_uri: self.redirect_uri,
            scope: scope("authorization_codes.scope", &self.scope)?,
            terms: document("authorization_codes.terms", self.terms)?,
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
            let statements = (row.insertion(), event.insertion());
            self.write_together(statements).await?;
            return Ok(true);
        };
        self.write(async move |connection| {
            let live = authorization_requests::table
                .find((&row.tenant_id, request.as_bytes().as_slice()))
                .filter(authorization_requests::expires_at.gt(row.created_at));
            if diesel::delete(live).execute(connection).await? == 0 {
                return Ok(false);
            }
            together((row.insertion(), event.insertion()), connection).await?;
            Ok(true)
        })
        .await
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
        let tenant = redemption.grant.tenant_id.to_string();
        let grant_id = redemption.grant.grant_id.as_str().to_owned();
        let grant = GrantRow::of(redemption.grant)?;
        let refresh_token = redemption.refresh_token.map(RefreshTokenRow::of);
        let redeemed = EventRow::of(events.redeemed)?;
        let replayed = EventRow::of(events.replayed)?;
        let code = *redemption.code;
        self.write(async move |connection| {
            if grant.is_of_session(connection).await?
                && spend(&tenant, &code, &grant_id, now, connection).await?
            {
                grant.begin(refresh_token, redeemed, connection).await?;
                return Ok(RedemptionOutcome::Redeemed);
            }
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

/// Notes what a code gives, if it has given nothing and has not expired. Of any number at the same time one does so.
async fn spend(
    tenant: &str,
    code: &TokenHash,
    grant: &str,
    now: Timestamp,
    connection: &mut Connection,
) -> Result<bool, Failure> {
    let first_use = authorization_codes::table
        .find((tenant, code.as_bytes().as_slice()))
        .filter(authorization_codes::grant_id.is_null())
        .filter(authorization_codes::expires_at.gt(now.micros()));
    let spent = diesel::update(first_use)
        .set(authorization_codes::grant_id.eq(grant))
        .kept()
        .execute(connection)
        .await?;
    Ok(spent == 1)
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
