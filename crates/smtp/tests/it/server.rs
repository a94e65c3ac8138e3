//! What a mail server gets, and what its answers mean.

use identity::EmailAddress;
use identity::mail::{DeliveryFailure, Letter, MailTransport as _, OutgoingMail, Paragraph};
use kernel::{Language, Timestamp};
use smtp::{Login, Security, SmtpConfig, SmtpTransport};
use testkit::{Certificate, MailServer, MailServerOptions};

pub(crate) fn config(server: &MailServer) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        security: Security::None,
        from: "no-reply@id.example".to_owned(),
        ..SmtpConfig::default()
    }
}

fn mail(to: &str) -> OutgoingMail {
    OutgoingMail {
        key: "a-key".to_owned(),
        to: EmailAddress::parse(to).unwrap(),
        letter: Letter {
            language: Language::German,
            sender: "Bäckerei \"Süß\" & Söhne".to_owned(),
            subject: "Ihr Code für die Bäckerei".to_owned(),
            paragraphs: vec![
                Paragraph::Text("Enter this code:".to_owned()),
                Paragraph::Code("12345678".to_owned()),
                Paragraph::Link {
                    label: "Or follow this link".to_owned(),
                    url: format!("https://id.example/enrol?a=1&b=2#code={}", "x".repeat(80)),
                },
            ],
        },
        written_at: Timestamp::from_seconds(1_800_000_000),
    }
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let server = MailServer::start();
    let config = SmtpConfig {
        reply_to: Some("help@id.example".to_owned()),
        ..config(&server)
    };
    let transport = SmtpTransport::new(config).unwrap();
    transport.check().await.unwrap();
    transport.deliver(&mail("ada@example.com")).await.unwrap();
    let arrived = server.mail();
    assert_eq!(arrived["sender"], "no-reply@id.example");
    assert_eq!(
        arrived["recipients"],
        serde_json::json!(["ada@example.com"])
    );
    let headers = &arrived["headers"];
    for (name, value) in [
        (
            "from",
            "\"Bäckerei \\\"Süß\\\" & Söhne\" <no-reply@id.example>",
        ),
        ("to", "ada@example.com"),
        ("reply-to", "help@id.example"),
        ("subject", "Ihr Code für die Bäckerei"),
        ("date", "Fri, 15 Jan 2027 08:00:00 +0000"),
        ("message-id", "<a-key@id.example>"),
        ("auto-submitted", "auto-generated"),
        ("content-language", "de"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    let text = arrived["text"].as_str().unwrap();
    let link = format!("https://id.example/enrol?a=1&b=2#code={}\n", "x".repeat(80));
    assert!(
        text.contains("    12345678\n") && text.contains(&link),
        "{text}"
    );
    let html = arrived["html"].as_str().unwrap();
    assert!(html.contains(">12345678</p>"), "{html}");
    assert!(
        html.contains("Söhne</p>") && html.contains("enrol?a=1&#38;b=2#code="),
        "{html}"
    );
}

#[tokio::test]
async fn tls_and_a_login_are_used_as_configured() {
    let certificate = Certificate::generate();
    let authority = std::fs::read(certificate.path()).unwrap();
    for (tls, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let server = MailServer::with(&MailServerOptions {
            tls: Some((tls, certificate.clone())),
            login: Some(("vault", "open sesame")),
            ..MailServerOptions::default()
        });
        let good = SmtpConfig {
            security,
            authority: Some(authority.clone()),
            login: Some(Login {
                username: "vault".to_owned(),
                password: "open sesame".to_owned(),
            }),
            ..config(&server)
        };
        let transport = SmtpTransport::new(good.clone()).unwrap();
        transport.deliver(&mail("ada@example.com")).await.unwrap();
        let arrived = server.mail();
        assert_eq!(arrived["encrypted"], true, "{tls}");
        assert_eq!(arrived["login"], "vault", "{tls}");

        // With another password, without the authority, under another name, or without TLS nothing is sent.
        let mut wrong_password = good.clone();
        wrong_password.login.as_mut().unwrap().password = "close".to_owned();
        let no_authority = SmtpConfig {
            authority: None,
            ..good.clone()
        };
        let no_login = SmtpConfig {
            login: None,
            ..good.clone()
        };
        for config in [wrong_password, no_authority, no_login] {
            let transport = SmtpTransport::new(config.clone()).unwrap();
            let refused = transport.deliver(&mail("ada@example.com")).await;
            assert!(
                matches!(refused, Err(DeliveryFailure::Unreachable(_))),
                "{tls}, {config:?}: {refused:?}"
            );
        }
        assert!(server.is_quiet());
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_neither_password_nor_mail() {
    let server = MailServer::start();
    let config = SmtpConfig {
        security: Security::StartTls,
        login: Some(Login {
            username: "vault".to_owned(),
            password: "open sesame".to_owned(),
        }),
        ..config(&server)
    };
    let transport = SmtpTransport::new(config).unwrap();
    let refused = transport.deliver(&mail("ada@example.com")).await;
    assert!(
        matches!(refused, Err(DeliveryFailure::Unreachable(_))),
        "{refused:?}"
    );
    assert!(server.is_quiet());
}

#[tokio::test]
async fn answers_say_whether_to_come_back() {
    let server = MailServer::start();
    let transport = SmtpTransport::new(config(&server)).unwrap();
    let refused = transport.deliver(&mail("refused-ada@example.com")).await;
    let Err(DeliveryFailure::Refused(says)) = refused else {
        panic!("{refused:?}")
    };
    assert!(says.contains("nobody of that name"), "{says}");
    let later = transport.deliver(&mail("later-ada@example.com")).await;
    let Err(DeliveryFailure::Deferred(says)) = later else {
        panic!("{later:?}")
    };
    assert!(says.contains("greylisted"), "{says}");
    // The connection goes on.
    transport.deliver(&mail("ada@example.com")).await.unwrap();
    assert_eq!(server.mail()["headers"]["to"], "ada@example.com");
}

#[tokio::test]
async fn an_internationalised_domain_is_written_in_ascii_and_a_name_before_it_cannot_be() {
    // It has no SMTPUTF8.
    let server = MailServer::start();
    let config = SmtpConfig {
        from: "no-reply@exämple.org".to_owned(),
        ..config(&server)
    };
    let transport = SmtpTransport::new(config).unwrap();
    transport.deliver(&mail("eve@exämple.org")).await.unwrap();
    let arrived = server.mail();
    assert_eq!(arrived["sender"], "no-reply@xn--exmple-cua.org");
    assert_eq!(
        arrived["recipients"],
        serde_json::json!(["eve@xn--exmple-cua.org"])
    );
    assert_eq!(arrived["headers"]["to"], "eve@xn--exmple-cua.org");

    let refused = transport.deliver(&mail("ü@exämple.org")).await;
    let Err(DeliveryFailure::Refused(says)) = refused else {
        panic!("{refused:?}")
    };
    assert!(says.contains("letters beyond ASCII before its @"), "{says}");
    assert!(server.is_quiet());
}

#[test]
fn what_cannot_be_configured_is_named() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let _inside = runtime.enter();
    let good = SmtpConfig {
        from: "no-reply@id.example".to_owned(),
        ..SmtpConfig::default()
    };
    for (config, says) in [
        (
            SmtpConfig {
                from: "Acme".to_owned(),
                ..good.clone()
            },
            "from: 'Acme' is not an e-mail address such as no-reply@example.com",
        ),
        (
            SmtpConfig {
                reply_to: Some("help\r\nBcc: eve@evil.example".to_owned()),
                ..good.clone()
            },
            "reply_to: 'help",
        ),
        (
            SmtpConfig {
                authority: Some(b"no certificate".to_vec()),
                ..good.clone()
            },
            "authority: not a certificate in PEM form",
        ),
    ] {
        let Err(error) = SmtpTransport::new(config) else {
            panic!("{says}")
        };
        assert!(error.to_string().starts_with(says), "{error}");
    }
    assert!(SmtpTransport::new(good).is_ok());
}
