//! Parameters of OAuth requests, from a query or a form.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, ResponseError as _, web};
use oidc::{Parameters, TokenError};

use crate::problem::Problem;
use crate::request::{is_of_type, unreadable};

/// The media type of a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Parameters of a form, or why there are none: OAuth endpoints have their own errors, so the
/// handler answers.
pub(crate) struct OAuthForm(pub(crate) Result<Parameters, TokenError>);

impl FromRequest for OAuthForm {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = is_of_type(request, &[FORM]);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_form {
                let problem = format!("Content-Type: expected {FORM}");
                return Ok(Self(Err(TokenError::InvalidRequest(problem))));
            }
            Ok(Self(match bytes.await {
                Ok(bytes) => decode(&bytes).map_err(TokenError::InvalidRequest),
                Err(error) => {
                    let problem = unreadable(&error);
                    Err(match problem.status_code() {
                        StatusCode::PAYLOAD_TOO_LARGE => TokenError::TooLarge(problem.to_string()),
                        _ => TokenError::InvalidRequest(problem.to_string()),
                    })
                }
            }))
        })
    }
}

/// The same refusal to a person.
pub(super) fn unreadable_form(error: &TokenError) -> Problem {
    match error {
        TokenError::TooLarge(_) => Problem::refused(StatusCode::PAYLOAD_TOO_LARGE, error),
        _ => Problem::bad_request(error),
    }
}

/// Parameters of the query.
pub(crate) fn query(request: &HttpRequest) -> Result<Parameters, String> {
    decode(request.query_string().as_bytes())
}

fn decode(bytes: &[u8]) -> Result<Parameters, String> {
    Parameters::decode(bytes).ok_or_else(|| "expected names and values in UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf_8_is_refused_in_words_that_anybody_may_read() {
        let problem = decode(b"%22%5C%ff=1").unwrap_err();
        assert_eq!(problem, "expected names and values in UTF-8");
        let sent = decode(b"a=%C3%A4").unwrap();
        assert_eq!(sent.get("a"), Ok(Some("\u{e4}")));
    }
}
