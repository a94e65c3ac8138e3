//! The profile Config OP, and what the two logout profiles look for in the metadata.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::Mode;
use super::provider::Provider;

async fn metadata() -> Value {
    let op = Provider::new(Mode::Default).await;
    let path = "/api/oidc/acme/.well-known/openid-configuration";
    let answer = op.app.send(TestRequest::get().uri(path)).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    answer.json()
}

fn has(metadata: &Value, list: &str, value: &str) -> bool {
    let values = metadata[list].as_array().unwrap();
    values.contains(&json!(value))
}

#[actix_web::test]
async fn discovery_endpoint_verification() {
    let metadata = metadata().await;
    assert_eq!(metadata["issuer"], "http://localhost:8080/api/oidc/acme");
    for endpoint in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
    ] {
        let url = metadata[endpoint].as_str().unwrap();
        assert!(
            url.starts_with("http://localhost:8080/api/oidc/acme/"),
            "{endpoint}"
        );
    }
    for (list, value) in [
        ("scopes_supported", "openid"),
        ("response_types_supported", "code"),
        ("response_modes_supported", "form_post"),
        ("grant_types_supported", "authorization_code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
        (
            "token_endpoint_auth_methods_supported",
            "client_secret_basic",
        ),
        ("claims_supported", "sub"),
        ("claim_types_supported", "normal"),
    ] {
        assert!(has(&metadata, list, value), "{list} {value}");
    }
    assert!(!has(
        &metadata,
        "id_token_signing_alg_values_supported",
        "none"
    ));
    assert_eq!(metadata["claims_parameter_supported"], true);
    assert_eq!(metadata["request_parameter_supported"], false);
    assert_eq!(
        metadata["request_uri_parameter_supported"], false,
        "it is true where it is left out"
    );
}

#[actix_web::test]
async fn rp_initiated_logout_discovery_endpoint_verification() {
    let url = metadata().await["end_session_endpoint"].take();
    assert_eq!(url, "http://localhost:8080/api/oidc/acme/logout");
}

#[actix_web::test]
async fn backchannel_logout_discovery_endpoint_verification() {
    let metadata = metadata().await;
    assert_eq!(metadata["backchannel_logout_supported"], true);
    assert_eq!(metadata["backchannel_logout_session_supported"], true);
}
