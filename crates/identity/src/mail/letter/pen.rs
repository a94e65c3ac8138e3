//! What letters are written with: the words of one language, in the name of one tenant.

use std::sync::LazyLock;
use std::time::Duration;

use kernel::Language;
use texts::{Catalogue, FluentValue};

use super::Paragraph;

static WORDS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::of(files));

const fn files(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &[include_str!("../../../locales/en.ftl")],
        Language::German => &[include_str!("../../../locales/de.ftl")],
        Language::Spanish => &[include_str!("../../../locales/es.ftl")],
        Language::French => &[include_str!("../../../locales/fr.ftl")],
    }
}

/// What a letter is written with.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    language: Language,
    sender: &'a str,
}

impl<'a> Pen<'a> {
    pub(super) const fn new(language: Language, sender: &'a str) -> Self {
        Self { language, sender }
    }

    /// A text in which only the tenant is named.
    pub(super) fn say(self, key: &str) -> String {
        self.with(key, &[])
    }

    pub(super) fn text(self, key: &str) -> Paragraph {
        Paragraph::Text(self.say(key))
    }

    /// Sentences that name an account.
    pub(super) fn about(self, key: &str, username: &str) -> Paragraph {
        Paragraph::Text(self.with(key, &[("username", username.into())]))
    }

    /// Sentences that name an account and something of its own.
    pub(super) fn named(self, key: &str, username: &str, name: &str) -> Paragraph {
        let names = [("username", username.into()), ("name", name.into())];
        Paragraph::Text(self.with(key, &names))
    }

    /// Sentences that say how long something is good for.
    pub(super) fn lasting(self, key: &str, span: Duration) -> Paragraph {
        Paragraph::Text(self.with(key, &[("span", self.span(span).into())]))
    }

    pub(super) fn link(self, key: &str, url: &str) -> Paragraph {
        Paragraph::Link {
            label: self.say(key),
            url: url.to_owned(),
        }
    }

    /// A time span as a person says it, in the largest unit that it is a whole number of.
    fn span(self, span: Duration) -> String {
        let seconds = span.as_secs();
        let units = [
            (86_400, "span-days"),
            (3_600, "span-hours"),
            (60, "span-minutes"),
        ];
        let (number, unit) = units
            .into_iter()
            .find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size))
            .map_or((seconds, "span-seconds"), |(size, unit)| {
                (seconds / size, unit)
            });
        self.with(unit, &[("count", number.into())])
    }

    fn with(self, key: &str, more: &[(&str, FluentValue<'_>)]) -> String {
        let sender = [("sender", FluentValue::from(self.sender))];
        let arguments = [&sender[..], more].concat();
        WORDS.say(self.language, key, &arguments).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_language_lacks_a_text() {
        let faults = texts::faults(files);
        assert!(faults.is_empty(), "{faults:#?}");
        let sources = [include_str!("../letter.rs"), include_str!("pen.rs")].concat();
        for key in texts::keys(files) {
            assert!(sources.contains(&format!("\"{key}\"")), "nobody says {key}");
        }
    }

    #[test]
    fn time_spans_read_as_people_say_them() {
        for (number, english, german) in [
            (604_800, "7 days", "7 Tage"),
            (86_400, "1 day", "1 Tag"),
            (5_400, "90 minutes", "90 Minuten"),
            (3_600, "1 hour", "1 Stunde"),
            (61, "61 seconds", "61 Sekunden"),
            (0, "0 seconds", "0 Sekunden"),
        ] {
            let span = Duration::from_secs(number);
            assert_eq!(Pen::new(Language::English, "Acme").span(span), english);
            assert_eq!(Pen::new(Language::German, "Acme").span(span), german);
        }
    }
}
