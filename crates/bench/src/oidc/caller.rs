//! A client and its user's browser.

use serde_json::Value;
use ureq::http::header::{ACCEPT, AUTHORIZATION, COOKIE};

use super::contender::{BACK, Contender, RESOURCE};
use super::operation::{Algorithm, Operation};
use crate::Failure;
use crate::connections::Connection;

const SCOPE: &str = "openid profile email offline_access";
/// RFC 7636, appendix B.
const CODE_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CODE_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The client whose access tokens are opaque.
pub(super) const OPAQUE: &str = "opaque";

/// One caller, with a connection of its own and what it was given.
pub(super) struct Caller<'a> {
    contender: &'a Contender,
    connection: Connection,
    access_token: String,
    refresh_token: String,
}

/// The client that signs people in, whose tokens are signed with `algorithm`.
pub(super) fn app(algorithm: Algorithm) -> String {
    format!("app-{algorithm}")
}

/// The client that gets tokens for itself.
pub(super) fn robot(algorithm: Algorithm) -> String {
    format!("robot-{algorithm}")
}

impl<'a> Caller<'a> {
    /// A caller that has what `operation` needs.
    pub(super) fn prepared(
        contender: &'a Contender,
        operation: Operation,
    ) -> Result<Self, Failure> {
        let mut caller = Self {
            contender,
            connection: Connection::new(),
            access_token: String::new(),
            refresh_token: String::new(),
        };
        match operation {
            Operation::Refresh(algorithm) => caller.code_flow(&app(algorithm), Some(RESOURCE))?,
            Operation::Userinfo | Operation::Introspection => caller.code_flow(OPAQUE, None)?,
            _ => {}
        }
        Ok(caller)
    }

    /// Does it once.
    pub(super) fn perform(&mut self, operation: Operation) -> Result<(), Failure> {
        let endpoints = &self.contender.endpoints;
        match operation {
            Operation::Discovery => drop(self.connection.get(&endpoints.discovery)?),
            Operation::Jwks => drop(self.connection.get(&endpoints.jwks)?),
            Operation::ClientCredentials(algorithm) => self.client_credentials(algorithm)?,
            Operation::Refresh(algorithm) => self.refresh(&app(algorithm))?,
            Operation::Userinfo => {
                let told = self.connection.get_with(
                    &endpoints.userinfo,
                    (AUTHORIZATION, &format!("Bearer {}", self.access_token)),
                )?;
                expect(
                    told.body.get("email").is_some(),
                    "userinfo without an address",
                )?;
            }
            Operation::Introspection => {
                let token = [
                    ("token", self.access_token.as_str()),
                    ("token_type_hint", "access_token"),
                ];
                let told = self.ask(&endpoints.introspect, OPAQUE, &token)?;
                expect(
                    told.get("active") == Some(&Value::Bool(true)),
                    "a token has ended",
                )?;
            }
            Operation::PushedRequest => {
                let client = app(Algorithm::EdDsa);
                let request = request(&client, Some(RESOURCE));
                let kept = self.ask(
                    &endpoints.push,
                    &client,
                    request.get(1..).unwrap_or_default(),
                )?;
                expect(kept.get("request_uri").is_some(), "a request was not kept")?;
            }
            Operation::CodeFlow(algorithm) => self.code_flow(&app(algorithm), Some(RESOURCE))?,
        }
        Ok(())
    }

    fn client_credentials(&self, algorithm: Algorithm) -> Result<(), Failure> {
        let form = [("grant_type", "client_credentials"), ("resource", RESOURCE)];
        let given = self.ask(&self.contender.endpoints.token, &robot(algorithm), &form)?;
        expect(is_jwt(&given), "the access token is no JWT")
    }

    fn refresh(&mut self, client: &str) -> Result<(), Failure> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", self.refresh_token.as_str()),
        ];
        let given = self.ask(&self.contender.endpoints.token, client, &form)?;
        expect(is_jwt(&given), "the access token is no JWT")?;
        self.keep(&given)
    }

    /// Authorization with the session, and the exchange of the code.
    fn code_flow(&mut self, client: &str, resource: Option<&str>) -> Result<(), Failure> {
        let Contender {
            endpoints, session, ..
        } = self.contender;
        let url = url::Url::parse_with_params(&endpoints.authorize, request(client, resource))?;
        let answer = self.connection.get_with(url.as_str(), (COOKIE, session))?;
        let back = answer.location.ok_or("the browser was not sent back")?;
        let back = url::Url::parse(&back)?;
        let code = back.query_pairs().find(|(name, _)| name == "code");
        let (_, code) = code.ok_or_else(|| format!("the browser came without a code: {back}"))?;
        let form = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", BACK),
            ("code_verifier", CODE_VERIFIER),
            ("code", &code),
        ];
        let given = self.ask(&endpoints.token, client, &form)?;
        expect(
            is_jwt(&given) == resource.is_some(),
            "an access token of another format",
        )?;
        self.keep(&given)
    }

    fn keep(&mut self, given: &Value) -> Result<(), Failure> {
        let named = |name: &str| given.get(name).and_then(Value::as_str).map(str::to_owned);
        expect(named("id_token").is_some(), "an answer without an ID token")?;
        self.access_token = named("access_token").ok_or("an answer without an access token")?;
        self.refresh_token = named("refresh_token").ok_or("an answer without a refresh token")?;
        Ok(())
    }

    /// Posts a form in which a client authenticates.
    fn ask(&self, url: &str, client: &str, form: &[(&str, &str)]) -> Result<Value, Failure> {
        let secret = self.contender.secret(client);
        let client = [("client_id", client), ("client_secret", secret)];
        let answer = self.connection.post_form(
            url,
            &[&client, form].concat(),
            (ACCEPT, "application/json"),
        )?;
        Ok(answer.body)
    }
}

/// An authorization request, the client first.
pub(super) fn request<'a>(client: &'a str, resource: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut parameters = vec![
        ("client_id", client),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", SCOPE),
        ("state", "state"),
        ("nonce", "nonce"),
        ("code_challenge", CODE_CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    parameters.extend(resource.map(|resource| ("resource", resource)));
    parameters
}

fn is_jwt(given: &Value) -> bool {
    let token = given.get("access_token").and_then(Value::as_str);
    token.is_some_and(|token| token.split('.').count() == 3)
}

fn expect(holds: bool, otherwise: &'static str) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}
