//! A service with people who have passkeys.

use std::sync::LazyLock;

use serde_json::{Value, json};
use testkit::SoftToken;
use url::Url;

use crate::harness::{Answer, App, Browser, Person, Server, Shared, Tenant};

static SERVER: LazyLock<Shared> = LazyLock::new(|| Server::start().into());

/// A tenant in which people may use passkeys, for one test.
pub(super) struct World {
    pub(super) tenant: Tenant,
    pub(super) app: App,
    pub(super) ada: Person,
    /// Acts for ada on the API.
    pub(super) hers: Browser,
}

impl World {
    pub(super) fn new(id: &str, settings: &[&str]) -> Self {
        let tenant = SERVER.tenant(id, &[&["passkey_enabled=true"], settings].concat());
        Self::of(tenant)
    }

    /// One in which they may not.
    pub(super) fn without_passkeys(id: &str) -> Self {
        Self::of(SERVER.tenant(id, &[]))
    }

    fn of(tenant: Tenant) -> Self {
        let app = tenant.app("app", &[]);
        tenant.app(
            "portal",
            &["--public", "--scope", "openid", "--scope", "account"],
        );
        let ada = Person::named("ada").with_pin("482915");
        tenant.enrol(&ada);
        let tokens = tenant.log_in_for("portal", &ada, &["openid", "account"]);
        let authorization = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let hers = Browser::new().with("authorization", authorization);
        Self {
            tenant,
            app,
            ada,
            hers,
        }
    }

    pub(super) fn at(&self, path: &str) -> String {
        format!("{}/api/passkeys{path}", self.tenant.url)
    }

    /// Somebody with a key of ada's.
    pub(super) fn key_of_adas(&self, scope: &str) -> Browser {
        let id = [
            "--tenant",
            &self.tenant.id,
            "--owner",
            "ada",
            "--scope",
            scope,
        ];
        let key = SERVER.json(&[&["admin", "api-key", "create"], &id[..]].concat());
        Browser::new().with("x-api-key", key["api_key"].as_str().unwrap())
    }

    /// Adds the token's passkey to ada's account.
    pub(super) fn add(&self, token: &mut SoftToken) -> Answer {
        let options = self
            .hers
            .post_json(&self.at("/register/options"), &json!({}));
        assert_eq!(options.status, 200, "{options}");
        let mut form = token.register(&self.tenant.url, &options.json());
        form["name"] = "Phone".into();
        self.hers.post_json(&self.at("/register/verify"), &form)
    }

    /// A token whose passkey is ada's.
    pub(super) fn adas_token(&self) -> SoftToken {
        let mut token = SoftToken::new();
        let added = self.add(&mut token);
        assert_eq!((added.status, added.json()), (200, Value::Null));
        token
    }

    /// The passkeys of ada.
    pub(super) fn list(&self) -> Value {
        let mut answer = self.hers.get(&self.at("")).json();
        answer["passkeys"].take()
    }

    /// What an authenticator is asked for.
    pub(super) fn options(&self, username: &str) -> Answer {
        let url = self.at("/auth/options?tenant_id=") + &self.tenant.id;
        let form = json!({"username": username, "tenant_id": self.tenant.id});
        Browser::new().post_json(&url, &form)
    }

    /// The token's answer to new options, as a form.
    pub(super) fn signed(&self, token: &mut SoftToken, username: &str) -> Value {
        let options = self.options(username);
        assert_eq!(options.status, 200, "{options}");
        self.answered(token, username, &options.json())
    }

    /// The token's answer to these options, as a form.
    pub(super) fn answered(&self, token: &mut SoftToken, username: &str, options: &Value) -> Value {
        let mut form = token.sign(&self.tenant.url, options);
        form["username"] = username.into();
        form["tenant_id"] = self.tenant.id.clone().into();
        form
    }

    /// Sends such a form for no authorization request.
    pub(super) fn verify(&self, form: &Value) -> Answer {
        Browser::new().post_json(&self.at("/auth/verify"), form)
    }

    /// Whether the token signs in under that name.
    pub(super) fn signs_in(&self, token: &mut SoftToken, username: &str) -> bool {
        let answer = self.verify(&self.signed(token, username));
        assert!(matches!(answer.status, 200 | 401), "{answer}");
        answer.status == 200
    }

    /// The authorization request of a sign-in page.
    pub(super) fn request_of(page: &Url) -> String {
        let mut pairs = page.query_pairs();
        let id = pairs.find(|(name, _)| name == "auth_req_id");
        id.unwrap().1.into_owned()
    }
}
