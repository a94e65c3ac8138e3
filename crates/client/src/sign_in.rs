//! Sign in to an authorization request: from its URL to where the browser is sent back to.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use url::Url;
use zkp_protocol::Purpose;
use zkp_protocol::prover::{AnswerError, RecoverError};

use crate::enrolment_link::value_of;
use crate::server::are_one_local_server;
use crate::{BeginError, ConsentPage, Fit, Person, RequestError, Server, UserAgent};

/// The sign-in page of one authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPage {
    /// The tenant.
    pub tenant: String,
    /// The authorization request.
    pub auth_req_id: String,
}

/// Where an authorization request leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Landing {
    /// To the sign-in page.
    SignIn(SignInPage),
    /// To the consent page: somebody is signed in, and must be asked.
    Consent(ConsentPage),
    /// Back to the relying party, with a code or an error.
    Back(Url),
}

/// A proof that the server has accepted, to be exchanged within a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The `/api/auth/sign-in` URL, once for whoever holds the cookies of the authorization request.
    pub hand_over: Url,
    /// How well the picture fitted.
    pub fit: Fit,
}

/// A sign-in that has been completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Where it leads: back to the relying party, or to the consent page.
    pub landing: Landing,
    /// How well the picture fitted.
    pub fit: Fit,
}

/// Nobody was signed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// There is no challenge.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// The secret was not found. Nothing was told to the server.
    #[error(transparent)]
    Recover(#[from] RecoverError),
    /// The proof cannot be sealed.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The server refuses.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Picture and PIN are right, but the e-mail address waits to be confirmed.
    #[error("confirm the e-mail address first, with the code that was mailed")]
    EmailNotConfirmed,
}

/// `AuthenticateForm` of the published API.
#[derive(Serialize)]
struct Form<'a> {
    username: &'a str,
    #[serde(rename = "cipherKey")]
    cipher_key: &'a str,
    challenge_id: &'a str,
    challenge_data: &'a str,
    ber: Fit,
}

#[derive(Deserialize)]
struct AuthResult {
    nonce: String,
    #[serde(default)]
    need_verify: bool,
}

impl Server {
    /// The server that an authorization URL or a sign-in page belongs to.
    pub fn of_sign_in(url: &Url) -> Option<Self> {
        Self::of(url, "/api/oidc/").or_else(|| Self::of(url, "/sign-in"))
    }
}

impl UserAgent {
    /// Opens an authorization URL, or reads the URL of a sign-in page that is open already.
    pub fn open(&self, url: &Url) -> Result<Landing, RequestError> {
        if let Some(page) = self.page(url) {
            return Ok(page);
        }
        let to = self.connection().location(self.connection().get(url)?)?;
        if let Some(page) = self.page(&to) {
            return Ok(page);
        }
        let (named, own) = (to.origin().ascii_serialization(), self.server().origin());
        if named != own && are_one_local_server(&named, &own) {
            return Err(RequestError::OtherLocalName { named, own });
        }
        Ok(Landing::Back(to))
    }

    /// The page of the server that `url` names.
    fn page(&self, url: &Url) -> Option<Landing> {
        let is = |name| {
            let page = self.server().endpoint(&[name]);
            page.origin() == url.origin() && page.path() == url.path()
        };
        let auth_req_id = value_of(url.query_pairs(), "auth_req_id")?;
        if is("consent") {
            return Some(Landing::Consent(ConsentPage { auth_req_id }));
        }
        let tenant = value_of(url.query_pairs(), "tenant_id")?;
        is("sign-in").then_some(Landing::SignIn(SignInPage {
            tenant,
            auth_req_id,
        }))
    }

    /// Proves that the person holds picture and PIN (protocol.md, sections 1 and 2), and leaves the
    /// last step to whoever opened the authorization request.
    pub fn prove(
        &self,
        page: &SignInPage,
        person: &Person<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Proven, SignInError> {
        let place = self.place(&page.tenant, Some(&page.auth_req_id));
        let (opened, cipher_key) = self.begin(
            &place,
            person.username,
            Purpose::Login,
            person.knowledge,
            rng,
        )?;
        let recovered = opened.recover(person.picture)?;
        let fit = Fit {
            bit_error_rate: recovered.bit_error_rate(),
            image_dim: [person.picture.width(), person.picture.height()],
        };
        let message = recovered.sign_in(rng)?;
        let form = Form {
            username: person.username,
            cipher_key: &cipher_key,
            challenge_id: &message.challenge_id,
            challenge_data: &message.challenge_data,
            ber: fit,
        };
        let answer = self.post_auth(&["authenticate"], &place, &form)?;
        let result: AuthResult = self.connection().json(&answer)?;
        if result.need_verify {
            return Err(SignInError::EmailNotConfirmed);
        }
        let mut hand_over = self.server().endpoint(&["api", "auth", "sign-in"]);
        hand_over
            .query_pairs_mut()
            .append_pair("oid_nonce", &result.nonce)
            .append_pair("auth_req_id", &page.auth_req_id);
        Ok(Proven { hand_over, fit })
    }

    /// Signs in, and gives where that leads. The tenant knows this user agent afterwards: see
    /// [`UserAgent::device_cookie`].
    pub fn sign_in(
        &self,
        page: &SignInPage,
        person: &Person<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<SignedIn, SignInError> {
        let Proven { hand_over, fit } = self.prove(page, person, rng)?;
        let answer = self.connection().get(&hand_over)?;
        let location = self.connection().location(answer)?;
        let landing = self.page(&location).unwrap_or(Landing::Back(location));
        Ok(SignedIn { landing, fit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_servers_own_and_names_its_request() {
        let agent = UserAgent::new(Server::parse("https://id.example/v").unwrap());
        let page = |url| agent.page(&Url::parse(url).unwrap());
        assert_eq!(
            page("https://id.example/v/sign-in?auth_req_id=r%2B1&tenant_id=acme"),
            Some(Landing::SignIn(SignInPage {
                tenant: "acme".to_owned(),
                auth_req_id: "r+1".to_owned()
            }))
        );
        assert_eq!(
            page("https://id.example/v/consent?auth_req_id=r&tenant_id=acme"),
            Some(Landing::Consent(ConsentPage {
                auth_req_id: "r".to_owned()
            }))
        );
        for other in [
            "https://id.example/sign-in?auth_req_id=r&tenant_id=acme",
            "https://app.example/v/sign-in?auth_req_id=r&tenant_id=acme",
            "https://id.example/v/sign-in?auth_req_id=r",
            "https://id.example/v/sign-in?tenant_id=acme",
            "https://id.example/v/consent",
            "https://app.example/v/consent?auth_req_id=r",
        ] {
            assert_eq!(page(other), None, "{other}");
        }
    }

    #[test]
    fn both_kinds_of_url_tell_their_server() {
        for url in [
            "http://localhost:8080/sign-in?auth_req_id=r&tenant_id=acme",
            "http://localhost:8080/api/oidc/acme/authorize?client_id=app",
        ] {
            let server = Server::of_sign_in(&Url::parse(url).unwrap()).unwrap();
            assert_eq!(server.to_string(), "http://localhost:8080");
        }
    }
}
