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
    let pairs: Vec<_> = url::form_urlencoded::parse(bytes)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    // The decoder puts this character where the bytes are no UTF-8.
    let broken = pairs.iter().find(|(name, value)| {
        name.contains(char::REPLACEMENT_CHARACTER) || value.contains(char::REPLACEMENT_CHARACTER)
    });
    match broken {
        Some((name, _)) => Err(format!("{name}: expected UTF-8")),
        None => Ok(Parameters::new(pairs)),
    }
}
