//! What a client may be registered with beyond the published API: the ways in which it gets tokens,
//! and what these are like.

use serde::{Deserialize, Serialize};

use crate::{InvalidSetting, Lifetimes};

/// A way to get tokens (RFC 7591, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// A person signs in, and the client redeems a code.
    AuthorizationCode,
    /// A refresh token is exchanged for its successor.
    RefreshToken,
    /// A confidential client asks for itself.
    ClientCredentials,
    /// A person signs a device in that has no browser (RFC 8628).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

impl GrantType {
    /// What a client may use unless it is registered otherwise.
    pub fn usual() -> Vec<Self> {
        vec![Self::AuthorizationCode, Self::RefreshToken]
    }
}

/// What a client may get from the authorization endpoint (OAuth 2.0 Multiple Response Type Encoding
/// Practices, section 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseType {
    /// A code, which it redeems.
    #[default]
    #[serde(rename = "code")]
    Code,
    /// An ID token, and nothing else.
    #[serde(rename = "id_token")]
    IdToken,
    /// Both.
    #[serde(rename = "code id_token")]
    CodeIdToken,
}

impl ResponseType {
    /// Every type there is.
    pub const ALL: &[Self] = &[Self::Code, Self::IdToken, Self::CodeIdToken];

    /// What a client may get unless it is registered otherwise.
    pub fn usual() -> Vec<Self> {
        vec![Self::Code]
    }

    /// The type as the `response_type` parameter names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::IdToken => "id_token",
            Self::CodeIdToken => "code id_token",
        }
    }

    /// Whether `text` names this type: its words in any order.
    pub fn is_named(self, text: &str) -> bool {
        fn sorted(text: &str) -> Vec<&str> {
            let mut words: Vec<_> = text.split(' ').collect();
            words.sort_unstable();
            words
        }
        sorted(self.as_str()) == sorted(text)
    }

    /// Whether there is a code in it.
    pub const fn has_code(self) -> bool {
        matches!(self, Self::Code | Self::CodeIdToken)
    }

    /// Whether there is an ID token in it.
    pub const fn has_id_token(self) -> bool {
        matches!(self, Self::IdToken | Self::CodeIdToken)
    }
}

/// What people are called in a client's tokens (OpenID Connect Core 1.0, section 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectType {
    /// The same as in those of every other such client.
    #[default]
    Public,
    /// Something of its own, by which clients of other hosts do not recognize them.
    Pairwise,
}

/// What an access token looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessTokenFormat {
    /// A signed JWT that whoever it is for checks by itself (RFC 9068).
    #[default]
    Jwt,
    /// A random value that only this server can read, by introspection (RFC 7662).
    Opaque,
}

/// Lifetimes of a client's tokens, in seconds, in place of its tenant's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenLifetimes {
    /// An access token.
    pub access_token: Option<u32>,
    /// An ID token.
    pub id_token: Option<u32>,
    /// A refresh token that is not used.
    pub refresh_token_idle: Option<u32>,
    /// A refresh token family, however often used.
    pub refresh_token: Option<u32>,
}

impl TokenLifetimes {
    /// `tenant`, but for what the client has of its own.
    pub fn over(&self, tenant: &Lifetimes) -> Lifetimes {
        Lifetimes {
            access_token: self.access_token.unwrap_or(tenant.access_token),
            id_token: self.id_token.unwrap_or(tenant.id_token),
            refresh_token_idle: self.refresh_token_idle.unwrap_or(tenant.refresh_token_idle),
            refresh_token: self.refresh_token.unwrap_or(tenant.refresh_token),
            ..*tenant
        }
    }

    pub(crate) fn validate(&self) -> Result<(), InvalidSetting> {
        self.over(&Lifetimes::default()).validate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_type_is_its_words_in_any_order() {
        assert!(ResponseType::CodeIdToken.is_named("id_token code"));
        for (known, text) in [
            (ResponseType::CodeIdToken, "code id_token code"),
            (ResponseType::Code, "code "),
            (ResponseType::Code, "code code"),
            (ResponseType::IdToken, "id_token token"),
        ] {
            assert!(!known.is_named(text), "{text}");
        }
    }

    #[test]
    fn a_client_has_its_tenants_lifetimes_but_for_its_own() {
        let own = TokenLifetimes {
            access_token: Some(60),
            ..TokenLifetimes::default()
        };
        let tenant = Lifetimes::default();
        let lifetimes = own.over(&tenant);
        assert_eq!(lifetimes.access_token, 60);
        assert_eq!(lifetimes.id_token, tenant.id_token);
        assert!(own.validate().is_ok());
        let endless = TokenLifetimes {
            id_token: Some(u32::MAX),
            ..own
        };
        assert!(endless.validate().is_err());
    }
}
