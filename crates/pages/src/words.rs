//! The words of the pages, in each language: Fluent files under `locales/`.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::LazyLock;

use kernel::Language;
use serde_json::Value;
use texts::Catalogue;

/// The files of a language, one per kind of page.
macro_rules! files {
    ($tag:literal) => {
        [
            include_str!(concat!("../locales/", $tag, "/account.ftl")),
            include_str!(concat!("../locales/", $tag, "/common.ftl")),
            include_str!(concat!("../locales/", $tag, "/device.ftl")),
            include_str!(concat!("../locales/", $tag, "/enrol.ftl")),
            include_str!(concat!("../locales/", $tag, "/flow.ftl")),
            include_str!(concat!("../locales/", $tag, "/passkeys.ftl")),
            include_str!(concat!("../locales/", $tag, "/prover.ftl")),
            include_str!(concat!("../locales/", $tag, "/recovery-codes.ftl")),
            include_str!(concat!("../locales/", $tag, "/recovery.ftl")),
            include_str!(concat!("../locales/", $tag, "/sign-in.ftl")),
        ]
    };
}

const ENGLISH: &[&str] = &files!("en");
const GERMAN: &[&str] = &files!("de");
const SPANISH: &[&str] = &files!("es");
const FRENCH: &[&str] = &files!("fr");

static WORDS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::of(files_of));

const fn files_of(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
        Language::Spanish => SPANISH,
        Language::French => FRENCH,
    }
}

/// What scripts insert into texts, instead of `{ $name }` as `{name}`.
const FILLED_BY_SCRIPTS: [&str; 4] = ["count", "point", "points", "time"];

/// What went wrong with the prover, by the codes that it gives; and what the PIN pad and the pattern grid say.
pub(crate) const PROVER: &[&str] = &[
    "prover-animated",
    "prover-blocked",
    "prover-canvas_noise",
    "prover-damaged",
    "prover-gif",
    "prover-heic",
    "prover-link_sent",
    "prover-no_match",
    "prover-refused",
    "prover-start_again",
    "prover-too_large",
    "prover-too_small",
    "prover-unavailable",
    "prover-unreachable",
    "prover-unreadable",
    "prover-unsupported",
    "picture-is-none",
    "picture-ready",
    "pin-short",
    "pattern-drawn",
    "pattern-point",
    "pattern-short",
    "pattern-unknown",
];

/// The words of one language. Templates ask it: `words.get("key")`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// A text without a variable.
    pub(crate) fn get(self, key: &str) -> Cow<'static, str> {
        WORDS.say(self.0, key, &[])
    }

    /// A text with one variable.
    pub(crate) fn with(self, key: &str, variable: &str, value: impl Display) -> Cow<'static, str> {
        WORDS.say(self.0, key, &[(variable, value.to_string().into())])
    }

    /// The texts that a script says, as JSON that can stand in a `<script type="application/json">`. What the
    /// script inserts stands in braces.
    pub(crate) fn table(self, keys: &[&str]) -> String {
        let arguments = FILLED_BY_SCRIPTS.map(|name| (name, format!("{{{name}}}").into()));
        let texts = keys.iter().map(|key| {
            let text = WORDS.say(self.0, key, &arguments);
            ((*key).to_owned(), Value::from(text))
        });
        let table = Value::Object(texts.collect());
        table.to_string().replace('<', "\\u003c")
    }
}

#[cfg(test)]
mod tests;
