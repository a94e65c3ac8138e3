//! In which language a mail is written.

use serde_json::{Value, json};
use testkit::MailServer;

use super::mail::home;
use crate::harness::{Answer, Browser, Server, Tenant, enrol, register};

/// A service with a tenant, and the mails that come from it.
struct Stage {
    mail_server: MailServer,
    server: Server,
    acme: Tenant,
}

impl Stage {
    fn new(settings: &[&str]) -> Self {
        let mail_server = MailServer::start();
        let server = home(&mail_server).start();
        let acme = server.tenant("acme", &[&["display_name=Acme"], settings].concat());
        Self {
            mail_server,
            server,
            acme,
        }
    }

    /// The subject of the next mail, all of whose parts are in that language.
    fn next_in(&self, language: &str) -> String {
        let mail = self.mail_server.mail();
        assert_eq!(mail["headers"]["content-language"], language, "{mail}");
        let html = mail["html"].as_str().unwrap();
        assert!(
            html.contains(&format!("<html lang=\"{language}\">")),
            "{html}"
        );
        let text = mail["text"].as_str().unwrap();
        // Both parts begin with the same words.
        let first = text.lines().next().unwrap();
        assert!(html.contains(&format!(">{first}</p>")), "{first}\n{html}");
        mail["headers"]["subject"].as_str().unwrap().to_owned()
    }

    /// Asks for a link by which Ada chooses another picture.
    fn forget(&self, browser: &Browser) {
        let url = format!("{}&client_id=app", self.acme.auth("reset-password"));
        let form = json!({"username": "ada", "email": "ada@example.org"});
        let asked = browser.post_json(&url, &form);
        assert_eq!(asked.status, 200, "{asked}");
    }

    /// Creates a user by the API, in the name of a program.
    fn create(&self, user: &Value) -> Answer {
        let key = ["admin", "api-key", "create", "--tenant", "acme"];
        let key = self.server.json(&[&key[..], &["--scope", "USER"]].concat());
        let program = Browser::new()
            .with("x-api-key", key["api_key"].as_str().unwrap())
            .with("accept-language", "fr");
        program.post_json(&self.server.at("/api/tenants/acme/users"), user)
    }
}

fn browser(languages: &str) -> Browser {
    Browser::new().with("accept-language", languages)
}

#[test]
fn whoever_asks_is_written_to_as_they_ask() {
    let stage = Stage::new(&["default_language=de"]);
    stage.acme.app("app", &[]);
    let french = browser("fr-CH, fr;q=0.9, en;q=0.8");
    enrol(&french, &stage.acme, "ada");
    assert_eq!(stage.next_in("fr"), "Votre code pour Acme");
    register(&browser("ja"), &stage.acme, "bob");
    assert_eq!(stage.next_in("de"), "Ihr Code für Acme");

    // What is known of Ada from then on counts where nothing better is.
    for (languages, language, subject) in [
        ("es-MX", "es", "Elija otra imagen para Acme"),
        ("ja, en;q=0.1", "en", "Choose another picture for Acme"),
        ("ja", "fr", "Choisissez une autre image pour Acme"),
    ] {
        stage.forget(&browser(languages));
        assert_eq!(stage.next_in(language), subject);
    }
}

#[test]
fn the_invited_are_written_to_in_their_language_or_the_tenants() {
    for (settings, language, subject) in [
        (&["default_language=de"][..], "de", "Ihre Einladung zu Acme"),
        (&[], "en", "Your invitation to Acme"),
    ] {
        let stage = Stage::new(settings);
        // Whichever the program understands that creates them.
        for (name, locale, language, subject) in [
            ("ada", Value::Null, language, subject),
            ("bob", json!("ja"), language, subject),
            ("eva", json!("es-MX"), "es", "Su invitación a Acme"),
        ] {
            let email = format!("{name}@example.org");
            let user = json!({"user_id": name, "username": name, "email": email, "tenant_id": "acme", "locale": locale});
            let created = stage.create(&user);
            assert_eq!(created.status, 201, "{created}");
            assert_eq!(stage.next_in(language), subject);
        }
    }
}
