//! An application is shown with its logo, which is fetched once and served from here.

use serde_json::{Value, json};
use testkit::sample;

use crate::harness::{Answer, App, Browser, FileServer, Home, Server, Tenant};

const FETCHED: &str = "a client's logo was fetched";

fn key(server: &Server, scopes: &[&str]) -> Browser {
    let mut arguments = vec!["admin", "api-key", "create", "--tenant", "acme"];
    arguments.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
    let key = server.json(&arguments);
    Browser::new().with("x-api-key", key["api_key"].as_str().unwrap())
}

/// An application whose logo is at that URL.
fn shown(acme: &Tenant, id: &str, logo: &str) -> App {
    let app = acme.app(id, &["--set", &format!("logo_uri={logo}")]);
    // Wakes the workers, as a command does not.
    Browser::new().get(&acme.url);
    app
}

/// The address of the picture on the application's sign-in page.
fn picture(app: &App) -> Option<String> {
    let browser = Browser::new();
    let page = browser.get(app.authorization_url().as_str()).location();
    let page = browser.get(page.as_str());
    assert_eq!(page.status, 200, "{page}");
    let html = String::from_utf8(page.body).unwrap();
    let (_, rest) = html.split_once("<img class=\"logo\" src=\"")?;
    let path = rest.split('"').next().unwrap();
    Some(format!("{}{path}", app.tenant.url))
}

/// The audit events of that kind.
fn events(key: &Browser, url: &str, kind: &str) -> Vec<Value> {
    let events = key.get(&format!("{url}/api/tenants/acme/audit-events?kind={kind}"));
    events.json()["data"].as_array().unwrap().clone()
}

#[test]
fn a_logo_is_fetched_once_and_shown_from_here() {
    let (first, second) = (sample::logo(64), sample::logo(65));
    let files = FileServer::of(vec![
        ("/logo.png", "image/png", first.bytes.clone()),
        ("/new", "application/octet-stream", second.bytes.clone()),
    ]);
    let server = Home::new().with("OUTBOUND__ALLOWED", "127.0.0.1").start();
    let acme = server.tenant("acme", &[]);
    let app = shown(&acme, "app", &format!("{}/logo.png", files.url));
    server.wait_for(FETCHED);

    let browser = Browser::new();
    let picture = picture(&app).unwrap();
    assert_eq!(
        picture,
        server.at(&format!("/logos/acme/app/{}", first.hash))
    );
    let get = |tag: &str| browser.send("GET", &picture, &[("if-none-match", tag)], Vec::new());
    let answer = get("\"another\"");
    assert_eq!((answer.status, &answer.body), (200, &first.bytes));
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "public, max-age=31536000, immutable"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{name}");
    }
    assert_eq!(get(answer.header("etag").unwrap()).status, 304);
    assert_eq!(files.asked(), ["/logo.png"]);

    let clients = key(&server, &["CLIENT", "TENANT"]);
    let client = format!("{}/api/clients/app?tenant_id=acme", acme.url);
    let patch = |fields: Value| -> Answer {
        let json = [("content-type", "application/json")];
        clients.send("PATCH", &client, &json, fields.to_string().into())
    };
    // Another name changes nothing about it.
    assert_eq!(patch(json!({ "name": "Album" })).status, 200);
    let elsewhere = format!("{}/new", files.url);
    assert_eq!(patch(json!({ "logo_uri": elsewhere })).status, 200);
    server.wait_for(FETCHED);
    assert_eq!(files.asked(), ["/new"]);
    let moved = browser.get(&picture);
    assert_eq!(
        (moved.status, moved.header("cache-control")),
        (302, Some("no-store"))
    );
    assert_eq!(browser.get(moved.location().as_str()).body, second.bytes);
    let kept = events(&clients, &acme.url, "client.logo_kept");
    assert_eq!(kept.len(), 2, "{kept:?}");

    assert_eq!(patch(json!({ "logo_uri": null })).status, 200);
    assert_eq!(browser.get(&picture).status, 404);
}

#[test]
fn a_logo_is_of_its_tenant_and_goes_with_its_client() {
    let logo = sample::logo(64);
    let files = FileServer::of(vec![("/logo.png", "image/png", logo.bytes.clone())]);
    let server = Home::new().with("OUTBOUND__ALLOWED", "127.0.0.1").start();
    let (acme, other) = (server.tenant("acme", &[]), server.tenant("other", &[]));
    let app = shown(&acme, "app", &format!("{}/logo.png", files.url));
    let namesake = other.app("app", &[]);
    server.wait_for(FETCHED);
    let browser = Browser::new();
    assert_eq!(picture(&namesake), None);
    let place = |tenant: &str| server.at(&format!("/logos/{tenant}/app/{}", logo.hash));
    assert_eq!(browser.get(&place("other")).status, 404);
    assert_eq!(picture(&app), Some(place("acme")));
    assert_eq!(browser.get(&place("acme")).status, 200);
    let clients = key(&server, &["CLIENT"]);
    let client = format!("{}/api/clients/app?tenant_id=acme", acme.url);
    let deleted = clients.send("DELETE", &client, &[], Vec::new());
    assert!(deleted.status < 300, "{deleted}");
    assert_eq!(browser.get(&place("acme")).status, 404);
}

#[test]
fn what_could_run_a_script_is_never_shown() {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let html = b"<!doctype html><script>alert(1)</script>";
    let mut huge = sample::logo(64).bytes;
    huge.resize(300 * 1024, 0);
    let files = FileServer::of(vec![
        ("/svg", "image/svg+xml", svg.to_vec()),
        ("/svg.png", "image/png", svg.to_vec()),
        ("/page.png", "image/png", html.to_vec()),
        ("/huge.png", "image/png", huge),
    ]);
    let server = Home::new().with("OUTBOUND__ALLOWED", "127.0.0.1").start();
    let acme = server.tenant("acme", &[]);
    let audit = key(&server, &["TENANT"]);
    let browser = Browser::new();
    for (id, path, reason) in [
        ("svg", "/svg", "SVG"),
        ("named-png", "/svg.png", "SVG"),
        ("page", "/page.png", "no PNG, JPEG or WebP"),
        ("huge", "/huge.png", "262144 bytes"),
    ] {
        let app = shown(&acme, id, &format!("{}{path}", files.url));
        let given_up = server.wait_for("a client's logo was given up");
        assert!(given_up.contains(reason), "{given_up}");
        assert_eq!(picture(&app), None, "{id}");
        let place = server.at(&format!("/logos/acme/{id}/x"));
        assert_eq!(browser.get(&place).status, 404, "{id}");
        let told = events(&audit, &acme.url, "client.logo_given_up");
        let told = told.iter().find(|event| event["subject"] == id).unwrap();
        assert!(told["detail"]["reason"].as_str().unwrap().contains(reason));
        assert_eq!(told["outcome"], "failure");
    }
}
