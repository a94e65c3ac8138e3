//! What a token may be used for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The scope of a request or a token (RFC 6749, section 3.3): scope tokens, each once, in the order
/// asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(Vec<String>);

/// Text that is not a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "scope: expected words separated by single spaces, of printable ASCII without quotation marks \
     and backslashes"
)]
pub struct InvalidScope;

impl Scope {
    /// Asks for an ID token (OpenID Connect Core 1.0, section 3.1.2.1).
    pub const OPENID: &str = "openid";
    /// Asks for the names of a person, their language, and what else is on their profile (section 5.4).
    pub const PROFILE: &str = "profile";
    /// Asks for the e-mail address (section 5.4).
    pub const EMAIL: &str = "email";
    /// Asks for the postal address (section 5.4).
    pub const ADDRESS: &str = "address";
    /// Asks for the telephone number (section 5.4).
    pub const PHONE: &str = "phone";
    /// Asks for the names of the groups that a person is in. Only clients that are allowed it get it.
    pub const GROUPS: &str = "groups";
    /// Asks for refresh tokens that outlive the session (section 11).
    pub const OFFLINE_ACCESS: &str = "offline_access";
    /// Asks to act on this service's API for one's own account. Only clients that are allowed it get it.
    pub const ACCOUNT: &str = "account";
    /// Asks to act on this service's API with what one's roles allow. Only clients that are allowed it
    /// get it: the administration portal is.
    pub const ADMIN: &str = "admin";
    /// Asks to provision users and groups by SCIM: a person if their roles allow it, a client for itself. Only
    /// clients that are allowed it get it.
    pub const SCIM: &str = tenancy::PROVISIONING_SCOPE;
    /// Asks for a second factor of a person whose first one the client has, and for nothing else.
    pub const SECOND_FACTOR: &str = "2fa";
    /// Lets that person make their account on the way. For confidential clients.
    pub const SECOND_FACTOR_LINK: &str = "2fa_link";
    /// The scopes that mean something to this server.
    pub const SERVED: &[&str] = &[
        Self::OPENID,
        Self::PROFILE,
        Self::EMAIL,
        Self::ADDRESS,
        Self::PHONE,
        Self::GROUPS,
        Self::OFFLINE_ACCESS,
        Self::ACCOUNT,
        Self::ADMIN,
        Self::SCIM,
        Self::SECOND_FACTOR,
        Self::SECOND_FACTOR_LINK,
    ];

    /// Reads the value of a `scope` parameter. The empty text is the empty scope.
    ///
    /// # Errors
    /// It is not of the form that RFC 6749, section 3.3 asks for.
    pub fn parse(text: &str) -> Result<Self, InvalidScope> {
        let mut tokens: Vec<String> = Vec::new();
        for token in text.split(' ').filter(|_| !text.is_empty()) {
            if !is_scope_token(token) {
                return Err(InvalidScope);
            }
            if !tokens.iter().any(|known| known == token) {
                tokens.push(token.to_owned());
            }
        }
        Ok(Self(tokens))
    }

    /// Whether a client may have `token` for itself: it does not speak of a person.
    pub(crate) fn is_for_clients(token: &str) -> bool {
        token == Self::SCIM || !Self::SERVED.contains(&token)
    }

    /// Whether `token` is in this scope.
    pub fn contains(&self, token: &str) -> bool {
        self.0.iter().any(|known| known == token)
    }

    /// Whether there is nothing in this scope.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scope tokens, in the order asked for.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether all of this scope is in `other`.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().all(|token| other.contains(token))
    }

    /// This scope and more.
    #[must_use]
    pub fn with<'a>(&self, more: impl Iterator<Item = &'a str>) -> Self {
        let mut all = self.clone();
        for token in more {
            if !all.contains(token) {
                all.0.push(token.to_owned());
            }
        }
        all
    }

    /// The part of this scope that is in `allowed`.
    #[must_use]
    pub fn reduced_to(&self, allowed: &[String]) -> Self {
        let kept = self.0.iter().filter(|token| allowed.contains(token));
        Self(kept.cloned().collect())
    }
}

fn is_scope_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl TryFrom<String> for Scope {
    type Error = InvalidScope;

    fn try_from(text: String) -> Result<Self, InvalidScope> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_keeps_its_order_and_each_token_once() {
        let scope = Scope::parse("openid email openid profile").unwrap();
        assert_eq!(scope.to_string(), "openid email profile");
        assert!(Scope::parse("").unwrap().is_empty());
        for bad in [" ", "a  b", " a", "a ", "a\tb", "a\"", "a\\", "ä", "a\0"] {
            assert_eq!(Scope::parse(bad), Err(InvalidScope), "{bad:?}");
        }
    }

    #[test]
    fn a_scope_is_narrowed_and_never_widened() {
        let scope = Scope::parse("openid email admin").unwrap();
        let allowed = ["openid", "email", "profile"].map(str::to_owned);
        let reduced = scope.reduced_to(&allowed);
        assert_eq!(reduced.to_string(), "openid email");
        assert!(reduced.is_within(&scope) && !scope.is_within(&reduced));
    }
}
