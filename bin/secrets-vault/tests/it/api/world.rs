//! A service with two tenants, an administrator, a user, and keys.

use std::sync::LazyLock;

use serde_json::Value;

use crate::harness::{Answer, App, Browser, Home, Person, Shared, Tenant};

/// The tenants of the tests that change nothing but what they have made themselves.
pub(super) static WORLD: LazyLock<World> = LazyLock::new(World::new);

pub(super) struct World {
    pub(super) server: Shared,
    pub(super) acme: Tenant,
    pub(super) other: Tenant,
    /// Administrator of `acme`.
    pub(super) ada: Person,
    /// A user of `acme` without a role.
    pub(super) bob: Person,
}

/// Somebody who shows the same credential with every request.
pub(super) struct Caller {
    browser: Browser,
    url: String,
}

impl World {
    fn new() -> Self {
        // Tests of all operations ask as fast as they can.
        let home = Home::on_a_port_of_its_own().with("SCIM__REQUESTS_PER_MINUTE", "0");
        let server: Shared = home.start().into();
        let (acme, other) = (server.tenant("acme", &[]), server.tenant("other", &[]));
        let scopes =
            ["openid", "account", "admin", "offline_access"].map(|scope| ["--scope", scope]);
        acme.app("portal", &[&["--public"], scopes.as_flattened()].concat());
        let ada = Person::named("ada").with_pin("482915");
        acme.invite(&ada, &["--role", "tenant_admin"]);
        let bob = Person::named("bob").with_pin("482915");
        acme.enrol(&bob);
        Self {
            server,
            acme,
            other,
            ada,
            bob,
        }
    }

    /// Creates a user of `acme` who does not enrol; `more` are further arguments.
    pub(super) fn create(&self, person: &Person, more: &[&str]) {
        let email = person.email();
        let mut arguments = vec!["admin", "user", "create", "--tenant", "acme"];
        arguments.extend(["--username", &person.username, "--email", &email]);
        arguments.extend(more);
        self.server.json(&arguments);
    }

    /// Whoever shows nothing.
    pub(super) fn nobody(&self) -> Caller {
        self.caller(Browser::new())
    }

    /// Whoever shows these headers.
    pub(super) fn caller(&self, browser: Browser) -> Caller {
        Caller {
            browser,
            url: self.server.url.clone(),
        }
    }

    /// A program with a new key of `tenant`.
    pub(super) fn program(&self, tenant: &Tenant, scopes: &[&str]) -> Caller {
        self.key(&self.made_key(tenant, scopes, &[]))
    }

    /// A program with a new key of somebody's.
    pub(super) fn program_of(&self, owner: &Person, scopes: &[&str]) -> Caller {
        self.key(&self.made_key(&self.acme, scopes, &["--owner", &owner.username]))
    }

    fn made_key(&self, tenant: &Tenant, scopes: &[&str], more: &[&str]) -> String {
        let mut arguments = vec!["admin", "api-key", "create", "--tenant", &tenant.id];
        arguments.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
        let key = self.server.json(&[&arguments, more].concat());
        key["api_key"].as_str().unwrap().to_owned()
    }

    pub(super) fn key(&self, key: &str) -> Caller {
        self.caller(Browser::new().with("x-api-key", key))
    }

    /// A person who has signed in for these scopes.
    pub(super) fn person(&self, person: &Person, scopes: &[&str]) -> Caller {
        let tokens = self.acme.log_in_for("portal", person, scopes);
        self.token(tokens["access_token"].as_str().unwrap())
    }

    /// Asks for new tokens by the refresh token of earlier ones.
    pub(super) fn refresh(&self, client_id: &str, tokens: &Value) -> Answer {
        let app = App {
            tenant: self.acme.clone(),
            client_id: client_id.to_owned(),
            secret: None,
        };
        app.refresh(&Browser::new(), tokens["refresh_token"].as_str().unwrap())
    }

    pub(super) fn token(&self, token: &str) -> Caller {
        let authorization = format!("Bearer {token}");
        self.caller(Browser::new().with("authorization", authorization))
    }
}

impl Caller {
    pub(super) fn get(&self, path: &str) -> Answer {
        self.browser.get(&format!("{}{path}", self.url))
    }

    /// Sends a body as it is, said to be JSON.
    pub(super) fn send_bytes(&self, method: &str, path: &str, body: Vec<u8>) -> Answer {
        let json = [("content-type", "application/json")];
        let url = format!("{}{path}", self.url);
        self.browser.send(method, &url, &json, body)
    }

    /// Sends the fields of an object as a form.
    pub(super) fn send_form(&self, method: &str, path: &str, fields: &Value) -> Answer {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields.as_object().unwrap() {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            body.append_pair(name, &text);
        }
        let url = format!("{}{path}", self.url);
        self.browser.send(method, &url, &form, body.finish().into())
    }

    pub(super) fn send_bare(&self, method: &str, path: &str) -> Answer {
        let url = format!("{}{path}", self.url);
        self.browser.send(method, &url, &[], Vec::new())
    }

    pub(super) fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let json = [("content-type", "application/json")];
        let url = format!("{}{path}", self.url);
        self.browser
            .send(method, &url, &json, body.to_string().into())
    }
}
