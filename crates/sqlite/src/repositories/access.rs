//! What an account has given out, taken back at once.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::kept::Keep as _;
use super::logout_notices;
use super::schema::{
    api_keys, authorization_codes, device_links, grants, invitations, reset_links, sessions,
    sign_in_nonces,
};
use crate::backend::{Connection, Failure};

/// Ends whatever an account could be used by: sessions, grants with their tokens, codes, keys, and
/// what waits to be used. Nothing of it comes back when the account does.
pub(super) async fn end(
    tenant: &str,
    user: &str,
    at: i64,
    connection: &mut Connection,
) -> Result<(), Failure> {
    end_sessions(tenant, user, at, connection).await?;
    let of_user = api_keys::table
        .filter(api_keys::tenant_id.eq(tenant))
        .filter(api_keys::owner.eq(user));
    diesel::update(of_user)
        .set(api_keys::is_active.eq(false))
        .kept()
        .execute(connection)
        .await?;
    end_links(tenant, user, connection).await
}

/// Ends the account's sessions, its grants with their tokens, and codes and nonces on their way; clients are
/// told of the former.
pub(super) async fn end_sessions(
    tenant: &str,
    user: &str,
    at: i64,
    connection: &mut Connection,
) -> Result<(), Failure> {
    end_other_sessions(tenant, user, None, at, connection).await
}

/// The same, but for one session that goes on. What it gave ends too.
pub(super) async fn end_other_sessions(
    tenant: &str,
    user: &str,
    keep: Option<&str>,
    at: i64,
    connection: &mut Connection,
) -> Result<(), Failure> {
    // Nonces first: a session that starts meanwhile uses one up, so it either is there by the next statement or finds
    // no nonce afterwards.
    let of_user = sign_in_nonces::table
        .filter(sign_in_nonces::tenant_id.eq(tenant))
        .filter(sign_in_nonces::user_id.eq(user));
    diesel::delete(of_user).execute(connection).await?;
    logout_notices::leave_for_all_of(tenant, user, keep, at, connection).await?;
    let others = sessions::table
        .filter(sessions::tenant_id.eq(tenant))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::session_id.ne(keep.unwrap_or_default()));
    diesel::delete(others).execute(connection).await?;
    let of_user = grants::table
        .filter(grants::tenant_id.eq(tenant))
        .filter(grants::user_id.eq(user))
        .filter(grants::revoked_at.is_null());
    diesel::update(of_user)
        .set(grants::revoked_at.eq(at))
        .kept()
        .execute(connection)
        .await?;
    let unused = authorization_codes::table
        .filter(authorization_codes::tenant_id.eq(tenant))
        .filter(authorization_codes::user_id.eq(user))
        .filter(authorization_codes::grant_id.is_null());
    diesel::delete(unused).execute(connection).await?;
    Ok(())
}

/// Ends the links that were mailed to the account's address.
pub(super) async fn end_links(
    tenant: &str,
    user: &str,
    connection: &mut Connection,
) -> Result<(), Failure> {
    end_invitations(tenant, user, connection).await?;
    let of_user = device_links::table
        .filter(device_links::tenant_id.eq(tenant))
        .filter(device_links::user_id.eq(user));
    diesel::delete(of_user).execute(connection).await?;
    // These count on for their mailbox.
    let of_user = reset_links::table
        .filter(reset_links::tenant_id.eq(tenant))
        .filter(reset_links::user_id.eq(user));
    diesel::update(of_user)
        .set(reset_links::is_followed.eq(true))
        .kept()
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends the account's invitations.
pub(super) async fn end_invitations(
    tenant: &str,
    user: &str,
    connection: &mut Connection,
) -> Result<(), Failure> {
    let of_user = invitations::table
        .filter(invitations::tenant_id.eq(tenant))
        .filter(invitations::user_id.eq(user));
    diesel::delete(of_user).execute(connection).await?;
    Ok(())
}
