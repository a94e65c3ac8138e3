//! A client that provisions by access tokens of its own.

use serde_json::json;

use super::SERVER;
use super::provisioner::{Provisioner, place};
use crate::harness::{App, Browser, Server, Tenant};

/// A client that asks for itself, and has these scopes.
fn service(tenant: &Tenant, id: &str, format: &str) -> App {
    let format = format!("access_token_format={format}");
    tenant.app(
        id,
        &[
            "--scope",
            "scim",
            "--set",
            "grant_types=[\"client_credentials\"]",
            "--set",
            "allowed_resources=[\"https://api.example\"]",
            "--set",
            &format,
        ],
    )
}

fn token(app: &App, more: &[(&str, &str)]) -> String {
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("scope", "scim"),
        ("client_id", &app.client_id),
        ("client_secret", app.secret.as_deref().unwrap()),
    ];
    form.extend(more);
    let answer = Browser::new().post_form(&app.endpoint("token"), &form);
    assert_eq!(answer.status, 200, "{answer}");
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn a_service_provisions_with_a_token_of_its_own() {
    let acme = SERVER.tenant("service", &[]);
    let other = SERVER.tenant("service-other", &[]);
    for (format, elsewhere) in [("jwt", 404), ("opaque", 401)] {
        let app = service(&acme, format, format);
        let token_here = token(&app, &[]);
        let scim = Provisioner::with(&acme, &token_here);
        let user = scim.user(json!({ "userName": format!("{format}@example.org") }));
        assert_eq!(scim.get(&place(&user)).status, 200);
        assert_eq!(scim.delete(&place(&user)).status, 204);
        assert_eq!(
            Provisioner::with(&other, &token_here).get("/Users").status,
            elsewhere
        );
        // The rest of the API is not for clients; there an opaque token could be anything.
        let bearer = format!("Bearer {token_here}");
        let client = Browser::new().with("authorization", bearer);
        let users = client.get(&format!("{}/api/tenants/{}/users", acme.url, acme.id));
        assert_eq!(
            users.status,
            if format == "jwt" { 403 } else { 401 },
            "{users}"
        );
        // For another server it is no token for this one.
        let resource = token(&app, &[("resource", "https://api.example")]);
        assert_eq!(
            Provisioner::with(&acme, &resource).get("/Users").status,
            401
        );
        let form = [
            ("client_id", format),
            ("client_secret", app.secret.as_deref().unwrap()),
            ("token", &token_here),
        ];
        let revoked = Browser::new().post_form(&app.endpoint("revoke"), &form);
        assert_eq!((revoked.status, scim.get("/Users").status), (200, 401));
    }
}

#[test]
fn the_log_says_why_a_token_was_refused_whatever_it_looks_like() {
    let server = Server::start();
    let users = server.at("/scim/v2/main/Users");
    let opaque = "A".repeat(43);
    for token in [opaque.as_str(), "a.b.c"] {
        let browser = Browser::new().with("authorization", format!("Bearer {token}"));
        assert_eq!(browser.get(&users).status, 401, "{token}");
        server.wait_for("an access token was refused");
    }
}
