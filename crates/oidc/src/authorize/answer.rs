//! The way back to the client.

use url::Url;
use url::form_urlencoded::Serializer;

use super::AuthorizationError;
use crate::{AuthorizationResponse, FormPost, Issuer, ResponseMode};

/// Where an authorization response goes, and what is in it in any case (RFC 9207, section 2).
pub(crate) struct Answer<'a> {
    /// None where the client expects no parameters but its own (Microsoft Entra ID).
    pub(crate) issuer: Option<&'a Issuer>,
    pub(crate) redirect_uri: Url,
    pub(crate) response_mode: ResponseMode,
    pub(crate) state: Option<&'a str>,
}

impl Answer<'_> {
    /// Success (RFC 6749, section 4.1.2; OpenID Connect Core 1.0, sections 3.2.2.5 and 3.3.2.5).
    pub(crate) fn success(&self, given: Vec<(&'static str, String)>) -> AuthorizationResponse {
        self.with(given)
    }

    /// Failure (RFC 6749, section 4.1.2.1).
    pub(crate) fn error(&self, error: &AuthorizationError) -> AuthorizationResponse {
        self.with(vec![
            ("error", error.code.as_str().to_owned()),
            ("error_description", error.description.clone()),
        ])
    }

    fn with(&self, mut fields: Vec<(&'static str, String)>) -> AuthorizationResponse {
        let state = self.state.map(|state| ("state", state.to_owned()));
        fields.extend(state);
        fields.extend(self.issuer.map(|issuer| ("iss", issuer.to_string())));
        let mut url = self.redirect_uri.clone();
        match self.response_mode {
            ResponseMode::Query => {
                url.query_pairs_mut().extend_pairs(fields);
            }
            ResponseMode::Fragment => {
                let fragment = Serializer::new(String::new()).extend_pairs(fields).finish();
                url.set_fragment(Some(&fragment));
            }
            ResponseMode::FormPost => {
                let action = url;
                return AuthorizationResponse::FormPost(FormPost { action, fields });
            }
        }
        AuthorizationResponse::Redirect(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(uri: &str, response_mode: ResponseMode) -> AuthorizationResponse {
        let issuer = Issuer::of(
            &Url::parse("https://id.example").unwrap(),
            &"acme".parse().unwrap(),
        );
        Answer {
            issuer: Some(&issuer),
            redirect_uri: Url::parse(uri).unwrap(),
            response_mode,
            state: Some("a&b=c#d"),
        }
        .error(&AuthorizationError::new(
            crate::AuthorizationErrorCode::LoginRequired,
            "sign in",
        ))
    }

    #[test]
    fn the_answer_keeps_the_query_and_carries_state_and_issuer() {
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
            let url = Url::parse(&format!("{expected}{parameters}")).unwrap();
            let expected = AuthorizationResponse::Redirect(url);
            assert!(answer(uri, mode) == expected, "{uri}");
        }
    }

    #[test]
    fn a_form_is_posted_to_the_redirect_uri_as_it_is() {
        let uri = "https://a.example/cb?x=1%20";
        let AuthorizationResponse::FormPost(form) = answer(uri, ResponseMode::FormPost) else {
            panic!("no form")
        };
        assert_eq!(form.action.as_str(), uri);
        let fields: Vec<_> = form.fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(
            fields,
            [
                ("error", "login_required"),
                ("error_description", "sign in"),
                ("state", "a&b=c#d"),
                ("iss", "https://id.example/api/oidc/acme"),
            ]
        );
        assert_eq!(format!("{form:?}"), "FormPost(..)");
    }
}
