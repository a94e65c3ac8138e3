//! Tenants, and who enrols there.

use std::process::Output;

use serde_json::Value;

use super::app::REDIRECT_URI;
use super::{App, Home, Person, Server};

/// A tenant of a running service.
#[derive(Clone)]
pub(crate) struct Tenant {
    pub(crate) id: String,
    /// The service's public URL.
    pub(crate) url: String,
    home: Home,
}

impl Server {
    /// Makes a tenant in which everybody may register and an address is not blocked by the
    /// attempts of other tests; `settings` are further `field=value`.
    pub(crate) fn tenant(&self, id: &str, settings: &[&str]) -> Tenant {
        let mut arguments = vec!["admin", "tenant", "create", id];
        let open = [
            "register_enable=true",
            "block_config.ip_attempts_limit=1000",
        ];
        for setting in open.iter().chain(settings) {
            arguments.extend(["--set", setting]);
        }
        self.json(&arguments);
        Tenant {
            id: id.to_owned(),
            url: self.url.clone(),
            home: Home::clone(self),
        }
    }
}

impl Tenant {
    /// The same tenant after the service was started again.
    pub(crate) fn at(&self, server: &Server) -> Self {
        Self {
            url: server.url.clone(),
            ..self.clone()
        }
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/api/oidc/{}", self.url, self.id)
    }

    /// The service as the client library names it.
    pub(crate) fn server(&self) -> client::Server {
        client::Server::parse(&self.url).unwrap()
    }

    /// An endpoint of the sign-in API, for this tenant.
    pub(crate) fn auth(&self, name: &str) -> String {
        format!("{}/api/auth/{name}?tenant_id={}", self.url, self.id)
    }

    /// Registers a client of the tenant's own, which asks for no consent; `more` are further
    /// arguments, such as `--public`.
    pub(crate) fn app(&self, client_id: &str, more: &[&str]) -> App {
        let mut arguments = vec!["admin", "client", "create", "--tenant", &self.id];
        arguments.extend(["--client-id", client_id, "--redirect-uri", REDIRECT_URI]);
        arguments.extend(more);
        let client = self.home.json(&arguments);
        let secret = client["client_secret"].as_str().map(str::to_owned);
        App {
            tenant: self.clone(),
            client_id: client_id.to_owned(),
            secret,
        }
    }

    /// Registers a client that people are asked about.
    pub(crate) fn strangers_app(&self, client_id: &str, more: &[&str]) -> App {
        self.app(client_id, &[&["--third-party"], more].concat())
    }

    /// Enrols a person: register, read the mail, return its code.
    pub(crate) fn enrol(&self, person: &Person) {
        self.register(person);
        let code = self.mailed_code(person);
        let server = ["--server", &self.url, "--tenant", &self.id];
        let answer = ["--username", &person.username, "--code", &code];
        self.home
            .json(&[&["client", "verify-email"], &server[..], &answer].concat());
    }

    /// Creates a user at the command line, whose person then enrols; `more` are further arguments.
    pub(crate) fn invite(&self, person: &Person, more: &[&str]) {
        let email = person.email();
        let mut arguments = vec!["admin", "user", "create", "--tenant", &self.id];
        arguments.extend(["--username", &person.username, "--email", &email]);
        arguments.extend(more);
        self.home.json(&arguments);
        self.follow_invitation(person);
    }

    /// Enrols a person by the newest mail.
    pub(crate) fn follow_invitation(&self, person: &Person) {
        let mail = self.mail(person);
        let link = mail["link"].as_str().unwrap();
        let accept = [
            &["client", "enrol", "--link", link],
            &person.arguments()[2..],
        ]
        .concat();
        self.home.json(&accept);
    }

    /// The first half of an enrolment: the code is in the mail.
    pub(crate) fn register(&self, person: &Person) {
        let email = person.email();
        let server = [
            "--server", &self.url, "--tenant", &self.id, "--email", &email,
        ];
        let arguments = [&["client", "enrol"], &server[..], &person.arguments()].concat();
        self.home.json(&arguments);
    }

    /// The newest mail to a person.
    pub(crate) fn mail(&self, person: &Person) -> Value {
        self.newest_mail(&person.email())
    }

    /// The code in the newest mail to a person.
    pub(crate) fn mailed_code(&self, person: &Person) -> String {
        self.mailed_code_to(&person.email())
    }

    /// The code in the newest mail to an address.
    pub(crate) fn mailed_code_to(&self, email: &str) -> String {
        self.newest_mail(email)["code"].as_str().unwrap().to_owned()
    }

    fn newest_mail(&self, email: &str) -> Value {
        let mut mails = self.home.json(&["admin", "mailbox", "--to", email]);
        let of_this_tenant = |mail: &&mut Value| mail["tenant_id"] == *self.id;
        let mails = mails.as_array_mut().unwrap();
        mails
            .iter_mut()
            .find(of_this_tenant)
            .map(Value::take)
            .unwrap_or_default()
    }

    /// Signs in by the command line, and gives the tokens.
    pub(crate) fn log_in(&self, app: &App, person: &Person) -> Value {
        self.home.json(&self.login_arguments(app, person))
    }

    /// Signs in to a public client for these scopes, and gives the tokens.
    pub(crate) fn log_in_for(&self, client_id: &str, person: &Person, scopes: &[&str]) -> Value {
        let app = App {
            tenant: self.clone(),
            client_id: client_id.to_owned(),
            secret: None,
        };
        let mut arguments = self.login_arguments(&app, person);
        arguments.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
        self.home.json(&arguments)
    }

    /// Tries to sign in by the command line, and gives what that prints.
    pub(crate) fn try_log_in(&self, app: &App, person: &Person) -> Output {
        self.home.run(&self.login_arguments(app, person))
    }

    fn login_arguments<'a>(&'a self, app: &'a App, person: &'a Person) -> Vec<&'a str> {
        let mut arguments = vec![
            "client", "login", "--server", &self.url, "--tenant", &self.id,
        ];
        arguments.extend([
            "--client-id",
            &app.client_id,
            "--redirect-uri",
            REDIRECT_URI,
        ]);
        if let Some(secret) = &app.secret {
            arguments.extend(["--client-secret", secret]);
        }
        arguments.extend(person.arguments());
        arguments
    }

    /// The same tenant as seen from another device.
    pub(crate) fn on_another_device(&self) -> Self {
        Self {
            home: self.home.on_another_device(),
            ..self.clone()
        }
    }
}
