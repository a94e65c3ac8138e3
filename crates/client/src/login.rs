//! A whole sign-in: the relying party asks, the person proves, the code is redeemed.

use rand_core::CryptoRng;
use url::Url;

use crate::{
    AuthorizationRequest, Fit, Landing, Person, RelyingParty, RequestError, ResponseError,
    SignInError, Tokens, UserAgent,
};

/// A sign-in that has brought tokens.
pub struct Login {
    /// The tokens.
    pub tokens: Tokens,
    /// How well the picture fitted; nothing if the user agent was signed in already.
    pub fit: Option<Fit>,
}

/// No tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The authorization request was not taken.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Nobody was signed in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The answer brings no tokens.
    #[error(transparent)]
    Response(#[from] ResponseError),
}

impl UserAgent {
    /// Takes an authorization request to its sign-in page, signs in there, and takes the answer
    /// back to the relying party. Whoever calls this is person and application in one, so what the
    /// application asks for is allowed.
    pub fn login(
        &self,
        relying_party: &RelyingParty,
        request: &AuthorizationRequest,
        person: &Person<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Login, LoginError> {
        let (location, fit) = self.answer(&request.url, person, rng)?;
        let tokens = relying_party.redeem(request, &location)?;
        Ok(Login { tokens, fit })
    }

    fn answer(
        &self,
        url: &Url,
        person: &Person<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<(Url, Option<Fit>), LoginError> {
        let (mut landing, mut fit) = (self.open(url)?, None);
        loop {
            landing = match landing {
                Landing::Back(location) => return Ok((location, fit)),
                Landing::Consent(page) => Landing::Back(self.answer_consent(&page, true)?),
                Landing::SignIn(page) => {
                    let signed_in = self.sign_in(&page, person, rng)?;
                    fit = Some(signed_in.fit);
                    signed_in.landing
                }
            };
        }
    }
}
