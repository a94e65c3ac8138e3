//! Pages of other origins read what is public, and what their client is answered.

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;

use crate::app::{Answer, TestApp};

/// Where the test's clients want browsers back.
const OWN: &str = "https://app.example";
const FOREIGN: &str = "https://evil.example";

fn readable_by(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

#[actix_web::test]
async fn public_documents_are_for_every_page() {
    let app = TestApp::new();
    app.tenant("acme").await;
    for path in [
        "/api/oidc/acme/.well-known/openid-configuration",
        "/api/oidc/acme/.well-known/jwks",
        "/.well-known/oauth-authorization-server/api/oidc/acme",
    ] {
        let asked = TestRequest::get()
            .uri(path)
            .insert_header(("origin", FOREIGN));
        assert_eq!(readable_by(&app.send(asked).await), Some("*"), "{path}");
    }
}

#[actix_web::test]
async fn a_preflight_says_what_may_be_asked() {
    let app = TestApp::new();
    for path in ["token", "userinfo", "revoke", ".well-known/jwks"] {
        let asked = TestRequest::default()
            .method(Method::OPTIONS)
            .uri(&format!("/api/oidc/acme/{path}"))
            .insert_header(("origin", OWN))
            .insert_header(("access-control-request-method", "POST"));
        let answer = app.send(asked).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(readable_by(&answer), Some("*"));
        let headers = answer.header("access-control-allow-headers").unwrap();
        assert!(headers.contains("Authorization") && headers.contains("DPoP"));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
    }
    for path in [
        "authorize",
        "logout",
        "introspect",
        "par",
        "device_authorization",
    ] {
        let asked = TestRequest::default()
            .method(Method::OPTIONS)
            .uri(&format!("/api/oidc/acme/{path}"))
            .insert_header(("origin", OWN));
        let answer = app.send(asked).await;
        assert_eq!(readable_by(&answer), None, "{path}");
    }
}

#[actix_web::test]
async fn an_answer_is_for_the_pages_of_its_client() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let code = app.browser().sign_in(&client, &ada).await;
    let token = client.exchange(&code).await.text("access_token");
    for (origin, is_its_own) in [(OWN, true), (FOREIGN, false)] {
        let readable = is_its_own.then_some(origin);
        for endpoint in ["token", "revoke"] {
            for (id, readable) in [("app", readable), ("none", None)] {
                let form = [("client_id", id), ("grant_type", "refresh_token")];
                let asked = TestRequest::post()
                    .uri(&format!("/api/oidc/acme/{endpoint}"))
                    .insert_header(("origin", origin))
                    .set_form(form);
                let answer = app.send(asked).await;
                assert_eq!(readable_by(&answer), readable, "{endpoint} {id} {origin}");
                let varies = answer.header("vary") == Some("Origin");
                assert_eq!(varies, readable.is_some());
            }
        }
        // No page has business there, not even one of the client's.
        for endpoint in ["introspect", "par", "device_authorization"] {
            let asked = TestRequest::post()
                .uri(&format!("/api/oidc/acme/{endpoint}"))
                .insert_header(("origin", origin))
                .set_form([("client_id", "app"), ("scope", "openid")]);
            let answer = app.send(asked).await;
            assert_eq!(readable_by(&answer), None, "{endpoint} {origin}");
        }
        for (token, readable) in [(token.as_str(), readable), ("nonsense", None)] {
            let asked = TestRequest::get()
                .uri("/api/oidc/acme/userinfo")
                .insert_header(("origin", origin))
                .insert_header(("authorization", format!("Bearer {token}")));
            let answer = app.send(asked).await;
            assert_eq!(readable_by(&answer), readable, "userinfo {origin}");
        }
    }
}
