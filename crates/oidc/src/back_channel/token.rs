//! What a logout token says.

use identity::SessionId;
use kernel::ClientId;
use serde::Serialize;

use crate::{Issuer, Subject};

/// An object that says enough by being there.
#[derive(Debug, Serialize)]
struct NoMembers {}

/// The one member of `events` (section 2.4).
#[derive(Debug, Serialize)]
pub(super) struct Events {
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    back_channel_logout: NoMembers,
}

pub(super) const EVENTS: Events = Events {
    back_channel_logout: NoMembers {},
};

/// Claims of a logout token (Back-Channel Logout 1.0, section 2.4). It always has a `sid`, and never a
/// `nonce`, so that it is not taken for an ID token.
#[derive(Debug, Serialize)]
pub(super) struct LogoutTokenClaims<'a> {
    pub(super) iss: &'a Issuer,
    pub(super) sub: &'a Subject,
    pub(super) aud: &'a ClientId,
    pub(super) iat: i64,
    pub(super) exp: i64,
    pub(super) jti: &'a str,
    pub(super) sid: &'a SessionId,
    pub(super) events: Events,
}
