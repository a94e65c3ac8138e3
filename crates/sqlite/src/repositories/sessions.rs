//! Sessions.

use async_trait::async_trait;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::{Account, BrowserChange, ListedSession, Session, SessionId, SessionStart, Sessions};
use kernel::{AuditEvent, StorageError, TenantId, Timestamp, TokenHash, UserId};

use super::access;
use super::accounts::AccountRow;
use super::columns::{moment, stamp, text, token};
use super::devices::DeviceRow;
use super::document::Document;
use super::events::EventRow;
use super::kept::Keep as _;
use super::logout_notices;
use super::schema::{
    accounts, authorization_requests, browser_begins, challenges, grants, refresh_tokens, sessions,
    sign_in_nonces,
};
use crate::backend::{Connection, Failure, Store};

#[derive(Clone, Insertable, Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    tenant_id: String,
    session_id: String,
    token: Vec<u8>,
    user_id: String,
    amr: Document,
    auth_time: i64,
    created_at: i64,
    created_from: Option<String>,
    user_agent: Option<String>,
    last_access: i64,
    idle_until: i64,
    expires_at: i64,
}

impl SessionRow {
    fn of(session: &Session) -> Result<Self, Failure> {
        Ok(Self {
            tenant_id: session.tenant_id.to_string(),
            session_id: session.session_id.as_str().to_owned(),
            token: session.token.as_bytes().to_vec(),
            user_id: session.user_id.to_string(),
            amr: Document::of(&session.amr)?,
            auth_time: session.auth_time.micros(),
            created_at: session.created.at.micros(),
            created_from: session.created.ip.map(|ip| ip.to_string()),
            user_agent: session.created.user_agent.clone(),
            last_access: session.last_access.micros(),
            idle_until: session.idle_until.micros(),
            expires_at: session.expires_at.micros(),
        })
    }

    fn read(self) -> Result<Session, Failure> {
        let created_from = self.created_from.as_deref();
        Ok(Session {
            tenant_id: text("sessions.tenant_id", &self.tenant_id)?,
            session_id: SessionId::from_stored(self.session_id),
            token: token("sessions.token", &self.token)?,
            user_id: text("sessions.user_id", &self.user_id)?,
            amr: self.amr.read("sessions.amr")?,
            auth_time: moment(self.auth_time),
            created: stamp(
                "sessions.created_from",
                self.created_at,
                created_from,
                self.user_agent,
            )?,
            last_access: moment(self.last_access),
            idle_until: moment(self.idle_until),
            expires_at: moment(self.expires_at),
        })
    }
}

#[async_trait]
impl Sessions for Store {
    async fn start<'a>(
        &self,
        start: SessionStart<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let session = SessionRow::of(start.session)?;
        let device = DeviceRow::of(
            &start.session.tenant_id,
            &start.session.user_id,
            start.device,
        );
        let event = EventRow::of(event)?;
        let (nonce, replaces, browser) = (*start.nonce, start.replaces, start.browser);
        self.write(async move |connection| {
            let now = session.created_at;
            let live = sign_in_nonces::table
                .find((&session.tenant_id, nonce.as_bytes().as_slice()))
                .filter(sign_in_nonces::expires_at.gt(now));
            if diesel::delete(live).execute(connection).await? == 0 {
                return Ok(false);
            }
            replace(&session, replaces, connection).await?;
            move_browser(&session.tenant_id, browser, connection).await?;
            diesel::insert_into(sessions::table)
                .values(session)
                .kept()
                .execute(connection)
                .await?;
            device.insert(connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }

    async fn find(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
    ) -> Result<Option<(Session, Account)>, StorageError> {
        self.look_up(async |connection| {
            let is_of_person = accounts::tenant_id
                .eq(sessions::tenant_id)
                .and(accounts::user_id.eq(sessions::user_id));
            let row: Option<(SessionRow, AccountRow)> = sessions::table
                .inner_join(accounts::table.on(is_of_person))
                .filter(sessions::tenant_id.eq(tenant.as_str()))
                .filter(sessions::token.eq(token.as_bytes().as_slice()))
                .select((SessionRow::as_select(), AccountRow::as_select()))
                .first(connection)
                .await
                .optional()?;
            let Some((session, account)) = row else {
                return Ok(None);
            };
            Ok(Some((session.read()?, account.read()?)))
        })
        .await
    }

    async fn find_by_id(
        &self,
        tenant: &TenantId,
        session: &SessionId,
    ) -> Result<Option<Session>, StorageError> {
        self.look_up(async |connection| {
            let row = sessions::table
                .find((tenant.as_str(), session.as_str()))
                .select(SessionRow::as_select())
                .first(connection)
                .await
                .optional()?;
            row.map(SessionRow::read).transpose()
        })
        .await
    }

    async fn of_user(
        &self,
        tenant: &TenantId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<ListedSession>, StorageError> {
        let sessions: Vec<Session> = self
            .read(async |connection| {
                let rows: Vec<SessionRow> = sessions::table
                    .filter(sessions::tenant_id.eq(tenant.as_str()))
                    .filter(sessions::user_id.eq(user.as_str()))
                    .filter(sessions::idle_until.gt(now.micros()))
                    .filter(sessions::expires_at.gt(now.micros()))
                    .order((sessions::created_at.desc(), sessions::session_id))
                    .select(SessionRow::as_select())
                    .load(connection)
                    .await?;
                rows.into_iter()
                    .map(SessionRow::read)
                    .collect::<Result<_, _>>()
            })
            .await?;
        let issued: Vec<(String, Option<i64>)> = self
            .read(async |connection| {
                let is_of_grant = refresh_tokens::tenant_id
                    .eq(grants::tenant_id)
                    .and(refresh_tokens::grant_id.eq(grants::grant_id));
                Ok(grants::table
                    .inner_join(refresh_tokens::table.on(is_of_grant))
                    .filter(grants::tenant_id.eq(tenant.as_str()))
                    .filter(grants::user_id.eq(user.as_str()))
                    .group_by(grants::session_id)
                    .select((grants::session_id, max(refresh_tokens::created_at)))
                    .load(connection)
                    .await?)
            })
            .await?;
        let last_issue = |session: &Session| {
            let id = session.session_id.as_str();
            issued.iter().find(|(known, _)| known == id)?.1.map(moment)
        };
        let listed = |session| ListedSession {
            tokens_issued_at: last_issue(&session),
            session,
        };
        Ok(sessions.into_iter().map(listed).collect())
    }

    async fn end_all(
        &self,
        tenant: &TenantId,
        user: &UserId,
        event: &AuditEvent,
    ) -> Result<(), StorageError> {
        let (tenant, user) = (tenant.to_string(), user.to_string());
        let (at, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            access::end_sessions(&tenant, &user, at, connection).await?;
            event.record(connection).await
        })
        .await
    }

    async fn touch(
        &self,
        tenant: &TenantId,
        token: &TokenHash,
        last_access: Timestamp,
        idle_until: Timestamp,
    ) -> Result<(), StorageError> {
        let (tenant, token) = (tenant.clone(), *token);
        self.state(async move |connection| {
            let used = sessions::table
                .filter(sessions::tenant_id.eq(tenant.as_str()))
                .filter(sessions::token.eq(token.as_bytes().as_slice()));
            diesel::update(used)
                .set((
                    sessions::last_access.eq(last_access.micros()),
                    sessions::idle_until.eq(idle_until.micros()),
                ))
                .kept()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    async fn end(
        &self,
        tenant: &TenantId,
        session: &SessionId,
        event: &AuditEvent,
    ) -> Result<bool, StorageError> {
        let (tenant, session) = (tenant.to_string(), session.as_str().to_owned());
        let (ended_at, event) = (event.at.micros(), EventRow::of(event)?);
        self.write(async move |connection| {
            let ended = diesel::delete(sessions::table.find((&tenant, &session)))
                .execute(connection)
                .await?;
            // What it gave may be there although the session has run out and is gone.
            let revoked = revoke_given_in(&tenant, &session, ended_at, connection).await?;
            if ended + revoked == 0 {
                return Ok(false);
            }
            logout_notices::leave(&tenant, &session, ended_at, connection).await?;
            event.record(connection).await?;
            Ok(true)
        })
        .await
    }
}

/// Makes room for a session: the one that it replaces, and the row of its own id if it goes on.
async fn replace(
    session: &SessionRow,
    replaces: Option<TokenHash>,
    connection: &mut Connection,
) -> Result<(), Failure> {
    let Some(earlier) = replaces else {
        return Ok(());
    };
    let earlier = sessions::table
        .filter(sessions::tenant_id.eq(&session.tenant_id))
        .filter(sessions::token.eq(earlier.as_bytes().as_slice()));
    let ended: Option<String> = diesel::delete(earlier)
        .returning(sessions::session_id)
        .get_result(connection)
        .await
        .optional()?;
    match ended {
        Some(ended) if ended != session.session_id => {
            follow_end(&session.tenant_id, &ended, session.created_at, connection).await
        }
        Some(_) => Ok(()),
        // Another tab was faster, and the session may go on under its id with that tab's cookie.
        None => {
            diesel::delete(sessions::table.find((&session.tenant_id, &session.session_id)))
                .execute(connection)
                .await?;
            Ok(())
        }
    }
}

/// Hands what a browser has open over to its new cookie.
async fn move_browser(
    tenant: &str,
    browser: BrowserChange,
    connection: &mut Connection,
) -> Result<(), Failure> {
    let (from, to) = (browser.from.as_bytes().as_slice(), browser.to.as_bytes());
    let requests = authorization_requests::table
        .filter(authorization_requests::tenant_id.eq(tenant))
        .filter(authorization_requests::browser.eq(from));
    diesel::update(requests)
        .set(authorization_requests::browser.eq(to.as_slice()))
        .kept()
        .execute(connection)
        .await?;
    let open = challenges::table
        .filter(challenges::tenant_id.eq(tenant))
        .filter(challenges::browser.eq(from));
    diesel::update(open)
        .set(challenges::browser.eq(to.as_slice()))
        .kept()
        .execute(connection)
        .await?;
    let begins = browser_begins::table
        .filter(browser_begins::tenant_id.eq(tenant))
        .filter(browser_begins::browser.eq(from));
    diesel::update(begins)
        .set(browser_begins::browser.eq(to.as_slice()))
        .kept()
        .execute(connection)
        .await?;
    Ok(())
}

/// Revokes what a session gave and what does not outlive it, and has its clients told.
async fn follow_end(
    tenant: &str,
    session: &str,
    at: i64,
    connection: &mut Connection,
) -> Result<(), Failure> {
    revoke_given_in(tenant, session, at, connection).await?;
    logout_notices::leave(tenant, session, at, connection).await
}

/// Revokes what a session gave and what does not outlive it; says how many grants that were.
async fn revoke_given_in(
    tenant: &str,
    session: &str,
    at: i64,
    connection: &mut Connection,
) -> Result<usize, Failure> {
    let given = grants::table
        .filter(grants::tenant_id.eq(tenant))
        .filter(grants::session_id.eq(session))
        .filter(grants::outlives_session.eq(false))
        .filter(grants::revoked_at.is_null());
    let revoked = diesel::update(given)
        .set(grants::revoked_at.eq(at))
        .kept()
        .execute(connection)
        .await?;
    Ok(revoked)
}
