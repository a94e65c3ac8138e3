//! Tenants of one service, and what their people do to get back in.

use std::sync::LazyLock;

use client::UserAgent;
use serde_json::{Value, json};
use zkp_protocol::Applicant;

use crate::harness::{Answer, App, Browser, Home, Person, Shared, Tenant, commitment};

pub(super) static SERVER: LazyLock<Shared> =
    LazyLock::new(|| Home::on_a_port_of_its_own().start().into());

/// A tenant in which Ada is enrolled.
pub(super) struct World {
    pub(super) acme: Tenant,
    pub(super) app: App,
    pub(super) ada: Person,
}

impl World {
    pub(super) fn of(tenant: &str) -> Self {
        Self::with(tenant, &[])
    }

    pub(super) fn with(tenant: &str, settings: &[&str]) -> Self {
        let often = ["block_config.user_attempts_limit=1000"];
        let acme = SERVER.tenant(tenant, &[&often, settings].concat());
        let app = acme.app("app", &[]);
        let ada = Person::named("ada").with_pin("482915");
        acme.enrol(&ada);
        Self { acme, app, ada }
    }

    /// Asks for a reset link.
    pub(super) fn forget(&self, username: &str, email: &str) -> Answer {
        let url = format!("{}&client_id=app", self.acme.auth("reset-password"));
        Browser::new().post_json(&url, &json!({"username": username, "email": email}))
    }

    /// The newest mail to Ada after she has asked for a reset link.
    pub(super) fn mailed_reset(&self) -> Value {
        let answer = self.forget("ada", &self.ada.email());
        assert_eq!((answer.status, &*answer.body), (200, &b"null"[..]));
        let mail = self.acme.mail(&self.ada);
        assert_eq!(mail["kind"], "reset", "{mail}");
        mail
    }
}

/// Somebody who has just signed in, as they ask the API.
pub(super) fn api_of(world: &World, person: &Person) -> Browser {
    world.acme.app(
        "portal",
        &["--public", "--scope", "openid", "--scope", "account"],
    );
    let scopes = ["openid", "account"];
    let tokens = world.acme.log_in_for("portal", person, &scopes);
    let token = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    Browser::new().with("authorization", token)
}

/// A form that enrols a picture by the code of a link.
pub(super) fn reset_form(tenant: &Tenant, username: &str, code: &str) -> Value {
    let applicant = Applicant {
        username: Some(username),
        email: None,
        code: Some(code),
    };
    json!({
        "code": code,
        "username": username,
        "encrypted_commitment": commitment(&Browser::new(), tenant, &applicant, 2, "739164"),
        "proto_version": "1",
    })
}

/// Enrols a picture by the code of a link.
pub(super) fn reset_by(tenant: &Tenant, username: &str, code: &str) -> Answer {
    let form = reset_form(tenant, username, code);
    Browser::new().post_json(&tenant.auth("reset-password/code"), &form)
}

/// A browser in which Ada is signed in, and the refresh token that she got with it.
pub(super) fn signed_in(world: &World) -> (Browser, String) {
    let browser = Browser::new();
    let code = world.app.code(&browser, &world.ada);
    let tokens = world.app.redeem(&browser, &code).json();
    (
        browser,
        tokens["refresh_token"].as_str().unwrap().to_owned(),
    )
}

/// The native client with the cookies of a browser.
pub(super) fn agent_of(world: &World, browser: &Browser) -> UserAgent {
    let agent = UserAgent::new(world.acme.server());
    agent.add_cookies(&browser.cookies()).unwrap();
    agent
}

/// Ada's user id.
pub(super) fn id_of_ada(world: &World) -> String {
    let tokens = world.acme.log_in(&world.app, &world.ada);
    let token = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let browser = Browser::new().with("authorization", token);
    let claims = browser.get(&world.app.endpoint("userinfo")).json();
    claims["sub"].as_str().unwrap().to_owned()
}
