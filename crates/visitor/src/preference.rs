//! Whether a person looks at the answer.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;

/// Whether the answer is for a person: the request asks for HTML by name, as browsers do when they
/// open an address, and programs and scripts do not (RFC 9110, section 12.5.1).
pub fn wants_page(request: &HttpRequest) -> bool {
    let accepted = request.headers().get_all(ACCEPT);
    let mut ranges = accepted
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    ranges.any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_html = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("text/html"));
        is_html && !parts.any(|part| matches!(part, "q=0" | "q=0.0"))
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_browser_that_opens_an_address_wants_a_page_and_a_program_does_not() {
        let wants = |accept: &str| {
            let request = TestRequest::default().insert_header((ACCEPT, accept));
            wants_page(&request.to_http_request())
        };
        let chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
        assert!(wants(chromium));
        assert!(wants("application/json, TEXT/HTML;q=0.5"));
        for program in ["*/*", "application/json", "text/*", "text/html;q=0", ""] {
            assert!(!wants(program), "{program}");
        }
        assert!(!wants_page(&TestRequest::default().to_http_request()));
    }
}
