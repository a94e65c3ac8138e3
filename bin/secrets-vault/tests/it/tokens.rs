//! What clients do without a browser: tokens for themselves, introspection, revocation.

use std::sync::LazyLock;

use crate::harness::{Answer, App, Browser, Person, Server, Shared, Tenant};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

static WORLD: LazyLock<(Tenant, Person)> = LazyLock::new(|| {
    let acme = SERVER.tenant("tokens", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    (acme, ada)
});

const API: &str = "https://api.example";

/// A client that asks for itself, with tokens that only introspection reads.
fn service(id: &str, format: &str) -> App {
    let format = format!("access_token_format={format}");
    let settings = [
        "grant_types=[\"client_credentials\"]",
        "allowed_scopes=[\"read\",\"write\"]",
        "allowed_resources=[\"https://api.example\"]",
        "token_lifetimes.access_token=60",
        &format,
    ];
    let arguments: Vec<_> = settings.iter().flat_map(|it| ["--set", *it]).collect();
    WORLD.0.app(id, &arguments)
}

impl App {
    /// Asks one of the endpoints for clients, with the client's secret.
    fn post(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let secret = self.secret.clone().unwrap_or_default();
        let mut form = vec![
            ("client_id", self.client_id.as_str()),
            ("client_secret", &secret),
        ];
        form.extend(fields);
        Browser::new().post_form(&self.endpoint(endpoint), &form)
    }
}

#[test]
fn a_service_gets_a_token_that_its_resource_server_reads_until_it_is_revoked() {
    let serves = ["--set", "serves_resources=[\"https://api.example\"]"];
    let api = WORLD.0.app("api", &serves);
    for format in ["jwt", "opaque"] {
        let service = service(format, format);
        let grant = [
            ("grant_type", "client_credentials"),
            ("resource", API),
            ("scope", "read"),
        ];
        let tokens = service.post("token", &grant).json();
        assert_eq!(tokens["expires_in"], 60);
        assert_eq!(tokens.get("refresh_token"), None);
        let token = tokens["access_token"].as_str().unwrap();
        assert_eq!(token.contains('.'), format == "jwt");

        let told = api.post("introspect", &[("token", token)]).json();
        assert_eq!(
            (&told["active"], &told["aud"]),
            (&true.into(), &API.into()),
            "{told}"
        );
        assert_eq!(
            (&told["sub"], &told["scope"]),
            (&format.into(), &"read".into())
        );
        assert_eq!(api.post("revoke", &[("token", token)]).status, 200);
        assert_eq!(
            api.post("introspect", &[("token", token)]).json()["active"],
            true
        );

        assert_eq!(service.post("revoke", &[("token", token)]).status, 200);
        for app in [&api, &service] {
            let told = app.post("introspect", &[("token", token)]);
            assert_eq!(told.json(), serde_json::json!({"active": false}));
        }
    }
}

#[test]
fn a_revoked_refresh_token_takes_its_access_tokens_along() {
    let (acme, ada) = &*WORLD;
    let app = acme.app("revoking", &[]);
    let browser = Browser::new();
    let code = app.code(&browser, ada);
    let tokens = app.redeem(&browser, &code).json();
    let [access, refresh] =
        ["access_token", "refresh_token"].map(|it| tokens[it].as_str().unwrap());
    let userinfo = || {
        let bearer = format!("Bearer {access}");
        let browser = Browser::new().with("authorization", bearer);
        browser.get(&app.endpoint("userinfo")).status
    };
    assert_eq!(userinfo(), 200);
    assert_eq!(
        app.post("introspect", &[("token", refresh)]).json()["active"],
        true
    );
    assert_eq!(app.post("revoke", &[("token", refresh)]).status, 200);
    assert_eq!(userinfo(), 401);
    assert_eq!(
        app.refresh(&browser, refresh).json()["error"],
        "invalid_grant"
    );
}

#[test]
fn what_is_wrong_is_answered_as_oauth_does() {
    let service = service("wrong", "jwt");
    let grant = ("grant_type", "client_credentials");
    for (fields, status, error) in [
        (&[grant, ("scope", "admin")][..], 400, "invalid_scope"),
        (&[grant, ("resource", "urn:other")], 400, "invalid_target"),
        (
            &[("grant_type", "authorization_code")],
            400,
            "unauthorized_client",
        ),
        (&[("grant_type", "password")], 400, "unsupported_grant_type"),
        (&[], 400, "invalid_request"),
        (&[grant, ("client_assertion", "x")], 400, "invalid_request"),
    ] {
        let answer = service.post("token", fields);
        assert_eq!(answer.status, status, "{fields:?}: {answer}");
        assert_eq!(answer.json()["error"], error, "{fields:?}");
    }
    for endpoint in ["introspect", "revoke"] {
        let url = service.endpoint(endpoint);
        let answer = Browser::new().post_form(&url, &[("token", "x")]);
        assert_eq!(answer.json()["error"], "invalid_request", "{answer}");
        let nobody = [
            ("client_id", "nobody"),
            ("client_secret", "x"),
            ("token", "x"),
        ];
        let answer = Browser::new().post_form(&url, &nobody);
        assert_eq!(
            (answer.status, &answer.json()["error"]),
            (401, &"invalid_client".into())
        );
        assert!(answer.header("www-authenticate").is_some());
        assert_eq!(Browser::new().post(&url, "text/plain", "x").status, 400);
    }
}
