//! A provider with the clients that the suite registers, and somebody who signs in.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;
use tenancy::SigningAlgorithm;

use super::Mode;
use crate::app::{
    Answer, Browser, CALLBACK, Client, Person, SignInPage, Tenant, TestApp, VERIFIER, patch,
};

/// Parameters by name.
pub(super) type Values = BTreeMap<String, String>;

/// What the suite tests, and the client with which it does.
pub(super) struct Provider {
    pub(super) app: &'static TestApp,
    pub(super) client: Client<'static>,
    pub(super) other: Client<'static>,
    acme: &'static Tenant<'static>,
    ada: Person,
    mode: Mode,
}

impl Provider {
    /// A provider with two confidential clients, who is asked to answer in that mode.
    pub(super) async fn new(mode: Mode) -> Self {
        // Each test has one, for as long as its process lives.
        let app: &'static TestApp = Box::leak(Box::new(TestApp::new()));
        let acme: &'static Tenant<'static> = Box::leak(Box::new(app.tenant("acme").await));
        let register = async |id| {
            acme.client_with(id, |client| {
                client.sing_alg = SigningAlgorithm::Rs256;
                let more = ["address", "phone"].map(str::to_owned);
                client.allowed_scopes.extend(more);
                client.post_logout_redirect_uri = vec!["https://app.example/goodbye".to_owned()];
            })
            .await
        };
        Self {
            app,
            client: register("first").await,
            other: register("second").await,
            acme,
            ada: acme.enrolled("ada").await,
            mode,
        }
    }

    pub(super) fn browser(&self) -> Browser<'static> {
        self.app.browser()
    }

    /// A provisioning system changes what is known of whoever signs in.
    pub(super) async fn provision(&self, operations: Value) {
        let scim = self.acme.provisioner().await;
        let place = format!("/Users/{}", self.acme.user_id(&self.ada).await);
        let answer = scim.send("PATCH", &place, &patch(operations)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer}");
    }

    /// Time passes: a client never asks twice at the same moment.
    pub(super) fn wait(&self, seconds: u64) {
        self.app.wait(Duration::from_secs(seconds));
    }

    /// The suite's authorization request, changed; an empty value takes a parameter away.
    pub(super) fn request(&self, changes: &[(&'static str, &str)]) -> Vec<(String, String)> {
        let mut fields = vec![
            ("client_id", self.client.id),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
        ];
        if self.mode == Mode::FormPost {
            fields.push(("response_mode", "form_post"));
        }
        for (name, _) in changes {
            fields.retain(|(known, _)| known != name);
        }
        let all = fields
            .iter()
            .chain(changes)
            .filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    /// Sends a browser to the authorization endpoint.
    pub(super) async fn visit(
        &self,
        browser: &mut Browser<'_>,
        changes: &[(&'static str, &str)],
    ) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.request(changes))
            .finish();
        browser
            .get(&format!("/api/oidc/acme/authorize?{query}"))
            .await
    }

    /// The same, where the person has to sign in, and does.
    pub(super) async fn sign_in(
        &self,
        browser: &mut Browser<'_>,
        changes: &[(&'static str, &str)],
    ) -> Values {
        let answer = self.visit(browser, changes).await;
        let answer = self.sign_in_after(browser, &answer).await;
        self.values(&answer)
    }

    /// Signs in on the page to which the endpoint has sent the browser.
    pub(super) async fn sign_in_after(&self, browser: &mut Browser<'_>, answer: &Answer) -> Answer {
        let page = SignInPage::at(&self.client, answer);
        browser.sign_in_on(&page, &self.ada).await
    }

    /// What the client gets, which must have come the way that it asked for, with state and issuer.
    pub(super) fn values(&self, answer: &Answer) -> Values {
        let (location, values): (String, Values) = match self.mode {
            Mode::Default => {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer}");
                let location = answer.location();
                let values = location.query_pairs().into_owned().collect();
                (
                    location.as_str().split('?').next().unwrap().to_owned(),
                    values,
                )
            }
            Mode::FormPost => {
                assert_eq!(answer.status, StatusCode::OK, "{answer}");
                let fields = answer.json()["fields"].take();
                (
                    answer.text("location"),
                    serde_json::from_value(fields).unwrap(),
                )
            }
        };
        assert_eq!(location, CALLBACK);
        assert_eq!(values["iss"], "http://localhost:8080/api/oidc/acme");
        assert_eq!(values.get("state").map(String::as_str), Some("the-state"));
        values
    }

    /// Asks the token endpoint as `client`, by HTTP Basic.
    pub(super) async fn token(&self, client: &Client<'_>, fields: &[(&str, &str)]) -> Answer {
        let credentials = format!("{}:{}", client.id, client.secret.as_deref().unwrap());
        let basic = format!("Basic {}", BASE64_STANDARD.encode(credentials));
        let asked = TestRequest::post()
            .uri("/api/oidc/acme/token")
            .insert_header(("authorization", basic));
        self.app.send(asked.set_form(fields)).await
    }

    /// Redeems a code that was asked for without PKCE.
    pub(super) async fn redeem(&self, values: &Values) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", values["code"].as_str()),
            ("redirect_uri", CALLBACK),
        ];
        self.token(&self.client, &fields).await
    }

    /// The same for a code that was asked for with PKCE.
    pub(super) async fn redeem_with_verifier(&self, values: &Values) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", values["code"].as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.token(&self.client, &fields).await
    }

    pub(super) async fn refresh(&self, client: &Client<'_>, token: &str) -> Answer {
        let grant = ("grant_type", "refresh_token");
        self.token(client, &[grant, ("refresh_token", token)]).await
    }

    /// What the userinfo endpoint says to GET with the token in the header.
    pub(super) async fn userinfo(&self, tokens: &Answer) -> Answer {
        self.client.userinfo(&tokens.text("access_token")).await
    }
}

/// A part of the ID token: 0 is its header, 1 what it says.
pub(super) fn id_token(tokens: &Answer, part: usize) -> Value {
    assert_eq!(tokens.status, StatusCode::OK, "{tokens}");
    let token = tokens.text("id_token");
    let part = token.split('.').nth(part).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
