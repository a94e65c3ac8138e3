//! The way back to the client.

use kernel::PlainToken;
use url::Url;
use url::form_urlencoded::Serializer;

use super::AuthorizationError;
use crate::{Issuer, ResponseMode};

/// Where an authorization response goes, and what is in it in any case (RFC 9207, section 2).
pub(super) struct Answer<'a> {
    pub(super) issuer: &'a Issuer,
    pub(super) redirect_uri: Url,
    pub(super) response_mode: ResponseMode,
    pub(super) state: Option<&'a str>,
}

impl Answer<'_> {
    /// Success (RFC 6749, section 4.1.2).
    pub(super) fn code(&self, code: &PlainToken) -> Url {
        self.with(&[("code", code.reveal())])
    }

    /// Failure (section 4.1.2.1).
    pub(super) fn error(&self, error: &AuthorizationError) -> Url {
        self.with(&[
            ("error", error.code.as_str()),
            ("error_description", &error.description),
        ])
    }

    fn with(&self, pairs: &[(&str, &str)]) -> Url {
        let state = self.state.map(|state| ("state", state));
        let pairs = pairs
            .iter()
            .copied()
            .chain(state)
            .chain([("iss", self.issuer.as_str())]);
        let mut url = self.redirect_uri.clone();
        match self.response_mode {
            ResponseMode::Query => {
                url.query_pairs_mut().extend_pairs(pairs);
            }
            ResponseMode::Fragment => {
                let fragment = Serializer::new(String::new()).extend_pairs(pairs).finish();
                url.set_fragment(Some(&fragment));
            }
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_keeps_the_query_and_carries_state_and_issuer() {
        let issuer = Issuer::of(
            &Url::parse("https://id.example").unwrap(),
            &"acme".parse().unwrap(),
        );
        let answer = |uri: &str, response_mode| {
            Answer {
                issuer: &issuer,
                redirect_uri: Url::parse(uri).unwrap(),
                response_mode,
                state: Some("a&b=c#d"),
            }
            .error(&AuthorizationError::new(
                crate::AuthorizationErrorCode::LoginRequired,
                "sign in",
            ))
            .to_string()
        };
        let parameters = "error=login_required&error_description=sign+in&state=a%26b%3Dc%23d\
                          &iss=https%3A%2F%2Fid.example%2Fapi%2Foidc%2Facme";
        for (uri, mode, expected) in [
            (
                "https://a.example/cb",
                ResponseMode::Query,
                "https://a.example/cb?",
            ),
            (
                "https://a.example/cb?x=1%20",
                ResponseMode::Query,
                "https://a.example/cb?x=1%20&",
            ),
            (
                "https://a.example/cb",
                ResponseMode::Fragment,
                "https://a.example/cb#",
            ),
            (
                "com.example.app:/cb",
                ResponseMode::Query,
                "com.example.app:/cb?",
            ),
        ] {
            assert_eq!(answer(uri, mode), format!("{expected}{parameters}"));
        }
    }
}
