//! Taking away what is past its time.

use std::time::Duration;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use kernel::{StorageError, Timestamp};

use super::schema::{
    access_tokens, address_budgets, address_codes, authorization_codes, authorization_requests,
    browser_begins, challenges, client_assertions, device_authorizations, device_links,
    dpop_proofs, grants, invitations, known_devices, name_budgets, passkey_ceremonies,
    pending_registrations, pushed_requests, registration_requests, reset_links, sessions,
    sign_in_nonces, sign_in_telemetry,
};
use crate::backend::Store;

/// Rows that one statement deletes at most, so that other writers come in between.
const BATCH: i64 = 500;
/// What is evidence of something for a while after it has expired: a redeemed code, and the grant it
/// gave; a challenge that its address has not been charged for; a session whose code is on its way.
const KEPT: Duration = Duration::from_hours(24);
/// How long it can be seen that a mail was sent or given up. Its secrets go after [`KEPT`].
const MAILS_KEPT: Duration = Duration::from_hours(90 * 24);

/// Deletes the rows of `$table` of which `$column` is at or before `$until`, batch by batch, and counts them.
macro_rules! delete_expired {
    ($store:ident, $table:ident.$column:ident, $until:expr) => {{
        let until = $until.micros();
        let mut deleted = 0;
        loop {
            let batch = $store.write(async move |connection| {
                let edge: Option<i64> = $table::table
                    .filter($table::$column.le(until))
                    .order($table::$column)
                    .select($table::$column)
                    .offset(BATCH - 1)
                    .first(connection)
                    .await
                    .optional()?;
                let oldest = $table::table.filter($table::$column.le(edge.unwrap_or(until)));
                let deleted = diesel::delete(oldest).execute(connection).await?;
                Ok((deleted, edge.is_some()))
            });
            let (batch, is_more) = batch.await?;
            deleted += batch;
            if !is_more {
                break deleted;
            }
        }
    }};
}

/// What [`Upkeep::sweep`](kernel::Upkeep::sweep) does.
pub(super) async fn sweep(store: &Store, now: Timestamp) -> Result<usize, StorageError> {
    let yesterday = now.minus(KEPT);
    let mut deleted = delete_expired!(store, sign_in_nonces.expires_at, now);
    deleted += delete_expired!(store, access_tokens.expires_at, now);
    deleted += delete_expired!(store, client_assertions.expires_at, now);
    deleted += delete_expired!(store, dpop_proofs.expires_at, now);
    deleted += delete_expired!(store, authorization_requests.expires_at, now);
    deleted += delete_expired!(store, pushed_requests.expires_at, now);
    deleted += delete_expired!(store, pending_registrations.expires_at, now);
    deleted += delete_expired!(store, invitations.expires_at, now);
    deleted += delete_expired!(store, passkey_ceremonies.expires_at, now);
    deleted += delete_expired!(store, known_devices.expires_at, now);
    deleted += delete_expired!(store, address_budgets.forget_at, now);
    deleted += delete_expired!(store, name_budgets.forget_at, now);
    deleted += delete_expired!(store, registration_requests.requested_at, yesterday);
    deleted += delete_expired!(store, browser_begins.noted_at, yesterday);
    deleted += delete_expired!(store, device_links.sent_at, yesterday);
    deleted += delete_expired!(store, address_codes.sent_at, yesterday);
    deleted += delete_expired!(store, reset_links.requested_at, yesterday);
    deleted += delete_expired!(store, challenges.expires_at, yesterday);
    deleted += delete_expired!(store, sessions.idle_until, yesterday);
    deleted += delete_expired!(store, sessions.expires_at, yesterday);
    deleted += delete_expired!(store, authorization_codes.expires_at, yesterday);
    deleted += delete_expired!(store, device_authorizations.expires_at, yesterday);
    deleted += delete_expired!(store, grants.expires_at, yesterday);
    store.forget_mailed_secrets(yesterday, BATCH).await?;
    deleted += store.delete_mails(now.minus(MAILS_KEPT)).await?;
    Ok(deleted)
}

/// What [`SignInReports::forget`](identity::sign_in_quality::SignInReports::forget) does.
pub(super) async fn forget_reports(store: &Store, until: Timestamp) -> Result<usize, StorageError> {
    Ok(delete_expired!(store, sign_in_telemetry.reported_at, until))
}
