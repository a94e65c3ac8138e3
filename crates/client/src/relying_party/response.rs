//! What a relying party checks before it believes an answer.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde::Deserialize;
use url::Url;

use crate::RequestError;
use crate::enrolment_link::value_of;
use crate::refusal::printable;

/// An answer that brings no tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// The server says why, by way of the browser.
    #[error("{0}")]
    Refused(String),
    /// The browser was sent elsewhere.
    #[error("the browser was sent to {0}, which is not the redirect URI")]
    Elsewhere(String),
    /// This part of the answer belongs to another request, issuer or client.
    #[error("{0} in the answer is not what it must be: the answer is not used")]
    Mismatch(&'static str),
    /// The token endpoint gives none.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// The code, if the browser came back as it should (RFC 6749, section 4.1.2; RFC 9207).
pub(super) fn code(
    location: &Url,
    redirect_uri: &str,
    state: &str,
    issuer: &str,
) -> Result<String, ResponseError> {
    let is_back = Url::parse(redirect_uri).is_ok_and(|registered| {
        let place = |url: &Url| {
            let host = url.host().map(|host| host.to_owned());
            (
                url.scheme().to_owned(),
                host,
                url.port(),
                url.path().to_owned(),
            )
        };
        place(location) == place(&registered)
    });
    if !is_back {
        let mut place = location.clone();
        place.set_query(None);
        place.set_fragment(None);
        return Err(ResponseError::Elsewhere(place.into()));
    }
    let value = |name| value_of(location.query_pairs(), name);
    if value("state").as_deref() != Some(state) {
        return Err(ResponseError::Mismatch("state"));
    }
    if value("iss").as_deref() != Some(issuer) {
        return Err(ResponseError::Mismatch("iss"));
    }
    if let Some(error) = value("error") {
        let sentence = value("error_description").unwrap_or(error);
        return Err(ResponseError::Refused(printable(&sentence)));
    }
    value("code").ok_or(ResponseError::Mismatch("code"))
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    nonce: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Checks whom an ID token is from, for whom, and for which request.
///
/// It came straight from the token endpoint, so the connection vouches for it in place of the
/// signature (OpenID Connect Core 1.0, section 3.1.3.7, number 6).
pub(super) fn check_id_token(
    id_token: &str,
    issuer: &str,
    client_id: &str,
    nonce: &str,
) -> Result<(), ResponseError> {
    let claims = id_token.split('.').nth(1);
    let claims = claims.and_then(|part| BASE64URL.decode(part).ok());
    let claims: Option<Claims> = claims.and_then(|json| serde_json::from_slice(&json).ok());
    let Some(claims) = claims else {
        return Err(ResponseError::Mismatch("id_token"));
    };
    let is_for_us = match &claims.aud {
        Audience::One(one) => one == client_id,
        Audience::Several(several) => several.iter().any(|one| one == client_id),
    };
    if claims.iss != issuer {
        return Err(ResponseError::Mismatch("the ID token's iss"));
    }
    if !is_for_us {
        return Err(ResponseError::Mismatch("the ID token's aud"));
    }
    if claims.nonce.as_deref() != Some(nonce) {
        return Err(ResponseError::Mismatch("the ID token's nonce"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://id.example/api/oidc/acme";

    fn code_of(location: &str) -> Result<String, ResponseError> {
        code_at(location, "https://app.example/back?from=id")
    }

    fn code_at(location: &str, redirect_uri: &str) -> Result<String, ResponseError> {
        code(&Url::parse(location).unwrap(), redirect_uri, "s t", ISSUER)
    }

    #[test]
    fn a_code_counts_only_from_the_right_answer() {
        let back = "https://app.example/back?from=id&state=s+t";
        let iss = "iss=https%3A%2F%2Fid.example%2Fapi%2Foidc%2Facme";
        assert_eq!(code_of(&format!("{back}&{iss}&code=c")), Ok("c".to_owned()));
        assert_eq!(
            code_of(&format!(
                "{back}&{iss}&error=login_required&error_description=sign+in"
            )),
            Err(ResponseError::Refused("sign in".to_owned()))
        );
        let mismatch = |part| Err(ResponseError::Mismatch(part));
        assert_eq!(code_of(&format!("{back}x&{iss}&code=c")), mismatch("state"));
        assert_eq!(code_of(&format!("{back}&{iss}x&code=c")), mismatch("iss"));
        assert_eq!(code_of(&format!("{back}&code=c")), mismatch("iss"));
        assert_eq!(code_of(&format!("{back}&{iss}")), mismatch("code"));
        assert_eq!(
            code_of(&format!("https://evil.example/back?state=s+t&{iss}&code=c")),
            Err(ResponseError::Elsewhere(
                "https://evil.example/back".to_owned()
            ))
        );
    }

    #[test]
    fn the_redirect_uri_may_be_an_apps_own_scheme_or_end_at_its_port() {
        let answer = "state=s+t&iss=https%3A%2F%2Fid.example%2Fapi%2Foidc%2Facme&code=c";
        for redirect_uri in ["org.example.app:/back", "http://127.0.0.1:9000"] {
            let location = format!("{redirect_uri}?{answer}");
            assert_eq!(code_at(&location, redirect_uri), Ok("c".to_owned()));
        }
        for other in [
            "org.example.app:/other",
            "http://127.0.0.1:9001",
            "http://127.0.0.2:9000",
        ] {
            let location = format!("{other}?{answer}");
            let refused = code_at(&location, "http://127.0.0.1:9000");
            assert!(
                matches!(refused, Err(ResponseError::Elsewhere(_))),
                "{other}"
            );
        }
    }

    #[test]
    fn an_id_token_counts_only_for_its_client_and_request() {
        let check = |claims: &str| {
            let token = format!("e30.{}.c2ln", BASE64URL.encode(claims));
            check_id_token(&token, ISSUER, "app", "n")
        };
        let claims = |iss: &str, aud: &str, nonce: &str| {
            format!(r#"{{"iss":"{iss}","aud":{aud},"nonce":"{nonce}"}}"#)
        };
        assert_eq!(check(&claims(ISSUER, r#""app""#, "n")), Ok(()));
        assert_eq!(check(&claims(ISSUER, r#"["x","app"]"#, "n")), Ok(()));
        let mismatch = |part| Err(ResponseError::Mismatch(part));
        let iss = check(&claims("https://id.example", r#""app""#, "n"));
        assert_eq!(iss, mismatch("the ID token's iss"));
        let aud = check(&claims(ISSUER, r#""apple""#, "n"));
        assert_eq!(aud, mismatch("the ID token's aud"));
        let nonce = check(&claims(ISSUER, r#""app""#, "m"));
        assert_eq!(nonce, mismatch("the ID token's nonce"));
        assert_eq!(check("[]"), mismatch("id_token"));
        assert_eq!(
            check_id_token("x", ISSUER, "app", "n"),
            mismatch("id_token")
        );
    }
}
