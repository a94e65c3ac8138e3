//! Clients are told when a session ends in which they took part, whatever ended it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

use crate::harness::{App, Browser, Home, Person, REDIRECT_URI, Receiver, Server, Tenant};

/// Who is told next, and what the logout token says: its header and its claims.
fn token(receiver: &Receiver) -> (String, Value, Value) {
    let posted = receiver.next();
    assert_eq!(posted.content_type, "application/x-www-form-urlencoded");
    let token = posted.body.strip_prefix("logout_token=").unwrap();
    let parts: Vec<_> = token.split('.').collect();
    let part = |index: usize| -> Value {
        serde_json::from_slice(&BASE64URL.decode(parts[index]).unwrap()).unwrap()
    };
    (posted.path, part(0), part(1))
}

fn start() -> (Server, Receiver) {
    let server = Home::new().with("OUTBOUND__ALLOWED", "127.0.0.1").start();
    (server, Receiver::start())
}

/// An application that wants to be told at `/{id}`.
fn told(acme: &Tenant, receiver: &Receiver, id: &str, more: &[&str]) -> App {
    let uri = format!("{}/{id}", receiver.url);
    acme.app(id, &[&["--client-logout-uri", &uri], more].concat())
}

/// Signs Ada in to the first of these applications, and by that to the others; the ID token of the first.
fn sign_in(browser: &Browser, apps: &[&App], ada: &Person) -> String {
    let (first, others) = apps.split_first().unwrap();
    let tokens = first.redeem(browser, &first.code(browser, ada)).json();
    for app in others {
        let url = app.authorization_url();
        let code = browser.get(url.as_str()).location_value("code");
        assert_eq!(app.redeem(browser, &code).status, 200);
    }
    tokens["id_token"].as_str().unwrap().to_owned()
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL.decode(payload).unwrap()).unwrap()
}

#[test]
fn a_logout_reaches_every_application_that_took_part_and_no_other() {
    let (server, receiver) = start();
    let acme = server.tenant("acme", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let first = told(&acme, &receiver, "first", &[]);
    let second = told(&acme, &receiver, "second", &["--sing-alg", "RS256"]);
    let silent = acme.app("silent", &[]);
    told(&acme, &receiver, "elsewhere", &[]);
    let browser = Browser::new();
    let id_token = sign_in(&browser, &[&first, &second, &silent], &ada);
    // Another session of hers goes on.
    sign_in(&Browser::new(), &[&second], &ada);

    let logout = format!("{}?id_token_hint={id_token}", first.endpoint("logout"));
    let answer = browser.get(&logout);
    assert!(answer.status < 400, "{answer:?}");

    let session = claims(&id_token);
    let keys = browser.get(&first.endpoint(".well-known/jwks")).json();
    let mut named = BTreeSet::new();
    for _ in 0..2 {
        let (path, header, claims) = token(&receiver);
        assert_eq!(header["typ"], "logout+jwt");
        let kids = keys["keys"].as_array().unwrap().iter();
        assert!(kids.map(|key| &key["kid"]).any(|kid| *kid == header["kid"]));
        let rs256 = path == "/second";
        assert_eq!(header["alg"], if rs256 { "RS256" } else { "EdDSA" });
        assert_eq!(path, format!("/{}", claims["aud"].as_str().unwrap()));
        for claim in ["iss", "sub", "sid"] {
            assert_eq!(claims[claim], session[claim]);
        }
        assert_eq!(
            claims["events"],
            json!({"http://schemas.openid.net/event/backchannel-logout": {}})
        );
        assert_eq!(claims.get("nonce"), None);
        let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(lifetime, 120);
        named.insert(path);
    }
    assert_eq!(
        named,
        BTreeSet::from(["/first".to_owned(), "/second".to_owned()])
    );
    let discovered = browser.get(&first.endpoint(".well-known/openid-configuration"));
    assert_eq!(discovered.json()["backchannel_logout_supported"], true);
    assert_eq!(
        discovered.json()["backchannel_logout_session_supported"],
        true
    );
}

#[test]
fn who_is_disabled_or_deleted_is_signed_out_everywhere() {
    let (server, receiver) = start();
    let acme = server.tenant("acme", &[]);
    let first = told(&acme, &receiver, "first", &[]);
    let second = told(&acme, &receiver, "second", &[]);
    let key = server.json(&[
        "admin", "api-key", "create", "--tenant", "acme", "--scope", "SCIM2",
    ]);
    let key = format!("Bearer {}", key["api_key"].as_str().unwrap());
    let provisioner = Browser::new().with("authorization", key);
    let users = server.at("/scim/v2/acme/Users");
    for (name, method, body) in [
        (
            "ada",
            "PATCH",
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#,
        ),
        ("bob", "DELETE", ""),
    ] {
        let person = Person::named(name).with_pin("482915");
        acme.enrol(&person);
        sign_in(&Browser::new(), &[&first], &person);
        sign_in(&Browser::new(), &[&second, &first], &person);
        let found = provisioner.get(&format!("{users}?filter=userName%20eq%20%22{name}%22"));
        let id = found.json()["Resources"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let headers = [("content-type", "application/scim+json")];
        let done = provisioner.send(method, &format!("{users}/{id}"), &headers, body.into());
        assert!(done.status < 300, "{done:?}");
        // Two sessions, one of which had two applications.
        let told: Vec<_> = (0..3).map(|_| token(&receiver)).collect();
        assert!(told.iter().all(|(_, _, claims)| claims["sub"] == *id));
        let sessions: BTreeSet<_> = told
            .iter()
            .map(|(_, _, claims)| claims["sid"].to_string())
            .collect();
        assert_eq!(sessions.len(), 2);
    }
}

/// Who is told next about whom: the application, the session and the user.
fn next(receiver: &Receiver) -> (String, String, String) {
    let (path, _, claims) = token(receiver);
    let text = |name: &str| claims[name].as_str().unwrap().to_owned();
    (path, text("sid"), text("sub"))
}

#[test]
fn sessions_that_somebody_ends_by_hand_end_at_every_application() {
    let (server, receiver) = start();
    let acme = server.tenant("acme", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let first = told(&acme, &receiver, "first", &[]);
    let second = told(&acme, &receiver, "second", &[]);
    let scopes = ["--public", "--scope", "openid", "--scope", "account"];
    acme.app("portal", &scopes);
    let sign_in = |apps: &[&App]| claims(&sign_in(&Browser::new(), apps, &ada));
    let (one, other) = (sign_in(&[&first, &second]), sign_in(&[&first]));
    let sid = |claims: &Value| claims["sid"].as_str().unwrap().to_owned();

    let tokens = acme.log_in_for("portal", &ada, &["openid", "account"]);
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let herself = Browser::new().with("authorization", bearer);
    let own = server.at("/api/sessions");
    let ended = herself.send("DELETE", &format!("{own}/{}", sid(&one)), &[], Vec::new());
    assert_eq!(ended.status, 204, "{ended}");
    let told = BTreeSet::from([next(&receiver), next(&receiver)]);
    let told: Vec<_> = told
        .iter()
        .map(|(path, sid, _)| (&**path, sid.clone()))
        .collect();
    assert_eq!(told, [("/first", sid(&one)), ("/second", sid(&one))]);
    let ended = herself.send("DELETE", &own, &[], Vec::new());
    assert_eq!(ended.status, 204, "{ended}");
    assert_eq!(next(&receiver).1, sid(&other));

    // An administrator ends them, disables the user, and deletes them.
    let key = server.json(&[
        "admin", "api-key", "create", "--tenant", "acme", "--scope", "USER",
    ]);
    let program = Browser::new().with("x-api-key", key["api_key"].as_str().unwrap());
    let user = one["sub"].as_str().unwrap();
    let user_url = server.at(&format!("/api/tenants/acme/users/{user}"));
    let form = json!({"user_id": user, "username": "ada", "email": "ada@example.org", "tenant_id": "acme"});
    let form = |disabled: bool| {
        let mut form = form.clone();
        form["is_disabled"] = disabled.into();
        form.to_string().into_bytes()
    };
    let json = [("content-type", "application/json")];
    let third = sign_in(&[&first]);
    let ended = program.send("DELETE", &format!("{user_url}/sessions"), &[], Vec::new());
    assert_eq!(ended.status, 204, "{ended}");
    assert_eq!(next(&receiver).1, sid(&third));
    let fourth = sign_in(&[&first]);
    let disabled = program.send("PUT", &user_url, &json, form(true));
    assert_eq!(disabled.status, 200, "{disabled}");
    assert_eq!(
        next(&receiver),
        ("/first".to_owned(), sid(&fourth), user.to_owned())
    );
    assert_eq!(
        program.send("PUT", &user_url, &json, form(false)).status,
        200
    );
    let fifth = sign_in(&[&first]);
    let deleted = program.send("DELETE", &user_url, &[], Vec::new());
    assert_eq!(deleted.status, 204, "{deleted}");
    assert_eq!(
        next(&receiver),
        ("/first".to_owned(), sid(&fifth), user.to_owned())
    );
}

#[test]
fn an_application_that_got_an_id_token_alone_is_told_too() {
    let (server, receiver) = start();
    let acme = server.tenant("acme", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let identified = told(
        &acme,
        &receiver,
        "identified",
        &["--set", r#"response_types=["id_token"]"#],
    );
    let browser = Browser::new();
    let mut url = identified.authorization_url();
    let asked = [
        ("response_type", "id_token"),
        ("client_id", "identified"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid"),
        ("nonce", "n"),
    ];
    url.query_pairs_mut().clear().extend_pairs(asked);
    let first = acme.app("first", &[]);
    first.code(&browser, &ada);
    // Silently, twice in one session: it is told once.
    let id_token = [(); 2].map(|()| browser.get(url.as_str()).location_value("id_token"));
    let session = claims(&id_token[1]);
    let logout = format!(
        "{}?id_token_hint={}",
        identified.endpoint("logout"),
        id_token[0]
    );
    assert!(browser.get(&logout).status < 400);
    let (path, _, claims) = token(&receiver);
    assert_eq!(
        (path.as_str(), &claims["sid"]),
        ("/identified", &session["sid"])
    );
    // Another session of hers, which it knows nothing of, ends without it.
    let other = told(&acme, &receiver, "other", &[]);
    let browser = Browser::new();
    let tokens = other.redeem(&browser, &other.code(&browser, &ada)).json();
    let hint = tokens["id_token"].as_str().unwrap();
    browser.get(&format!(
        "{}?id_token_hint={hint}",
        other.endpoint("logout")
    ));
    assert_eq!(token(&receiver).0, "/other");
}
