//! The application's page.

use askama::Template;
use serde_json::Value;

use crate::{DemoApp, SignedIn};

#[derive(Template)]
#[template(path = "demo.html")]
pub(crate) struct Page<'a> {
    pub(crate) style_sheet: &'a str,
    pub(crate) base: &'a str,
    /// Why the last sign-in brought nothing.
    pub(crate) problem: Option<&'a String>,
    pub(crate) signed_in: Option<SignedInPage>,
}

/// What is shown of a sign-in.
pub(crate) struct SignedInPage {
    name: String,
    /// What was checked, and against what.
    checks: Vec<(&'static str, String)>,
    claims: String,
    header: String,
    userinfo: String,
    id_token: String,
    access_token: String,
    expires_in: u64,
}

impl SignedInPage {
    pub(crate) fn of(signed_in: &SignedIn, app: &DemoApp) -> Self {
        let SignedIn {
            tokens,
            header,
            claims,
            userinfo,
        } = signed_in;
        let text = |object: &Value, name: &str| {
            let value = object.get(name).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let algorithm = text(header, "alg");
        Self {
            name: text(userinfo, "preferred_username"),
            checks: vec![
                ("state", "the answer belongs to our request".to_owned()),
                ("iss", app.issuer.clone()),
                (
                    "signature",
                    format!("{algorithm}, key {}", text(header, "kid")),
                ),
                ("aud", app.client_id.clone()),
                ("nonce", text(claims, "nonce")),
                (
                    "exp",
                    claims
                        .get("exp")
                        .map_or_else(String::new, ToString::to_string),
                ),
            ],
            claims: pretty(claims),
            header: pretty(header),
            userinfo: pretty(userinfo),
            id_token: tokens.id_token.clone().unwrap_or_default(),
            access_token: tokens.access_token.clone(),
            expires_in: tokens.expires_in,
        }
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
