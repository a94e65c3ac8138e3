//! The `claims` parameter (OpenID Connect Core 1.0, section 5.5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{InvalidParameter, Scope};

/// The claims that a scope stands for (section 5.4).
const OF_SCOPES: &[(&str, &[&str])] = &[
    (
        Scope::PROFILE,
        &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    (Scope::EMAIL, &["email", "email_verified"]),
    (Scope::ADDRESS, &["address"]),
    (Scope::PHONE, &["phone_number", "phone_number_verified"]),
    (Scope::GROUPS, &["groups"]),
];

/// Single claims that a client asks for, beside those of its scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// For the userinfo endpoint.
    #[serde(skip_serializing_if = "RequestedClaims::is_empty")]
    pub userinfo: RequestedClaims,
    /// For the ID token.
    #[serde(skip_serializing_if = "RequestedClaims::is_empty")]
    pub id_token: RequestedClaims,
}

/// Claims by name. What is asked about one may be null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestedClaims(BTreeMap<String, Option<RequestedClaim>>);

/// What is asked about one claim. Members that are not known are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestedClaim {
    /// The client cannot do without.
    pub essential: bool,
    /// The value that it should have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The values of which it should have one, most wanted first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

impl ClaimsRequest {
    /// Reads the parameter.
    ///
    /// # Errors
    /// It is no JSON object of the form that the specification asks for.
    pub fn parse(text: &str) -> Result<Self, InvalidParameter> {
        let expected = "expected a JSON object as in OpenID Connect Core 1.0, section 5.5";
        let invalid = |_| InvalidParameter::new("claims", expected);
        // A list would do for serde, in the order of the fields.
        let object: Map<String, Value> = serde_json::from_str(text).map_err(invalid)?;
        serde_json::from_value(object.into()).map_err(invalid)
    }

    /// `scope` with the scopes under which the claims would come: what a person is asked about.
    pub fn disclosed(&self, scope: &Scope) -> Scope {
        let asked = |claim: &str| self.userinfo.has(claim) || self.id_token.has(claim);
        let more = OF_SCOPES
            .iter()
            .filter(|(_, claims)| claims.iter().any(|claim| asked(claim)));
        scope.with(more.map(|(scope, _)| *scope))
    }

    /// The request without claims whose scope the client may not ask for.
    #[must_use]
    pub fn reduced_to(mut self, allowed: &[String]) -> Self {
        let is_barred = |scope: &str| !allowed.iter().any(|known| known == scope);
        for (_, claims) in OF_SCOPES.iter().filter(|(scope, _)| is_barred(scope)) {
            for part in [&mut self.userinfo, &mut self.id_token] {
                part.0.retain(|name, _| !claims.contains(&name.as_str()));
            }
        }
        self
    }
}

impl RequestedClaims {
    /// Whether a claim is asked for.
    pub fn has(&self, claim: &str) -> bool {
        self.0.contains_key(claim)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the client cannot do without a claim.
    pub fn is_essential(&self, claim: &str) -> bool {
        self.0
            .get(claim)
            .and_then(Option::as_ref)
            .is_some_and(|asked| asked.essential)
    }

    /// The values that a claim should have. Those of claims that are looked at here are texts, so
    /// one that is none is given as JSON, which no such claim has as its value.
    pub fn values(&self, claim: &str) -> impl Iterator<Item = String> {
        let asked = self.0.get(claim).and_then(Option::as_ref).into_iter();
        asked
            .flat_map(|asked| asked.value.iter().chain(&asked.values))
            .map(|value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            })
    }
}

/// What a token or an answer may say about a person: by scope, or claim by claim.
#[derive(Clone, Copy, Debug)]
pub struct Disclosure<'a> {
    /// The scope.
    pub scope: &'a Scope,
    /// Single claims.
    pub claims: &'a RequestedClaims,
}

impl Disclosure<'_> {
    /// Whether a claim is told.
    pub fn tells(&self, claim: &str) -> bool {
        let by_scope = |(scope, claims): &(&str, &[&str])| {
            claims.contains(&claim) && self.scope.contains(scope)
        };
        OF_SCOPES.iter().any(by_scope) || self.claims.has(claim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_read_and_what_is_not_known_is_ignored() {
        let asked = ClaimsRequest::parse(
            r#"{"userinfo": {"email": null, "x": {"essential": true, "y": 1}},
                "id_token": {"acr": {"essential": true, "values": ["a", "b"]}, "sub": {"value": "s"}},
                "other": 1}"#,
        )
        .unwrap();
        assert!(asked.userinfo.has("email") && !asked.userinfo.is_essential("email"));
        assert!(asked.userinfo.is_essential("x") && asked.id_token.is_essential("acr"));
        assert_eq!(asked.id_token.values("acr").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(asked.id_token.values("sub").collect::<Vec<_>>(), ["s"]);
        for bad in [
            "",
            "1",
            "[]",
            r#"{"id_token": 1}"#,
            r#"{"id_token": {"acr": {"values": 1}}}"#,
        ] {
            assert!(ClaimsRequest::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_claim_is_asked_about_like_its_scope() {
        let asked =
            ClaimsRequest::parse(r#"{"userinfo": {"email": null, "locale": null}}"#).unwrap();
        let openid = Scope::parse("openid").unwrap();
        assert_eq!(asked.disclosed(&openid).to_string(), "openid profile email");
        let reduced = asked.reduced_to(&["openid".to_owned(), "email".to_owned()]);
        assert_eq!(reduced.disclosed(&openid).to_string(), "openid email");
        assert!(!reduced.userinfo.has("locale"));
    }
}
