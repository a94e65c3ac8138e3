//! Every kind of mail on its way to a real mail server: its code entered, its link followed to the
//! end, and what it says looked after. A new kind does not compile here until somebody says how it
//! is followed.

use std::collections::BTreeSet;

use identity::mail::MailContent;
use serde_json::{Value, json};
use testkit::{MailServer, SoftToken};

use super::mail::{home, invite};
use crate::harness::{App, Browser, Person, Server, Tenant, photograph};

/// How many kinds of mail there are, each with an arm in [`Stage::follow`].
const KINDS: usize = 11;
const NEW_EMAIL: &str = "ada@elsewhere.example";

/// A service whose mails arrive, and a person who comes to have an account.
struct Stage {
    mail_server: MailServer,
    server: Server,
    acme: Tenant,
    app: App,
    /// Ada, as she signs in at the moment.
    ada: Person,
    /// What Ada signed in with before.
    before: Person,
}

impl Stage {
    fn new() -> Self {
        let mail_server = MailServer::start();
        let server = home(&mail_server).start();
        let often = "block_config.user_attempts_limit=1000";
        let acme = server.tenant("acme", &["passkey_enabled=true", often]);
        let app = acme.app("app", &[]);
        let scopes = ["--public", "--scope", "openid", "--scope", "account"];
        acme.app("portal", &scopes);
        let ada = Person::named("ada").with_pin("482915");
        Self {
            mail_server,
            server,
            acme,
            app,
            before: ada.clone(),
            ada,
        }
    }

    /// What a mail that has just arrived is about. It has the same secrets as text and as HTML, and no link leads
    /// anywhere but to the service.
    fn arrived(&self) -> MailContent {
        let mail = self.mail_server.mail();
        let to = mail["headers"]["to"].as_str().unwrap();
        let kept = self.server.json(&["admin", "mailbox", "--to", to]);
        let content: MailContent = serde_json::from_value(kept[0].clone()).unwrap();
        let (text, html) = (
            mail["text"].as_str().unwrap(),
            mail["html"].as_str().unwrap(),
        );
        // In HTML an ampersand of a link is written as a reference.
        let html = html.replace("&#38;", "&");
        for secret in secrets(&content) {
            assert!(!secret.is_empty());
            assert!(
                text.contains(secret) && html.contains(secret),
                "{text}\n{html}"
            );
        }
        for link in text.split_whitespace().filter(|word| word.contains("://")) {
            assert!(link.starts_with(&self.server.url), "{link}");
        }
        content
    }

    /// Does what a mail asks for, and looks whether what it says is so. Gives the kind.
    fn follow(&mut self, content: &MailContent) -> &'static str {
        match content {
            MailContent::ConfirmRegistration { username, code } => {
                self.verify(username, code);
                self.signs_in(&self.ada);
                "confirm_registration"
            }
            MailContent::NameTaken { username } => {
                assert_eq!(username, "ada");
                self.signs_in(&self.ada);
                "name_taken"
            }
            MailContent::RegistrationAttempted { username } => {
                assert_eq!(username, "ada");
                self.signs_in(&self.ada);
                "registration_attempted"
            }
            MailContent::DeviceLink { code, link, .. } => {
                is_a_page(link);
                let (browser, follow) = (Browser::new(), self.acme.auth("device-link/follow"));
                let form = json!({ "code": code });
                assert_eq!(browser.post_json(&follow, &form).status, 200);
                assert!(browser.cookies().contains("sv-device-acme"));
                assert_eq!(Browser::new().post_json(&follow, &form).status, 401);
                "device_link"
            }
            MailContent::Invitation { username, link, .. } => {
                is_a_page(link);
                let invited = self.ada.renamed(username);
                self.by_link("enrol", link, &invited);
                self.signs_in(&invited);
                "invitation"
            }
            MailContent::Reset { link, .. } => {
                is_a_page(link);
                let new = self.ada.with_photo(photograph(1)).with_pin("739164");
                self.by_link("reset", link, &new);
                self.before = std::mem::replace(&mut self.ada, new);
                self.signs_in(&self.ada);
                "reset"
            }
            MailContent::PictureReplaced { is_by_mail, .. } => {
                assert!(is_by_mail);
                let old = self.acme.try_log_in(&self.app, &self.before);
                assert!(!old.status.success());
                "picture_replaced"
            }
            MailContent::ConfirmAddress { username, code } => {
                self.verify(username, code);
                self.signs_in(&self.ada);
                "confirm_address"
            }
            MailContent::AddressChanged { username } => {
                assert_eq!(username, "ada");
                let to = self.server.json(&["admin", "mailbox", "--to", NEW_EMAIL]);
                assert_eq!(to[0]["kind"], "confirm_address");
                "address_changed"
            }
            MailContent::RecoveryCodesDrawn { .. } => {
                let left = self.hers().get(&self.server.at("/api/recovery-codes"));
                assert_eq!(left.json(), json!({"left": 10}));
                "recovery_codes_drawn"
            }
            MailContent::PasskeyAdded { name, .. } => {
                let passkeys = self.hers().get(&self.server.at("/api/passkeys")).json();
                assert_eq!(passkeys["passkeys"][0]["name"], name.as_str());
                "passkey_added"
            }
        }
    }

    fn signs_in(&self, person: &Person) {
        let tokens = self.acme.log_in(&self.app, person);
        assert_eq!(tokens["token_type"], "Bearer");
    }

    fn verify(&self, username: &str, code: &str) {
        let at = ["--server", &self.server.url, "--tenant", "acme"];
        let answer = ["--username", username, "--code", code];
        self.server
            .json(&[&["client", "verify-email"], &at[..], &answer].concat());
    }

    /// Enrols a picture by a mailed link, which is used up then.
    fn by_link(&self, command: &str, link: &str, person: &Person) {
        let words = [
            &["client", command, "--link", link],
            &person.arguments()[2..],
        ]
        .concat();
        self.server.json(&words);
        let said = self.server.failure(&words);
        assert!(said.contains("used or has expired"), "{said}");
    }

    /// Ada, as she asks the API.
    fn hers(&self) -> Browser {
        let scopes = ["openid", "account"];
        let tokens = self.acme.log_in_for("portal", &self.ada, &scopes);
        let token = tokens["access_token"].as_str().unwrap();
        Browser::new().with("authorization", format!("Bearer {token}"))
    }

    fn register(&self, email: &str) {
        let at = ["--server", &self.server.url, "--tenant", "acme"];
        let enrol = ["client", "enrol", "--email", email];
        self.server
            .json(&[&enrol[..], &at, &self.ada.arguments()].concat());
    }

    fn ask_for_a_device_link(&self) {
        let form = json!({"username": "ada"});
        let asked = Browser::new().post_json(&self.acme.auth("device-link"), &form);
        assert_eq!(asked.status, 200, "{asked}");
    }

    fn add_a_passkey(&self) {
        let hers = self.hers();
        let ask = |path: &str, form: &Value| {
            let url = self.server.at(&format!("/api/passkeys/register/{path}"));
            let answer = hers.post_json(&url, form);
            assert_eq!(answer.status, 200, "{answer}");
            answer.json()
        };
        let options = ask("options", &json!({}));
        let mut form = SoftToken::new().register(&self.server.url, &options);
        form["name"] = "Phone".into();
        ask("verify", &form);
    }

    fn draw_codes(&self) {
        let url = self.server.at("/api/recovery-codes");
        assert_eq!(self.hers().post_json(&url, &json!({})).status, 200);
    }

    fn change_address(&self) {
        let at = ["--server", &self.server.url, "--tenant", "acme"];
        let secret = self.app.secret.as_deref().unwrap();
        let app = ["--client-id", "app", "--client-secret", secret];
        let back = ["--redirect-uri", "http://127.0.0.1:9/back"];
        let change = ["client", "change-email", "--email", NEW_EMAIL];
        let who = self.ada.arguments();
        self.server
            .json(&[&change[..], &at, &app, &back, &who].concat());
    }

    fn forget(&self) {
        let url = format!("{}&client_id=app", self.acme.auth("reset-password"));
        let form = json!({"username": "ada", "email": NEW_EMAIL});
        assert_eq!(Browser::new().post_json(&url, &form).status, 200);
    }
}

/// A link leads to a page; what stands behind its `#` never leaves the browser.
fn is_a_page(link: &str) {
    let page = Browser::new().get(link.split('#').next().unwrap());
    assert_eq!(page.status, 200, "{page}");
}

/// What of a mail is for its reader alone.
fn secrets(content: &MailContent) -> Vec<&str> {
    match content {
        MailContent::ConfirmRegistration { code, .. }
        | MailContent::ConfirmAddress { code, .. } => vec![code],
        MailContent::DeviceLink { link, .. }
        | MailContent::Invitation { link, .. }
        | MailContent::Reset { link, .. } => vec![link],
        MailContent::NameTaken { .. }
        | MailContent::RegistrationAttempted { .. }
        | MailContent::PictureReplaced { .. }
        | MailContent::AddressChanged { .. }
        | MailContent::RecoveryCodesDrawn { .. }
        | MailContent::PasskeyAdded { .. } => Vec::new(),
    }
}

/// Something after which mails arrive.
type Step = fn(&Stage);

#[test]
fn every_kind_arrives_and_leads_where_it_says() {
    let mut stage = Stage::new();
    let mut kinds = BTreeSet::new();
    // Each step with the number of mails that it, and following them, causes.

    let steps: [(Step, usize); 8] = [
        (|stage| stage.register("ada@example.org"), 1),
        (|stage| stage.register("eve@example.org"), 2),
        (Stage::ask_for_a_device_link, 1),
        (|stage| invite(&stage.server, "bob"), 1),
        (Stage::add_a_passkey, 1),
        (Stage::draw_codes, 1),
        (Stage::change_address, 2),
        (Stage::forget, 2),
    ];
    for (step, mails) in steps {
        step(&stage);
        for _ in 0..mails {
            let content = stage.arrived();
            kinds.insert(stage.follow(&content));
        }
    }
    assert_eq!(kinds.len(), KINDS, "{kinds:?}");
    assert!(stage.mail_server.is_quiet());
}
