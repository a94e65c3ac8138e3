//! Refresh tokens.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use oidc::RefreshToken;

use super::many::many;

/// A refresh token as it is issued.
pub(super) struct RefreshTokenRow {
    tenant_id: String,
    token: Vec<u8>,
    grant_id: String,
    created_at: i64,
    expires_at: i64,
}

many!(RefreshTokenRow in refresh_tokens:
    tenant_id Text, token Binary, grant_id Text, created_at BigInt, expires_at BigInt,
);

impl RefreshTokenRow {
    /// The row of `token`.
    pub(super) fn of(token: &RefreshToken) -> Self {
        Self {
            tenant_id: token.tenant_id.to_string(),
            token: token.token.as_bytes().to_vec(),
            grant_id: token.grant_id.as_str().to_owned(),
            created_at: token.created_at.micros(),
            expires_at: token.expires_at.micros(),
        }
    }
}

/// What decides about a presented token that is not simply spent: how it and its grant stand.
#[derive(Queryable)]
pub(super) struct Standing {
    pub(super) grant_id: String,
    pub(super) used_at: Option<i64>,
    pub(super) successor: Option<Vec<u8>>,
    pub(super) sealed_successor: Option<Vec<u8>>,
    pub(super) grant_expires_at: i64,
    pub(super) grant_revoked_at: Option<i64>,
}
