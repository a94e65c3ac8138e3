//! Mails on their way to a real mail server.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use testkit::{Certificate, MailServer, MailServerOptions};

use crate::harness::{Browser, Home, Person, Server, argument, kill};

/// A service that hands its mails to `server`.
pub(super) fn home(server: &MailServer) -> Home {
    Home::on_a_port_of_its_own()
        .with("SMTP__HOST", "127.0.0.1")
        .with("SMTP__PORT", &server.port.to_string())
        .with("SMTP__SECURITY", "none")
        .with("SMTP__FROM", "no-reply@id.example")
}

pub(super) fn invite(server: &Server, name: &str) {
    let email = format!("{name}@example.org");
    server.json(&[
        "admin",
        "user",
        "create",
        "--tenant",
        "acme",
        "--username",
        name,
        "--email",
        &email,
    ]);
}

fn newest_mail(home: &Home) -> Value {
    home.json(&["admin", "mailbox", "--limit", "1"])[0].take()
}

#[test]
fn a_person_gets_the_code_and_every_link_leads_to_the_service() {
    let certificate = Certificate::generate();
    let mail_server = MailServer::with(&MailServerOptions {
        tls: Some(("starttls", certificate.clone())),
        login: Some(("vault", "open sesame")),
        ..MailServerOptions::default()
    });
    let home = home(&mail_server).with("SMTP__SECURITY", "starttls");
    let password = home.path("password");
    fs::write(&password, "open sesame\n").unwrap();
    let home = home
        .with("SMTP__USERNAME", "vault")
        .with("SMTP__PASSWORD_FILE", argument(&password))
        .with("SMTP__AUTHORITY", argument(&certificate.path()));
    let server = home.start();
    let acme = server.tenant("acme", &["display_name=Acme & Sons"]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");

    acme.register(&ada);
    let mail = mail_server.mail();
    assert_eq!(
        (&mail["encrypted"], &mail["login"]),
        (&json!(true), &json!("vault"))
    );
    assert_eq!(mail["headers"]["to"], "ada@example.org");
    assert_eq!(mail["headers"]["from"], "Acme & Sons <no-reply@id.example>");
    let text = mail["text"].as_str().unwrap();
    let code = text
        .split_whitespace()
        .find(|word| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or_else(|| panic!("no code in {text}"));
    server.json(&[
        "client",
        "verify-email",
        "--server",
        &server.url,
        "--tenant",
        "acme",
        "--username",
        "ada",
        "--code",
        code,
    ]);
    assert_eq!(acme.log_in(&app, &ada)["token_type"], "Bearer");

    invite(&server, "bob");
    let mail = mail_server.mail();
    assert_eq!(mail["headers"]["subject"], "Your invitation to Acme & Sons");
    let text = mail["text"].as_str().unwrap();
    let link = text.lines().find(|line| line.starts_with("http")).unwrap();
    let enrol = format!("{}/enrol?tenant_id=acme&username=bob#code=", server.url);
    assert!(link.starts_with(&enrol), "{link}");
    let bob = Person::named("bob").with_pin("482915");
    server.json(&[&["client", "enrol", "--link", link], &bob.arguments()[2..]].concat());
    assert_eq!(acme.log_in(&app, &bob)["token_type"], "Bearer");

    let mails = server.json(&["admin", "mailbox"]);
    let states: Vec<_> = mails
        .as_array()
        .unwrap()
        .iter()
        .map(|mail| &mail["state"])
        .collect();
    assert_eq!(states, ["sent", "sent"]);
    let said = server.text(&["doctor"]);
    assert!(
        said.contains("ok       mail server: 127.0.0.1 answers"),
        "{said}"
    );
}

#[test]
fn a_mail_server_that_is_down_loses_nothing_and_hinders_nothing() {
    let mail_server = MailServer::start();
    let (home, port) = (home(&mail_server), mail_server.port);
    drop(mail_server);
    let server = home.start();
    server.tenant("acme", &[]);
    invite(&server, "ada");
    server.wait_for("a mail was not sent yet");
    assert_eq!(Browser::new().get(&server.at("/health/ready")).status, 200);
    let mail = newest_mail(&server);
    assert_eq!(
        (&mail["state"], &mail["sent_at"]),
        (&json!("waiting"), &json!(null))
    );
    let reason = mail["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("the mail server cannot be used: "),
        "{reason}"
    );
    let doctor = server.run(&["doctor"]);
    let said = String::from_utf8(doctor.stdout).unwrap();
    assert!(
        said.contains("WRONG    mail server: the mail server cannot be used: "),
        "{said}"
    );
    assert!(!doctor.status.success());

    let mail_server = MailServer::with(&MailServerOptions {
        port,
        ..MailServerOptions::default()
    });
    assert_eq!(mail_server.mail()["headers"]["to"], "ada@example.org");
}

#[test]
fn sigterm_lets_a_mail_on_its_way_arrive_and_it_is_not_sent_again() {
    let mut mail_server = MailServer::start();
    let server = home(&mail_server).start();
    server.tenant("acme", &[]);
    invite(&server, "slow-ada");
    assert_eq!(mail_server.holds(), "slow-ada@example.org");
    kill(server.pid(), "TERM");
    server.wait_for("running requests may finish");
    mail_server.go_on();
    let (status, home) = server.ended();
    assert!(status.success(), "{status}");
    assert_eq!(mail_server.mail()["headers"]["to"], "slow-ada@example.org");
    assert_eq!(newest_mail(&home)["state"], "sent");

    let server = home.start();
    invite(&server, "bob");
    assert_eq!(mail_server.mail()["headers"]["to"], "bob@example.org");
    assert!(mail_server.is_quiet());
}

#[test]
fn kill_9_leaves_a_mail_to_whoever_comes_when_its_lease_ends() {
    let mail_server = MailServer::start();
    let server = home(&mail_server).start();
    server.tenant("acme", &[]);
    invite(&server, "slow-ada");
    mail_server.holds();
    let home = server.stop("KILL");
    let mail = newest_mail(&home);
    assert_eq!(
        (&mail["state"], &mail["attempts"]),
        (&json!("waiting"), &json!(1))
    );
    assert!(mail["next_attempt_at"].as_str() > mail["written_at"].as_str());
}

#[test]
fn two_nodes_share_the_mails() {
    const MAILS: usize = 12;
    let mail_server = MailServer::start();
    let first = home(&mail_server).start();
    let elsewhere = Home::clone(&first).with("HTTP__LISTEN", "127.0.0.1:0");
    let _second = elsewhere.start();
    first.tenant("acme", &[]);
    for number in 0..MAILS {
        invite(&first, &format!("person-{number}"));
    }
    let arrived: BTreeSet<_> = (0..MAILS)
        .map(|_| mail_server.mail()["headers"]["message-id"].to_string())
        .collect();
    assert_eq!(arrived.len(), MAILS);
    // What arrives after them is the next one, and none of them again.
    invite(&first, "last");
    assert_eq!(mail_server.mail()["headers"]["to"], "last@example.org");
    assert!(mail_server.is_quiet());
}
