//! Clients that are to be told that a session has ended.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use identity::SessionId;
use kernel::{StorageError, Timestamp};
use oidc::{LogoutNotice, LogoutNotices, NoticeOutcome};
use serde_json::Value;

use super::columns::{count, moment, text};
use super::events::EventRow;
use super::kept::Keep as _;
use super::leases::lease;
use super::schema::{grants, logout_notices, relying_parties, sessions};
use crate::backend::{Connection, Failure, Store};

#[derive(Queryable, Selectable)]
#[diesel(table_name = logout_notices)]
struct NoticeRow {
    notice_id: i64,
    tenant_id: String,
    client_id: String,
    user_id: String,
    session_id: String,
    ended_at: i64,
    attempts: i64,
}

impl NoticeRow {
    fn read(self) -> Result<LogoutNotice, Failure> {
        Ok(LogoutNotice {
            id: self.notice_id,
            tenant_id: text("logout_notices.tenant_id", &self.tenant_id)?,
            client_id: text("logout_notices.client_id", &self.client_id)?,
            user_id: text("logout_notices.user_id", &self.user_id)?,
            session_id: SessionId::from_stored(self.session_id),
            ended_at: moment(self.ended_at),
            attempts: count("logout_notices.attempts", self.attempts)?,
        })
    }
}

/// Leaves a notice for every client that took part in a session which ends, and wants to know.
pub(super) async fn leave(
    tenant: &str,
    session: &str,
    at: i64,
    connection: &mut Connection,
) -> Result<(), Failure> {
    let took_part: Vec<(String, String, Value)> = grants::table
        .inner_join(
            relying_parties::table.on(relying_parties::tenant_id
                .eq(grants::tenant_id)
                .and(relying_parties::client_id.eq(grants::client_id))),
        )
        .filter(grants::tenant_id.eq(tenant))
        .filter(grants::session_id.eq(session))
        .order(grants::client_id)
        .select((
            grants::client_id,
            grants::user_id,
            relying_parties::registration,
        ))
        .load(connection)
        .await?;
    let mut told: Option<String> = None;
    for (client, user, registration) in took_part {
        let wants_to_know = registration
            .get("client_logout_uri")
            .is_some_and(Value::is_string);
        if !wants_to_know || told.as_ref() == Some(&client) {
            continue;
        }
        diesel::insert_into(logout_notices::table)
            .values((
                logout_notices::tenant_id.eq(tenant),
                logout_notices::client_id.eq(&client),
                logout_notices::user_id.eq(user),
                logout_notices::session_id.eq(session),
                logout_notices::ended_at.eq(at),
                logout_notices::due_at.eq(at),
            ))
            .kept()
            .execute(connection)
            .await?;
        told = Some(client);
    }
    Ok(())
}

/// The same for every session of an account but one that may go on: they are about to end.
pub(super) async fn leave_for_all_of(
    tenant: &str,
    user: &str,
    keep: Option<&str>,
    at: i64,
    connection: &mut Connection,
) -> Result<(), Failure> {
    let ending: Vec<String> = sessions::table
        .filter(sessions::tenant_id.eq(tenant))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::session_id.ne(keep.unwrap_or_default()))
        .select(sessions::session_id)
        .load(connection)
        .await?;
    for session in ending {
        leave(tenant, &session, at, connection).await?;
    }
    Ok(())
}

#[async_trait]
impl LogoutNotices for Store {
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LogoutNotice>, StorageError> {
        let leased = lease!(
            self, logout_notices by notice_id i64; now, until;
            |row: NoticeRow, connection| row
        );
        Ok(leased.map(NoticeRow::read).transpose()?)
    }

    async fn settle(
        &self,
        notice: i64,
        attempt: u32,
        outcome: &NoticeOutcome,
    ) -> Result<bool, StorageError> {
        let outcome = outcome.clone();
        self.write(async move |connection| {
            let open = logout_notices::table.find(notice);
            let latest = open.filter(logout_notices::attempts.eq(i64::from(attempt)));
            let settled = match outcome {
                NoticeOutcome::Brought => diesel::delete(open).execute(connection).await?,
                NoticeOutcome::Postponed { until } => {
                    diesel::update(latest)
                        .set(logout_notices::due_at.eq(until.micros()))
                        .kept()
                        .execute(connection)
                        .await?
                }
                NoticeOutcome::GivenUp { event } => {
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
