//! File and environment, `doctor`, `migrate`, `openapi`.

use std::fs;

use crate::harness::{Browser, Home, Server};

#[test]
fn what_cannot_be_configured_is_refused_with_what_to_do() {
    for (key, value, says) in [
        (
            "HTTP__LISEN",
            "127.0.0.1:0",
            "there is no setting 'http.lisen'; did you mean 'http.listen'?",
        ),
        (
            "PUBLIC_URL",
            "http://login.example.com",
            "http is for localhost only; give an https URL",
        ),
        (
            "PUBLIC_URL",
            "https://login.example.com/?a=b",
            "expected scheme, host, port and path only",
        ),
        (
            "HTTP__LISTEN",
            "8080",
            "is not an address and port such as 127.0.0.1:8080",
        ),
        ("DATABASE__URL", "mysql://localhost", "expected sqlite:PATH"),
        (
            "DATABASE__URL",
            "sqlite::memory:",
            "expected the path of a file",
        ),
        (
            "HTTP__TRUSTED_PROXIES",
            "proxy",
            "expected an address or a network such as 10.0.0.0/8",
        ),
        (
            "HTTP__TLS_KEY",
            "key.pem",
            "tls_certificate and tls_key belong together",
        ),
        (
            "SMTP__HOST",
            "mail.example",
            "smtp.from: with smtp.host an address is needed",
        ),
        ("LOG__FILTER", "a=b=c", "log.filter"),
    ] {
        let home = Home::new().with(key, value);
        let said = home.failure(&["serve"]);
        assert!(
            said.starts_with("error: ") && said.contains(says),
            "{key}={value}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    }
}

#[test]
fn a_file_configures_and_the_environment_wins() {
    let home = Home::new();
    let file = home.path("secrets-vault.toml");
    fs::write(&file, "public_url = \"https://login.example.com/vault/\"\n").unwrap();
    let configured = ["--config", "secrets-vault.toml", "--json", "doctor"];
    let url = |findings: serde_json::Value| findings[0]["says"].as_str().unwrap().to_owned();
    assert_eq!(
        url(home.json(&configured)),
        "https://login.example.com/vault"
    );
    let home = home.with("PUBLIC_URL", "https://other.example.com");
    assert_eq!(url(home.json(&configured)), "https://other.example.com");
    let said = home.failure(&["--config", "nowhere.toml", "serve"]);
    assert!(said.contains("nowhere.toml"), "{said}");
}

#[test]
fn the_printed_configuration_is_one_that_can_be_given_back() {
    let home = Home::new();
    fs::write(home.path("printed.toml"), home.text(&["config"])).unwrap();
    home.text(&["--config", "printed.toml", "doctor"]);
}

#[test]
fn doctor_looks_and_makes_nothing() {
    let home = Home::new();
    assert!(
        home.text(&["doctor"])
            .contains("nothing yet; the first start makes it")
    );
    assert!(!home.path("vault").exists());
    home.text(&["migrate"]);
    let findings = home.json(&["--json", "doctor"]);
    let findings = findings.as_array().unwrap();
    let named: Vec<_> = findings
        .iter()
        .map(|finding| finding["what"].as_str().unwrap())
        .collect();
    let mut expected = vec![
        "public URL",
        "keys",
        "place of the keys",
        "database",
        "mail server",
    ];
    if home.database().is_some() {
        expected.insert(1, "way to the database");
    }
    assert_eq!(named, expected);
    assert!(
        findings.iter().all(|finding| finding["verdict"] != "wrong"),
        "{findings:?}"
    );
}

#[test]
fn doctor_warns_of_keys_beside_the_data() {
    let home = Home::new();
    let home = {
        let keys = home.path("vault/data/keys.json");
        home.with("KEYS__FILE", keys.to_str().unwrap())
    };
    home.text(&["migrate"]);
    let found = home.run(&["doctor"]);
    assert!(!found.status.success());
    let said = String::from_utf8(found.stdout).unwrap();
    assert!(said.contains("lies in the data directory"), "{said}");
}

#[test]
fn migrate_may_run_again_and_beside_a_running_service() {
    let home = Home::new();
    let said = home.text(&["migrate"]);
    assert!(said.ends_with("is up to date\n"), "{said}");
    assert_eq!(home.text(&["migrate"]), said);
    let server = home.start();
    assert_eq!(server.text(&["migrate"]), said);
}

#[test]
fn the_service_describes_itself_as_the_command_line_does() {
    let server = Server::start();
    let description = Browser::new().get(&server.at("/openapi.json")).json();
    assert_eq!(description, server.json(&["openapi"]));
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(description["paths"]["/api/auth/challenge"]["post"].is_object());
}
