//! Parameters of OAuth requests, from a query or a form.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use oidc::Parameters;

use crate::request::unreadable;

/// Parameters of a form, or why there are none: OAuth endpoints have their own errors, so the
/// handler answers.
pub(crate) struct OAuthForm(pub(crate) Result<Parameters, String>);

impl FromRequest for OAuthForm {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mime = request.mime_type().ok().flatten();
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let expected = "application/x-www-form-urlencoded";
            if mime.is_none_or(|mime| mime.essence_str() != expected) {
                return Ok(Self(Err(format!("Content-Type: expected {expected}"))));
            }
            Ok(Self(match bytes.await {
                Ok(bytes) => decode(&bytes),
                Err(error) => Err(unreadable(&error).to_string()),
            }))
        })
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
