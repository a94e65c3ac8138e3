//! What a tenant asks for beside a new picture.
//!
//! The published API says it to whoever names one of the tenant's clients, and a person who enrols need know none. So
//! it is read where a browser learns it: from the page on which people enrol.

use std::fmt;

use keepic::Knowledge;

use crate::{RequestError, UserAgent};

/// What a tenant asks for beside a new picture. Neither: the picture stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How many digits a PIN has; none where no PIN is taken.
    pub pin_digits: Option<u8>,
    /// How many points a pattern's grid has on each side; none where no pattern is taken.
    pub pattern_side: Option<u8>,
}

/// What of somebody's knowledge a tenant does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unasked {
    /// There is neither PIN nor pattern.
    Nothing,
    /// The PIN, or how many digits it has.
    Pin,
    /// The pattern.
    Pattern,
    /// The grid that the pattern is drawn on.
    PatternSide,
}

impl Asked {
    /// What of `knowledge` could not be entered on the tenant's pages.
    pub fn refuses(self, knowledge: &Knowledge) -> Option<Unasked> {
        let is_anything_asked = self.pin_digits.is_some() || self.pattern_side.is_some();
        match (&knowledge.pin, &knowledge.pattern) {
            (None, None) if is_anything_asked => Some(Unasked::Nothing),
            (Some(pin), _) if self.pin_digits.map(usize::from) != Some(pin.digits().len()) => {
                Some(Unasked::Pin)
            }
            (_, Some(_)) if self.pattern_side.is_none() => Some(Unasked::Pattern),
            (_, Some(pattern)) if self.pattern_side != Some(pattern.side()) => {
                Some(Unasked::PatternSide)
            }
            _ => None,
        }
    }

    /// Reads the page on which people enrol at `tenant`; nothing if it is another page.
    fn read(page: &str, tenant: &str) -> Option<Self> {
        let mut tags = page
            .split('<')
            .filter_map(|piece| Some(piece.split_once('>')?.0))
            .skip_while(|tag| attribute(tag, "data-tenant") != Some(tenant));
        tags.next()?;
        let (mut pin_digits, mut pattern_side) = (None, None);
        for tag in tags {
            if attribute(tag, "id") == Some("pin") {
                pin_digits = Some(attribute(tag, "maxlength")?.parse().ok()?);
            } else if let Some(side) = attribute(tag, "data-side") {
                pattern_side = Some(side.parse().ok()?);
            }
        }
        Some(Self {
            pin_digits,
            pattern_side,
        })
    }
}

/// The value of an attribute. The pages escape what could end a tag or a value early.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pin = self
            .pin_digits
            .map(|size| format!("a PIN of {size} digits"));
        let pattern = self.pattern_side;
        let pattern = pattern.map(|side| format!("a pattern on {side} by {side} points"));
        match (pin, pattern) {
            (Some(pin), Some(pattern)) => write!(f, "{pin} or {pattern}"),
            (Some(one), None) | (None, Some(one)) => f.write_str(&one),
            (None, None) => f.write_str("the picture alone, with neither PIN nor pattern"),
        }
    }
}

impl UserAgent {
    /// What `tenant` asks for beside a new picture; nothing if the server does not say so, or has no such tenant.
    pub fn asked_for(&self, tenant: &str) -> Result<Option<Asked>, RequestError> {
        let mut url = self.server().endpoint(&["enrol"]);
        url.query_pairs_mut().append_pair("tenant_id", tenant);
        match self.connection().get(&url) {
            Ok(answer) => Ok(Asked::read(&answer.text(), tenant)),
            // What is wrong is said better by what the person came for.
            Err(RequestError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use keepic::Pattern;

    use super::*;

    const BOTH: Asked = Asked {
        pin_digits: Some(6),
        pattern_side: Some(3),
    };
    const PIN: Asked = Asked {
        pattern_side: None,
        ..BOTH
    };
    const PATTERN: Asked = Asked {
        pin_digits: None,
        ..BOTH
    };
    const PICTURE_ALONE: Asked = Asked {
        pin_digits: None,
        pattern_side: None,
    };

    fn pin(digits: &str) -> Knowledge {
        Knowledge {
            pin: Some(digits.parse().unwrap()),
            pattern: None,
        }
    }

    fn pattern(side: u8) -> Knowledge {
        Knowledge {
            pin: None,
            pattern: Some(Pattern::parse(side, "0,4,2,5").unwrap()),
        }
    }

    #[test]
    fn what_cannot_be_entered_on_the_pages_is_refused() {
        let nothing = Knowledge::default();
        for (asked, knowledge, refused) in [
            (BOTH, pin("482915"), None),
            (BOTH, pattern(3), None),
            (BOTH, nothing.clone(), Some(Unasked::Nothing)),
            (BOTH, pin("4829"), Some(Unasked::Pin)),
            (BOTH, pattern(4), Some(Unasked::PatternSide)),
            (PIN, pattern(3), Some(Unasked::Pattern)),
            (PATTERN, pin("482915"), Some(Unasked::Pin)),
            (PICTURE_ALONE, nothing, None),
            (PICTURE_ALONE, pin("482915"), Some(Unasked::Pin)),
            (PICTURE_ALONE, pattern(3), Some(Unasked::Pattern)),
        ] {
            assert_eq!(asked.refuses(&knowledge), refused, "{asked}: {knowledge:?}");
        }
    }

    #[test]
    fn it_is_said_in_words() {
        for (asked, words) in [
            (BOTH, "a PIN of 6 digits or a pattern on 3 by 3 points"),
            (PIN, "a PIN of 6 digits"),
            (PATTERN, "a pattern on 3 by 3 points"),
            (
                PICTURE_ALONE,
                "the picture alone, with neither PIN nor pattern",
            ),
        ] {
            assert_eq!(asked.to_string(), words);
        }
    }

    #[test]
    fn only_the_page_of_the_tenant_is_read() {
        let pin = "<input id=\"pin\" minlength=\"6\" maxlength=\"6\">";
        let grid = "<svg class=\"grid\" data-side=\"3\" viewBox=\"0 0 240 240\">";
        let page = |inside: &str| format!("<div id=\"page\" data-tenant=\"acme\">{inside}</div>");
        let read = |page: &str| Asked::read(page, "acme");
        assert_eq!(read(&page(&[pin, grid].concat())), Some(BOTH));
        assert_eq!(read(&page(pin)), Some(PIN));
        assert_eq!(read(&page(grid)), Some(PATTERN));
        assert_eq!(read(&page("")), Some(PICTURE_ALONE));
        for other in ["", "<html>", pin, "<div data-tenant=\"other\">"] {
            assert_eq!(read(other), None, "{other}");
        }
        assert_eq!(read(&page("<input id=\"pin\">")), None);
    }
}
