//! What `serve` refuses, `doctor` finds.

use std::fs;
use std::process::Output;

use testkit::Certificate;

use crate::harness::{Browser, Home, argument};

/// Settings that no service can start with, and how what is said about them begins.
struct Unusable {
    settings: Vec<(&'static str, String)>,
    says: String,
}

fn unusable(settings: &[(&'static str, &str)], says: impl Into<String>) -> Unusable {
    let settings = settings
        .iter()
        .map(|&(key, value)| (key, value.to_owned()))
        .collect();
    Unusable {
        settings,
        says: says.into(),
    }
}

fn home_with(settings: &[(&'static str, String)]) -> Home {
    let home = Home::on_sqlite();
    settings
        .iter()
        .fold(home, |home, (key, value)| home.with(key, value))
}

fn said(output: Output) -> (Option<i32>, String) {
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

/// `doctor` and `serve` fail with these settings, and say the same.
fn refused_by_both(settings: &[(&'static str, String)], says: &str) {
    let home = home_with(settings);
    let (code, found) = said(home.run(&["doctor"]));
    assert_eq!(code, Some(1), "{settings:?}: {found}");
    let wrong = found.lines().find(|line| line.starts_with("WRONG "));
    let wrong = wrong.unwrap_or_else(|| panic!("{settings:?}: {found}"));
    assert!(wrong.contains(says), "{settings:?}: {found}");
    let (code, refused) = said(home.run(&["serve"]));
    assert_eq!(code, Some(1), "{settings:?}: {refused}");
    let last = refused.lines().last().unwrap();
    let expected = format!("error: {says}");
    assert!(last.starts_with(&expected), "{settings:?}: {refused}");
    // Where in its source OpenSSL says it is nobody's business.
    assert!(!last.contains(".c:"), "{settings:?}: {refused}");
}

#[test]
fn doctor_and_serve_refuse_the_same_settings_and_name_them() {
    let files = Home::on_sqlite();
    let text = files.path("text");
    fs::write(&text, "This is a text, and nothing else.").unwrap();
    let text = argument(&text);
    let below_text = format!("{text}/data");
    for Unusable { settings, says } in [
        unusable(
            &[("HTTP__TRUSTED_PROXIES", "foo")],
            "http.trusted_proxies: 'foo': ",
        ),
        unusable(
            &[("HTTP__WORKERS", "513")],
            "http.workers: expected 0 to 512",
        ),
        unusable(&[("LOG__FILTER", "info,=zz==")], "log.filter: 'info,=zz=='"),
        unusable(
            &[("GEO__COUNTRY_FILE", text)],
            format!("geo.country_file: {text}: "),
        ),
        unusable(
            &[("GEO__COUNTRY_FILE", "nowhere.mmdb")],
            "geo.country_file: nowhere.mmdb: ",
        ),
        unusable(
            &[("OUTBOUND__TRUSTED_CERTIFICATES", "nowhere.pem")],
            "outbound.trusted_certificates: nowhere.pem: ",
        ),
        unusable(
            &[("DATA_DIR", text)],
            format!("data_dir: {text}/secrets-vault.db cannot be made: {text} is no directory"),
        ),
        unusable(
            &[("DATA_DIR", &below_text)],
            format!(
                "data_dir: {below_text}/secrets-vault.db cannot be made: {text} is no directory"
            ),
        ),
        unusable(&[("DATA_DIR", "/proc/nowhere/data")], "data_dir: "),
        unusable(
            &[("DATABASE__URL", &format!("sqlite:{below_text}"))],
            "database.url: ",
        ),
        unusable(
            &[("PUBLIC_URL", "https://login example.com")],
            "public_url: 'https://login example.com': ",
        ),
    ] {
        refused_by_both(&settings, &says);
    }
}

#[test]
fn a_certificate_or_key_that_cannot_be_served_is_named_with_what_is_wrong() {
    let files = Home::on_sqlite();
    let file = |name: &str, text: &str| {
        let path = files.path(name);
        fs::write(&path, text).unwrap();
        argument(&path).to_owned()
    };
    let text = file("text", "This is a text, and nothing else.");
    let encrypted = file("encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    let (own, other) = (Certificate::generate(), Certificate::generate());
    let (own, own_key, other_key) = (own.path(), own.with_key(), other.with_key());
    let (own, own_key, other_key) = (argument(&own), argument(&own_key), argument(&other_key));
    let tls = |certificate: &str, key: &str, says: String| {
        unusable(
            &[
                ("HTTP__TLS_CERTIFICATE", certificate),
                ("HTTP__TLS_KEY", key),
            ],
            says,
        )
    };
    for Unusable { settings, says } in [
        tls(
            "nowhere.pem",
            own_key,
            "http.tls_certificate: nowhere.pem: No such file".to_owned(),
        ),
        tls(
            own,
            "nowhere.pem",
            "http.tls_key: nowhere.pem: No such file".to_owned(),
        ),
        tls(
            &text,
            own_key,
            format!("http.tls_certificate: {text}: there is no certificate in PEM form in it"),
        ),
        tls(
            own,
            &text,
            format!("http.tls_key: {text}: there is no private key in PEM form in it"),
        ),
        tls(
            own,
            &encrypted,
            format!("http.tls_key: {encrypted}: it is encrypted; "),
        ),
        tls(
            own,
            other_key,
            format!(
                "http.tls_key: {other_key}: it is not the key of the first certificate in {own}"
            ),
        ),
    ] {
        refused_by_both(&settings, &says);
    }
}

#[test]
fn doctor_finds_nothing_wrong_with_tls_that_is_served() {
    let certificate = Certificate::generate();
    let (path, key) = (certificate.path(), certificate.with_key());
    let home = Home::new()
        .with("HTTP__TLS_CERTIFICATE", argument(&path))
        .with("HTTP__TLS_KEY", argument(&key));
    let said = home.text(&["doctor"]);
    assert!(
        said.contains(&format!("ok       TLS: {}\n", path.display())),
        "{said}"
    );
    let server = home.start();
    assert!(
        server.url.starts_with("https://localhost:"),
        "{}",
        server.url
    );
}

#[test]
fn a_public_url_with_a_host_beyond_ascii_is_served_as_browsers_write_it() {
    let home = Home::new().with("PUBLIC_URL", "https://exämple.org");
    let says = "public URL: https://xn--exmple-cua.org\n";
    assert!(home.text(&["doctor"]).contains(says));
    let server = home.start();
    assert_eq!(server.url, "https://xn--exmple-cua.org");
    let discovery = "/api/oidc/main/.well-known/openid-configuration";
    let answer = Browser::new().get(&format!("http://{}{discovery}", server.address));
    assert_eq!(
        answer.json()["issuer"],
        "https://xn--exmple-cua.org/api/oidc/main"
    );
}

#[test]
fn doctor_says_what_a_path_in_the_public_url_needs() {
    let path = "path of the public URL: the service itself answers without /vault; ";
    let home = Home::new().with("PUBLIC_URL", "https://login.example.com/vault/");
    let said = home.text(&["doctor"]);
    assert!(said.contains(path), "{said}");
    let home = Home::new().with("PUBLIC_URL", "https://login.example.com/");
    let said = home.text(&["doctor"]);
    assert!(!said.contains("path of the public URL"), "{said}");
}
