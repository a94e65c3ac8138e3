//! An application that lets people sign in: a registered client.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use client::{Landing, SignInPage, UserAgent};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{Answer, Browser, Person, Server, Tenant};

/// Where browsers are sent back to. Nobody listens there: the tests read the redirect.
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:9/back";

const CODE_VERIFIER: &str = "a-code-verifier-of-more-than-43-characters-in-all";

/// A client of a tenant.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) tenant: Tenant,
    pub(crate) client_id: String,
    /// None for a public client.
    pub(crate) secret: Option<String>,
}

impl App {
    /// The same client after the service was started again.
    pub(crate) fn at(&self, server: &Server) -> Self {
        Self {
            tenant: self.tenant.at(server),
            ..self.clone()
        }
    }

    /// An endpoint below the issuer.
    pub(crate) fn endpoint(&self, name: &str) -> String {
        format!("{}/{name}", self.tenant.issuer())
    }

    /// An authorization request with PKCE.
    pub(crate) fn authorization_url(&self) -> Url {
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email offline_access"),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
            (
                "code_challenge",
                &BASE64URL.encode(Sha256::digest(CODE_VERIFIER)),
            ),
            ("code_challenge_method", "S256"),
        ];
        Url::parse_with_params(&self.endpoint("authorize"), parameters).unwrap()
    }

    /// Opens an authorization request in `browser`, up to its sign-in page.
    pub(crate) fn open_sign_in_page(&self, browser: &Browser) -> (Url, SignInPage) {
        let page = browser.get(self.authorization_url().as_str()).location();
        let Ok(Landing::SignIn(read)) = UserAgent::new(self.tenant.server()).open(&page) else {
            panic!("{page} is no sign-in page");
        };
        (page, read)
    }

    /// Proves in place of `browser` that `person` is there; the hand-over URL is left to it.
    pub(crate) fn prove(&self, browser: &Browser, person: &Person) -> Url {
        let (_, page) = self.open_sign_in_page(browser);
        self.prove_on(&page, browser, person)
    }

    /// The same on a sign-in page that is open already.
    pub(crate) fn prove_on(&self, page: &SignInPage, browser: &Browser, person: &Person) -> Url {
        let agent = UserAgent::new(self.tenant.server());
        agent.add_cookies(&browser.cookies()).unwrap();
        let (picture, knowledge) = (person.picture(), person.knowledge());
        let person = client::Person {
            username: &person.username,
            picture: &picture,
            knowledge: &knowledge,
        };
        agent
            .prove(page, &person, &mut client::operating_system_rng())
            .unwrap()
            .hand_over
    }

    /// Signs `person` in, and gives the code with which the browser comes back.
    pub(crate) fn code(&self, browser: &Browser, person: &Person) -> String {
        browser
            .get(self.prove(browser, person).as_str())
            .location_value("code")
    }

    /// Exchanges a code by `client_secret_post`, or as a public client.
    pub(crate) fn redeem(&self, browser: &Browser, code: &str) -> Answer {
        self.redeem_at(browser, &self.endpoint("token"), code)
    }

    /// The same at one of the token endpoint's other paths.
    pub(crate) fn redeem_at(&self, browser: &Browser, url: &str, code: &str) -> Answer {
        let grant = [
            ("grant_type", "authorization_code"),
            ("tenant_id", &self.tenant.id),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", CODE_VERIFIER),
        ];
        self.ask_for_tokens(browser, url, &grant)
    }

    /// Exchanges a refresh token.
    pub(crate) fn refresh(&self, browser: &Browser, refresh_token: &str) -> Answer {
        let grant = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ];
        self.ask_for_tokens(browser, &self.endpoint("token"), &grant)
    }

    fn ask_for_tokens(&self, browser: &Browser, url: &str, grant: &[(&str, &str)]) -> Answer {
        let mut form = grant.to_vec();
        form.push(("client_id", &self.client_id));
        if let Some(secret) = &self.secret {
            form.push(("client_secret", secret));
        }
        browser.post_form(url, &form)
    }
}
