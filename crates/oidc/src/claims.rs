//! What tokens say.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::{Account, AuthenticationMethod, SessionId};
use kernel::{ClientId, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256, Sha512};
use tenancy::SigningAlgorithm;

use crate::{Disclosure, Issuer};

/// Claims of an ID token (OpenID Connect Core 1.0, section 2).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct IdTokenClaims<'a> {
    pub(crate) iss: &'a Issuer,
    pub(crate) aud: &'a ClientId,
    pub(crate) exp: i64,
    pub(crate) iat: i64,
    pub(crate) auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) c_hash: Option<String>,
    pub(crate) amr: &'a [AuthenticationMethod],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) acr: Option<&'static str>,
    pub(crate) sid: &'a SessionId,
    #[serde(flatten)]
    pub(crate) user: UserClaims,
}

/// The claims that an ID token is recognized by when it comes back as `id_token_hint`. It may have
/// expired.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct IdTokenHint {
    pub(crate) iss: Issuer,
    pub(crate) sub: UserId,
    pub(crate) aud: ClientId,
    pub(crate) sid: SessionId,
}

/// Claims about a person, as far as a scope asks for them (OpenID Connect Core 1.0, section 5.4):
/// the body of the userinfo answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserClaims {
    /// Names the person within the tenant.
    pub sub: UserId,
    /// Scope `profile`: the name they sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// Scope `profile`: their preferred language (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Scope `profile`: when the account was last changed, in seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    /// Scope `email`: the e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Scope `email`: they have shown that it is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
}

impl UserClaims {
    /// The names of all claims that a token or the userinfo answer may have.
    pub const SUPPORTED: &[&str] = &[
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "at_hash",
        "c_hash",
        "amr",
        "acr",
        "sid",
        "preferred_username",
        "locale",
        "updated_at",
        "email",
        "email_verified",
    ];

    /// What a client may know about `account`.
    pub fn of(account: &Account, disclosure: Disclosure<'_>) -> Self {
        let told = |claim| disclosure.tells(claim).then_some(account);
        let updated = |account: &Account| account.updated_at.unwrap_or(account.created_at);
        Self {
            sub: account.user_id.clone(),
            preferred_username: told("preferred_username").map(|it| it.username.to_string()),
            locale: told("locale").and_then(|it| it.locale.clone()),
            updated_at: told("updated_at").map(|it| updated(it).seconds()),
            email: told("email").map(|it| it.email.to_string()),
            email_verified: told("email_verified").map(|it| it.is_verified),
        }
    }
}

/// What an ID token says about what comes with it (`at_hash`, `c_hash`: OpenID Connect Core 1.0, sections
/// 3.1.3.6 and 3.3.2.11): the left half of its hash under the hash function of the ID token's signature, which for
/// Ed25519 is SHA-512.
pub(crate) fn half_hash(algorithm: SigningAlgorithm, token: &str) -> String {
    let hash = match algorithm {
        SigningAlgorithm::Rs256 => Sha256::digest(token).to_vec(),
        SigningAlgorithm::EdDsa => Sha512::digest(token).to_vec(),
    };
    let half = hash.len() / 2;
    URL_SAFE_NO_PAD.encode(hash.get(..half).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::{RequestedClaims, Scope};

    #[test]
    fn a_scope_gives_its_claims_and_no_others() {
        let account = fixture::account();
        for (scope, expected) in [
            ("openid", vec!["sub"]),
            (
                "openid profile",
                vec!["locale", "preferred_username", "sub", "updated_at"],
            ),
            ("openid email", vec!["email", "email_verified", "sub"]),
            ("admin", vec!["sub"]),
        ] {
            let disclosure = Disclosure {
                scope: &Scope::parse(scope).unwrap(),
                claims: &RequestedClaims::default(),
            };
            let claims = UserClaims::of(&account, disclosure);
            let json = serde_json::to_value(claims).unwrap();
            let mut names: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
            names.sort();
            assert_eq!(names, expected, "{scope}");
        }
    }

    #[test]
    fn at_hash_is_that_of_the_example_in_openid_connect_core() {
        // Appendix A.3.
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        let rs256 = half_hash(SigningAlgorithm::Rs256, token);
        assert_eq!(rs256, "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(half_hash(SigningAlgorithm::EdDsa, token).len(), 43);
    }
}
