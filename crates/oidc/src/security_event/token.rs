//! What a security event token says.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Issuer;

/// Claims of a security event token (RFC 8417, section 2.2). It has neither `sub` nor `exp`, so that it is not taken
/// for a token that lets somebody in (sections 4.4 to 4.6).
#[derive(Debug, Serialize)]
pub(super) struct SecurityEventClaims<'a> {
    pub(super) iss: &'a Issuer,
    pub(super) iat: i64,
    pub(super) jti: &'a str,
    pub(super) aud: &'a str,
    pub(super) sub_id: &'a Map<String, Value>,
    pub(super) events: &'a Map<String, Value>,
}
