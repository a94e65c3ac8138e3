//! Which language a page speaks.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;

/// A language that the pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    Spanish,
    French,
}

impl Language {
    /// Every language, as they are offered.
    pub(crate) const ALL: [Self; 4] = [Self::English, Self::German, Self::Spanish, Self::French];

    /// Its BCP 47 tag.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
        }
    }

    /// What those who speak it call it.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Spanish => "Español",
            Self::French => "Français",
        }
    }

    /// The language of a BCP 47 tag, whatever its region: `de-AT` is German.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The first language that is spoken here, of tags in order of preference and separated by
    /// spaces: `ui_locales` (OpenID Connect Core 1.0, section 3.1.2.1).
    pub(crate) fn of_locales(locales: &str) -> Option<Self> {
        locales.split(' ').find_map(Self::of_tag)
    }

    /// The language that the browser likes best of those spoken here (RFC 9110, section 12.5.4).
    pub(crate) fn of_browser(request: &HttpRequest) -> Option<Self> {
        let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        let liked = header.split(',').filter_map(|range| {
            let mut parts = range.split(';');
            let language = Self::of_tag(parts.next()?)?;
            let weight = parts.find_map(|part| part.trim().strip_prefix("q="));
            let weight = weight.map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
            (weight > 0.0).then_some((language, weight))
        });
        // Of equally liked ones the first counts, so only a heavier one takes its place.
        let best = liked.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_browsers_favourite_that_is_spoken_here_counts() {
        let of = |header: &str| {
            let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, header));
            Language::of_browser(&request.to_http_request())
        };
        assert_eq!(of("de-AT,de;q=0.9,en;q=0.8"), Some(Language::German));
        assert_eq!(of("ja, fr;q=0.3, es;q=0.7"), Some(Language::Spanish));
        assert_eq!(of("fr;q=0, en;q=0.1"), Some(Language::English));
        assert_eq!(of("en, de"), Some(Language::English));
        assert_eq!(of("ja, *;q=0.5"), None);
        assert_eq!(of("en;q=abc"), None);
    }

    #[test]
    fn locales_are_in_order() {
        assert_eq!(Language::of_locales("ja fr-CA en"), Some(Language::French));
        assert_eq!(Language::of_locales(""), None);
    }
}
