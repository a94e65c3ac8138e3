//! `admin`, beside a running service.

use serde_json::json;

use crate::harness::{Browser, Home, Server};

#[test]
fn what_is_made_at_the_command_line_is_there_at_once() {
    let server = Server::start();
    let browser = Browser::new();
    let discovery = server.at("/api/oidc/acme/.well-known/openid-configuration");
    assert_eq!(browser.get(&discovery).status, 404);
    let create = [
        "admin",
        "tenant",
        "create",
        "acme",
        "--display-name",
        "Acme",
    ];
    let tenant = server.json(&[&create[..], &["--set", "pin_size=4"]].concat());
    assert_eq!(
        (
            &tenant["tenant_id"],
            &tenant["display_name"],
            &tenant["pin_size"]
        ),
        (&json!("acme"), &json!("Acme"), &json!(4))
    );
    assert_eq!(browser.get(&discovery).status, 200);
    let keys = browser
        .get(&server.at("/api/oidc/acme/.well-known/jwks"))
        .json();
    let kinds: Vec<_> = keys["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| &key["kty"])
        .collect();
    assert!(
        kinds.contains(&&json!("OKP")) && kinds.contains(&&json!("RSA")),
        "{kinds:?}"
    );

    let said = server.failure(&create);
    assert!(said.contains("a tenant 'acme' exists already"), "{said}");
}

#[test]
fn settings_that_there_are_not_are_refused() {
    let server = Server::start();
    for (set, says) in [
        ("colour=red", "colour: no such setting"),
        ("pin_size=9", "pin_size: expected 3, 4, 5 or 6"),
        (
            "block_config.ip_attempts_limit=0",
            "block_config.ip_attempts_limit: expected a number from 1 to 2147483647",
        ),
        ("use_pin=maybe", "use_pin: "),
    ] {
        let said = server.failure(&["admin", "tenant", "create", "acme", "--set", set]);
        assert!(said.contains(says), "{set}: {said}");
    }
    for id in ["Acme", "token", "logout", "a/b", ""] {
        server.failure(&["admin", "tenant", "create", id]);
    }
}

#[test]
fn clients_are_shown_as_the_contract_names_them() {
    let server = Server::start();
    server.tenant("acme", &[]);
    let create = [
        "admin",
        "client",
        "create",
        "--tenant",
        "acme",
        "--client-id",
    ];
    let client = server.json(
        &[
            &create[..],
            &["app", "--redirect-uri", "https://app.example/back"],
        ]
        .concat(),
    );
    assert_eq!(client["client_secret"].as_str().unwrap().len(), 43);
    assert_eq!(client["token_endpoint_auth_method"], "client_secret_post");
    assert_eq!(client["sing_alg"], "EdDSA");
    assert_eq!(client["redirect_uris"], json!(["https://app.example/back"]));
    let public = server.json(&[&create[..], &["phone", "--public"]].concat());
    assert_eq!(
        (&public["client_secret"], &public["client_type"]),
        (&json!(null), &json!("public"))
    );

    for (uri, says) in [
        ("http://app.example/back", "redirect_uris"),
        ("javascript:alert(1)", "redirect_uris"),
        ("https://app.example/back#fragment", "redirect_uris"),
    ] {
        let said = server.failure(&[&create[..], &["bad", "--redirect-uri", uri]].concat());
        assert!(said.contains(says), "{uri}: {said}");
    }
    let said = server.failure(&[&create[..], &["app"]].concat());
    assert!(said.contains("app"), "{said}");
}

#[test]
fn api_keys_are_shown_once() {
    let server = Server::start();
    server.tenant("acme", &[]);
    let create = ["admin", "api-key", "create", "--tenant", "acme", "--scope"];
    let key = server.json(&[&create[..], &["USER", "--scope", "CLIENT:READ"]].concat());
    assert!(key["api_key"].as_str().unwrap().len() >= 43);
    assert_eq!(key["scopes"], json!(["USER", "CLIENT:READ"]));
    let said = server.failure(&[&create[..], &["EVERYTHING"]].concat());
    assert!(said.contains("expected one of USER, "), "{said}");
}

#[test]
fn users_belong_to_a_tenant_that_there_is() {
    let server = Home::new()
        .with("PUBLIC_URL", "https://login.example.com")
        .start();
    let user = ["--username", "ada", "--email", "ada@example.org"];
    let create = |tenant| [&["admin", "user", "create", "--tenant", tenant][..], &user].concat();
    let said = server.failure(&create("nowhere"));
    assert!(said.contains("there is no tenant 'nowhere'"), "{said}");
    let created = server.json(&create("main"));
    assert_eq!(
        (&created["is_verified"], &created["is_disabled"]),
        (&json!(false), &json!(false))
    );
    let mails = server.json(&["admin", "mailbox", "--limit", "1"]);
    assert_eq!(
        (&mails[0]["to"], &mails[0]["sent_at"]),
        (&json!("ada@example.org"), &json!(null))
    );
    assert_eq!(
        server.json(&["admin", "mailbox", "--to", "eve@example.org"]),
        json!([])
    );
}
