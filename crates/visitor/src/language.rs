//! Which language a browser likes best.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use kernel::Language;

/// The language that the browser likes best of those spoken here (RFC 9110, section 12.5.4).
pub fn language(request: &HttpRequest) -> Option<Language> {
    let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let liked = header.split(',').filter_map(|range| {
        let mut parts = range.split(';');
        let language = Language::of_tag(parts.next()?)?;
        let weight = parts.find_map(|part| part.trim().strip_prefix(['q', 'Q'])?.strip_prefix('='));
        let weight = weight.map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
        (weight > 0.0).then_some((language, weight))
    });
    // Of equally liked ones the first counts, so only a heavier one takes its place.
    let best = liked.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_browsers_favourite_that_is_spoken_here_counts() {
        let of = |header: &str| {
            let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, header));
            language(&request.to_http_request())
        };
        assert_eq!(of("de-AT,de;q=0.9,en;q=0.8"), Some(Language::German));
        assert_eq!(of("ja, fr;q=0.3, es;q=0.7"), Some(Language::Spanish));
        assert_eq!(of("fr;q=0, en;q=0.1"), Some(Language::English));
        assert_eq!(of("fr ; Q=0.1 , de ; q=0.2"), Some(Language::German));
        assert_eq!(of("en, de"), Some(Language::English));
        assert_eq!(of("ja, *;q=0.5"), None);
        assert_eq!(of("en;q=abc"), None);
    }
}
