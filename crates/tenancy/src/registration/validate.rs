//! What a relying party cannot be registered with.

use serde_json::Value;
use url::Url;

use super::{ClientRegistration, ClientType};
use crate::redirect_uri::check_link;
use crate::{GrantType, InvalidSetting, InvalidUri, RedirectUri, SubjectType};

/// A registration that cannot be accepted. Shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRegistration {
    /// The name is empty or too long.
    #[error("name: expected 1 to 128 characters without NUL")]
    Name,
    /// A URI cannot be registered.
    #[error("{0}: {1}")]
    Uri(&'static str, InvalidUri),
    /// A scope is not a scope token.
    #[error(
        "allowed_scopes: '{0}' is not a scope (RFC 6749, section 3.3: printable ASCII without space, '\"' and '\\')"
    )]
    Scope(String),
    /// A resource is not the name of one.
    #[error("{0}: '{1}' is not an absolute URI without fragment (RFC 8707, section 2)")]
    Resource(&'static str, String),
    /// The keys cannot be used.
    #[error(
        "jwks: expected a JWK set with 1 to 20 public keys, {{\"keys\": [...]}}, instead of jwks_uri and for a confidential client"
    )]
    Keys,
    /// A way to get tokens is not for this kind of client.
    #[error("grant_types: client_credentials is for confidential clients only")]
    GrantType,
    /// There is no one host that could be the sector of a pairwise client.
    #[error(
        "subject_type: pairwise needs redirect_uris that all have the same host; sector_identifier_uri is not served"
    )]
    Sector,
    /// The name that others have for the client is none.
    #[error("flow.app_id: expected 1 to 128 visible ASCII characters")]
    AppId,
    /// A lifetime is out of range.
    #[error("token_{0}")]
    Lifetime(InvalidSetting),
    /// A list is too long.
    #[error("{0}: expected at most 100 entries")]
    TooMany(&'static str),
}

impl ClientRegistration {
    /// Checks every field.
    ///
    /// # Errors
    /// The first field that cannot be accepted.
    pub fn validate(&self) -> Result<(), InvalidRegistration> {
        if !(1..=128).contains(&self.name.chars().count()) || self.name.contains('\0') {
            return Err(InvalidRegistration::Name);
        }
        for (field, uris) in [
            ("redirect_uris", &self.redirect_uris),
            ("post_logout_redirect_uri", &self.post_logout_redirect_uri),
        ] {
            if uris.len() > 100 {
                return Err(InvalidRegistration::TooMany(field));
            }
            for uri in uris {
                RedirectUri::register(uri, self.client_type)
                    .map_err(|error| InvalidRegistration::Uri(field, error))?;
            }
        }
        for (field, link) in [
            ("logo_uri", &self.logo_uri),
            ("op_policy_url", &self.op_policy_url),
            ("op_tos_url", &self.op_tos_url),
            ("op_user_agreement_url", &self.op_user_agreement_url),
            (
                "flow.issuer",
                &self.flow.as_ref().map(|flow| flow.issuer.clone()),
            ),
            ("client_uri", &self.client_uri),
            ("client_logout_uri", &self.client_logout_uri),
            ("jwks_uri", &self.jwks_uri),
        ] {
            if let Some(link) = link {
                check_link(link).map_err(|error| InvalidRegistration::Uri(field, error))?;
            }
        }
        let app_id = self.flow.as_ref().and_then(|flow| flow.app_id.as_deref());
        if app_id.is_some_and(|id| !is_app_id(id)) {
            return Err(InvalidRegistration::AppId);
        }
        self.validate_options()?;
        if self.allowed_scopes.len() > 100 {
            return Err(InvalidRegistration::TooMany("allowed_scopes"));
        }
        match self
            .allowed_scopes
            .iter()
            .find(|scope| !is_scope_token(scope))
        {
            Some(scope) => Err(InvalidRegistration::Scope(scope.clone())),
            None => Ok(()),
        }
    }

    fn validate_options(&self) -> Result<(), InvalidRegistration> {
        let is_public = self.client_type == ClientType::Public;
        let keys = self.jwks.as_ref().map(|jwks| jwks.get("keys"));
        let keys = keys.map(|keys| keys.and_then(Value::as_array).map_or(0, Vec::len));
        if keys.is_some_and(|keys| !(1..=20).contains(&keys) || self.jwks_uri.is_some())
            || self.has_keys() && is_public
            || self.jwks.as_ref().is_some_and(has_private_parts)
        {
            return Err(InvalidRegistration::Keys);
        }
        if is_public && self.grant_types.contains(&GrantType::ClientCredentials) {
            return Err(InvalidRegistration::GrantType);
        }
        if self.subject_type == SubjectType::Pairwise && self.only_host().is_none() {
            return Err(InvalidRegistration::Sector);
        }
        for (field, resources) in [
            ("allowed_resources", &self.allowed_resources),
            ("serves_resources", &self.serves_resources),
        ] {
            if resources.len() > 100 {
                return Err(InvalidRegistration::TooMany(field));
            }
            if let Some(resource) = resources.iter().find(|resource| !is_resource(resource)) {
                return Err(InvalidRegistration::Resource(field, resource.clone()));
            }
        }
        let lifetimes = self.token_lifetimes.validate();
        lifetimes.map_err(InvalidRegistration::Lifetime)
    }
}

/// Whether somebody else can call a client so.
fn is_app_id(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether somebody has pasted private keys, or a shared secret.
fn has_private_parts(jwks: &Value) -> bool {
    let keys = jwks.get("keys").and_then(Value::as_array);
    let mut keys = keys.into_iter().flatten();
    keys.any(|key| key.get("d").is_some() || key.get("k").is_some())
}

/// Whether `text` can name a resource server (RFC 8707, section 2).
fn is_resource(text: &str) -> bool {
    let is_short = (1..=2048).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    is_short && Url::parse(text).is_ok_and(|url| url.fragment().is_none())
}

fn is_scope_token(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_flow_may_name_the_client_as_others_do() {
        let flow = |app_id: &str| {
            let mut registration = ClientRegistration::new("entra".parse().unwrap(), "Entra");
            let flow = json!({
                "type": "microsoft-mfa",
                "issuer": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
                "app_id": app_id,
            });
            registration.set("flow", &flow.to_string()).unwrap();
            registration.validate()
        };
        assert_eq!(flow("600b719b-3766-4dc5-95a6-3c4a8dc31885"), Ok(()));
        for bad in ["", "a b", &"a".repeat(129)] {
            assert_eq!(flow(bad), Err(InvalidRegistration::AppId), "{bad}");
        }
    }

    #[test]
    fn what_cannot_be_accepted_says_which_field() {
        let bad = |change: fn(&mut ClientRegistration)| {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            change(&mut registration);
            registration.validate().unwrap_err().to_string()
        };
        assert!(bad(|r| r.name.clear()).starts_with("name: "));
        assert!(
            bad(|r| r.redirect_uris.push("javascript:x".into())).starts_with("redirect_uris: ")
        );
        assert!(bad(|r| r.client_uri = Some("data:x".into())).starts_with("client_uri: "));
        assert!(bad(|r| r.allowed_scopes.push("a b".into())).starts_with("allowed_scopes: "));
        assert!(bad(|r| r.jwks_uri = Some("file:///x".into())).starts_with("jwks_uri: "));
        assert!(bad(|r| r.allowed_resources.push("#x".into())).starts_with("allowed_resources: "));
        for uris in [
            &[][..],
            &["com.example.app:/back"],
            &["https://a.example/cb", "https://b.example/cb"],
            &["https://a.example/cb", "com.example.app:/back"],
        ] {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            registration.client_type = ClientType::Public;
            registration.subject_type = SubjectType::Pairwise;
            registration.redirect_uris = uris.iter().map(ToString::to_string).collect();
            let refused = registration.validate().unwrap_err().to_string();
            assert!(refused.starts_with("subject_type: "), "{uris:?}: {refused}");
            registration.redirect_uris = vec![
                "https://a.example/cb".into(),
                "https://a.example:8443/b".into(),
            ];
            assert_eq!(registration.validate(), Ok(()));
        }
        assert!(bad(|r| r.token_lifetimes.id_token = Some(0)).starts_with("token_lifetimes.id_"));
        for jwks in [
            json!({}),
            json!({"keys": []}),
            json!({"keys": [{"kty": "oct", "k": "AAAA"}]}),
            json!({"keys": [{"kty": "OKP", "x": "AAAA", "d": "AAAA"}]}),
        ] {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            registration.jwks = Some(jwks);
            assert_eq!(registration.validate(), Err(InvalidRegistration::Keys));
        }
        let public = |change: fn(&mut ClientRegistration)| {
            let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
            registration.client_type = ClientType::Public;
            change(&mut registration);
            registration.validate()
        };
        assert_eq!(
            public(|r| r.grant_types.push(GrantType::ClientCredentials)),
            Err(InvalidRegistration::GrantType)
        );
        let uri = |r: &mut ClientRegistration| r.jwks_uri = Some("https://app.example/k".into());
        assert_eq!(public(uri), Err(InvalidRegistration::Keys));
    }

    #[test]
    fn no_address_of_a_client_has_a_dangerous_scheme() {
        for uri in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "vbscript:x",
            "blob:https://a.example/1",
            "http://a.example/",
            "//a.example/",
            "https://user@a.example/",
        ] {
            for field in [
                "redirect_uris",
                "post_logout_redirect_uri",
                "logo_uri",
                "op_policy_url",
                "op_tos_url",
                "op_user_agreement_url",
                "client_uri",
                "client_logout_uri",
                "jwks_uri",
                "flow",
            ] {
                let value = match field {
                    "redirect_uris" | "post_logout_redirect_uri" => json!([uri]),
                    "flow" => json!({ "type": "microsoft-mfa", "issuer": uri }),
                    _ => json!(uri),
                };
                for client_type in [ClientType::Public, ClientType::Confidential] {
                    let mut registration = ClientRegistration::new("app".parse().unwrap(), "App");
                    registration.client_type = client_type;
                    registration.set(field, &value.to_string()).unwrap();
                    let refused = registration.validate().unwrap_err().to_string();
                    assert!(refused.starts_with(field), "{field} {uri}: {refused}");
                }
            }
        }
    }
}
