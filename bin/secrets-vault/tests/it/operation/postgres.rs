//! What is `PostgreSQL`'s alone: a server that goes away, and a URL with a password in it.

use serde_json::json;

use crate::harness::{Browser, Home, Person};

#[test]
fn while_the_database_is_away_the_service_says_so_and_then_goes_on() {
    let server = Home::on_postgres().start();
    let acme = server.tenant("acme", &[]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let database = server.database().unwrap();
    let ready = || Browser::new().get(&server.at("/health/ready"));
    assert_eq!(ready().status, 200);

    database.close();
    let form = json!({"username": "ada", "code": "12345678"});
    let work = || Browser::new().post_json(&acme.auth("verify-email"), &form);
    for refused in [ready(), work(), ready()] {
        assert_eq!(refused.status, 503, "{refused}");
        assert!(refused.header("retry-after").is_some(), "{refused}");
        assert!(!refused.to_string().contains("postgres"), "{refused}");
    }
    assert_eq!(
        Browser::new().get(&server.at("/health/live")).status,
        200,
        "a restart would not help"
    );

    database.open();
    assert_eq!(ready().status, 200);
    let tokens = acme.log_in(&app, &ada);
    assert_eq!(tokens["token_type"], "Bearer");
}

#[test]
fn the_password_of_the_database_is_nowhere() {
    let home = Home::on_postgres();
    // The server trusts whoever comes, so any password is right.
    let url = home.database().unwrap().url();
    let url = url.replace("postgres@", "postgres:hunter2@");
    let server = home
        .with("DATABASE__URL", &url)
        .with("LOG__FILTER", "trace")
        .start();
    for command in [&["doctor"][..], &["--json", "doctor"], &["migrate"]] {
        let told = server.text(command);
        assert!(told.contains("postgres://postgres@"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
    Browser::new().get(&server.at("/health/ready"));
    let pid = server.pid();
    crate::harness::kill(pid, "TERM");
    let said = server.says_until("\"stopped\"").join("\n");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_database_that_is_not_there_is_one_sentence() {
    let home = Home::on_postgres();
    let url = format!("{}_nowhere", home.database().unwrap().url());
    let home = home.with("DATABASE__URL", &url);
    for command in ["serve", "migrate"] {
        let said = home.failure(&[command]);
        assert!(
            said.starts_with("error: the database server cannot be used: ")
                && said.contains("does not exist"),
            "{said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!home.path("vault/keys").exists(), "no keys without data");
    }
    let found = home.run(&["doctor"]);
    assert!(!found.status.success());
    assert!(String::from_utf8(found.stdout).unwrap().contains("WRONG"));
}

#[test]
fn a_root_certificate_is_needed_to_check_the_server() {
    let home = Home::on_sqlite().with(
        "DATABASE__URL",
        "postgres://vault@127.0.0.1:1/vault?sslmode=verify-full",
    );
    let said = home.failure(&["serve"]);
    assert!(said.contains("database.root_certificate"), "{said}");
}
