//! Proof of possession (DPoP, RFC 9449) in headers: how a request shows a token with a proof, what it should
//! have shown, and which nonce the next proof needs.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, web};
use oidc::{AccessTokenError, DPOP_ALGORITHMS, DpopProof, PresentedToken, TokenScheme};

use crate::Api;
use crate::methods::SentByHead;
use crate::surface::amend;

/// The header with the proof.
const PROOF: &str = "dpop";
/// The header with the nonce for the next proof.
const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// The proof of a request, if it has one. Several headers are one list (RFC 9110, section 5.3), and a list
/// is no proof.
pub(crate) fn proof_of(request: &HttpRequest) -> Option<String> {
    let values = request.headers().get_all(PROOF);
    let values: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// A proof with the request that it came with.
pub(crate) fn with_request<'a>(text: &'a str, request: &'a HttpRequest) -> DpopProof<'a> {
    DpopProof {
        text,
        method: if request.extensions().contains::<SentByHead>() {
            Method::HEAD.as_str()
        } else {
            request.method().as_str()
        },
        path: request.path(),
    }
}

/// The access token in the value of an `Authorization` header (RFC 6750, section 2.1; RFC 9449, section
/// 7.1).
pub(crate) fn access_token(authorization: &str) -> Option<(TokenScheme, &str)> {
    let (named, token) = authorization.split_once(' ')?;
    let mut schemes = [TokenScheme::Bearer, TokenScheme::Dpop].into_iter();
    let scheme = schemes.find(|known| named.eq_ignore_ascii_case(known.as_str()))?;
    Some((scheme, token.trim()))
}

/// The access token with the proof of its request.
pub(crate) fn presented<'a>(
    (scheme, token): (TokenScheme, &'a str),
    proof: Option<&'a String>,
    request: &'a HttpRequest,
) -> PresentedToken<'a> {
    PresentedToken {
        token,
        scheme,
        proof: proof.map(|text| with_request(text, request)),
    }
}

/// What to show where nothing was shown, for `WWW-Authenticate`: then there is no error to name (RFC 6750,
/// section 3.1; RFC 9449, section 7.2).
pub(crate) fn open_challenge() -> String {
    format!("Bearer, DPoP algs=\"{}\"", DPOP_ALGORITHMS.join(" "))
}

/// What is wrong with what was shown by `scheme`, for `WWW-Authenticate`.
pub(crate) fn challenge(scheme: TokenScheme, code: &str, description: &str) -> String {
    let named = scheme.as_str();
    let error = format!("{named} error=\"{code}\", error_description=\"{description}\"");
    match scheme {
        TokenScheme::Bearer => error,
        TokenScheme::Dpop => format!("{error}, algs=\"{}\"", DPOP_ALGORITHMS.join(" ")),
    }
}

/// How a refused token is to be shown: a bound one with a proof, however it came.
pub(crate) fn scheme_after(error: &AccessTokenError, shown: TokenScheme) -> TokenScheme {
    match error {
        AccessTokenError::NeedsProof => TokenScheme::Dpop,
        _ => shown,
    }
}

/// Gives whoever sends proofs the nonce for the next one, with every answer (RFC 9449, section 8.2).
pub(crate) async fn give_nonce(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let sends_proofs = request.headers().contains_key(PROOF);
    let api = request.app_data::<web::Data<Api>>().cloned();
    let api = api.filter(|_| sends_proofs);
    let outcome = next.call(request).await;
    amend(outcome, move |headers| {
        if let Some(nonce) = api.as_ref().map(|api| api.provider.dpop_nonce())
            && let Ok(nonce) = HeaderValue::try_from(nonce)
        {
            headers.insert(NONCE, nonce);
        }
    })
}
