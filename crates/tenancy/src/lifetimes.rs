//! How long what a tenant issues lives.

use serde::{Deserialize, Serialize};

use crate::InvalidSetting;

/// How long what a tenant issues lives, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lifetimes {
    /// An authorization request that waits for its sign-in.
    pub authorization_request: u32,
    /// An authorization code.
    pub authorization_code: u32,
    /// A sign-in nonce, from proof to session.
    pub sign_in_nonce: u32,
    /// An access token.
    pub access_token: u32,
    /// An ID token.
    pub id_token: u32,
    /// A refresh token that is not used.
    pub refresh_token_idle: u32,
    /// A refresh token family, however often used.
    pub refresh_token: u32,
    /// A session that is not used.
    pub session_idle: u32,
    /// A session, however often used.
    pub session: u32,
    /// An e-mail code.
    pub email_code: u32,
    /// An invitation.
    pub invitation: u32,
    /// A device code, and the user code that goes with it.
    pub device_code: u32,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const MINUTE: u32 = 60;
        const DAY: u32 = 24 * 60 * MINUTE;
        Self {
            authorization_request: 10 * MINUTE,
            authorization_code: MINUTE,
            sign_in_nonce: MINUTE,
            access_token: 5 * MINUTE,
            id_token: 5 * MINUTE,
            refresh_token_idle: 30 * DAY,
            refresh_token: 90 * DAY,
            session_idle: 8 * 60 * MINUTE,
            session: 7 * DAY,
            email_code: 10 * MINUTE,
            invitation: 7 * DAY,
            device_code: 10 * MINUTE,
        }
    }
}

impl Lifetimes {
    pub(crate) fn validate(&self) -> Result<(), InvalidSetting> {
        const YEAR: u32 = 365 * 24 * 3600;
        for (name, value) in [
            ("authorization_request", self.authorization_request),
            ("authorization_code", self.authorization_code),
            ("sign_in_nonce", self.sign_in_nonce),
            ("access_token", self.access_token),
            ("id_token", self.id_token),
            ("refresh_token_idle", self.refresh_token_idle),
            ("refresh_token", self.refresh_token),
            ("session_idle", self.session_idle),
            ("session", self.session),
            ("email_code", self.email_code),
            ("invitation", self.invitation),
            ("device_code", self.device_code),
        ] {
            if !(1..=YEAR).contains(&value) {
                let field = format!("lifetimes.{name}");
                return Err(InvalidSetting::new(&field, "expected 1 second to 1 year"));
            }
        }
        Ok(())
    }
}
