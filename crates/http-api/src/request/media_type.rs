//! What a body says that it is.

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;

/// Whether the body says that it is of one of these media types, with whatever parameters (RFC 9110, section 8.3.1).
pub(crate) fn is_of_type(request: &HttpRequest, types: &[&str]) -> bool {
    let value = request.headers().get(CONTENT_TYPE);
    let named = value.and_then(|value| value.to_str().ok()?.split(';').next());
    named.is_some_and(|named| {
        types
            .iter()
            .any(|known| named.trim().eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn parameters_white_space_and_case_do_not_count() {
        let is_json = |value: &str| {
            let request = TestRequest::default().insert_header((CONTENT_TYPE, value));
            is_of_type(&request.to_http_request(), &["text/x", "application/json"])
        };
        for named in [
            "application/json",
            "Application/JSON;charset=utf-8",
            "application/json ; charset=utf-8",
            "application/json;",
        ] {
            assert!(is_json(named), "{named}");
        }
        for other in [
            "",
            "application/jsonx",
            "text/plain; application/json",
            "application/json, text/plain",
        ] {
            assert!(!is_json(other), "{other}");
        }
        let none = TestRequest::default().to_http_request();
        assert!(!is_of_type(&none, &["application/json"]));
    }
}
