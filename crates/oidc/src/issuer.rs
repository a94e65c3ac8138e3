//! The name under which a tenant issues tokens.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::TenantId;
use serde::{Deserialize, Serialize};
use url::Url;

/// The issuer identifier of a tenant (OpenID Connect Discovery 1.0, section 3), below which all
/// its endpoints live: `{public_url}/api/oidc/{tenant_id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Issuer(String);

impl Issuer {
    /// The issuer of `tenant` on the server that the world knows as `public_url`.
    pub fn of(public_url: &Url, tenant: &TenantId) -> Self {
        let base = public_url.as_str().trim_end_matches('/');
        Self(format!("{base}/api/oidc/{tenant}"))
    }

    /// The issuer that a JWT names, believed no further than to know with whose keys to check it.
    pub(crate) fn named_in(jwt: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Claims {
            iss: Issuer,
        }
        let payload = jwt.split('.').nth(1)?;
        let json = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let claims: Claims = serde_json::from_slice(&json).ok()?;
        Some(claims.iss)
    }

    /// The tenant whose issuer this is on the server that the world knows as `public_url`.
    pub(crate) fn tenant(&self, public_url: &Url) -> Option<TenantId> {
        let tenant = self.0.rsplit('/').next()?.parse().ok()?;
        (Self::of(public_url, &tenant) == *self).then_some(tenant)
    }

    /// The issuer as it stands in tokens.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL of an endpoint below the issuer, for example `authorize`.
    pub fn endpoint(&self, name: &str) -> String {
        format!("{}/{name}", self.0)
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_issuer_is_of_no_tenant() {
        let public_url = Url::parse("https://id.example").unwrap();
        for foreign in [
            "",
            "acme",
            "https://evil.example/api/oidc/acme",
            "https://id.example/api/oidc/acme/",
            "https://id.example/api/oidc/A",
        ] {
            assert_eq!(Issuer(foreign.to_owned()).tenant(&public_url), None);
        }
        for jwt in ["", "a.b.c", "e30.e30.e30"] {
            assert_eq!(Issuer::named_in(jwt), None);
        }
    }

    #[test]
    fn an_issuer_has_no_double_slash_and_keeps_a_path() {
        let tenant = "acme".parse().unwrap();
        for (public_url, issuer) in [
            ("https://id.example", "https://id.example/api/oidc/acme"),
            ("https://id.example/", "https://id.example/api/oidc/acme"),
            (
                "https://a.example/id/",
                "https://a.example/id/api/oidc/acme",
            ),
        ] {
            let public_url = Url::parse(public_url).unwrap();
            assert_eq!(Issuer::of(&public_url, &tenant).as_str(), issuer);
            assert_eq!(
                Issuer(issuer.to_owned()).tenant(&public_url),
                Some(tenant.clone())
            );
        }
    }
}
