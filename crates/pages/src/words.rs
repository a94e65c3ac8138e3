//! The words of the pages, in each language: Fluent files under `locales/`.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde_json::Value;
use tracing::error;

use crate::language::Language;

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

static BUNDLES: LazyLock<[Bundle; 4]> = LazyLock::new(|| Language::ALL.map(bundle));

type Bundle = FluentBundle<FluentResource>;

const fn files_of(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => ENGLISH,
        Language::German => GERMAN,
        Language::Spanish => SPANISH,
        Language::French => FRENCH,
    }
}

fn bundle(language: Language) -> Bundle {
    let id = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks around what is inserted would be shown by browsers as nothing and copied as something.
    bundle.set_use_isolating(false);
    for source in files_of(language) {
        let resource = FluentResource::try_new((*source).to_owned());
        let resource = resource.unwrap_or_else(|(resource, errors)| {
            error!(
                ?errors,
                tag = language.tag(),
                "a file of words has mistakes"
            );
            resource
        });
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// What scripts insert into texts, instead of `{ $name }` as `{name}`.
const FILLED_BY_SCRIPTS: [&str; 4] = ["count", "point", "points", "time"];

/// What went wrong with the prover, by the codes that it gives; and what the PIN pad and the pattern grid say.
pub(crate) const PROVER: &[&str] = &[
    "prover-animated",
    "prover-blocked",
    "prover-canvas_noise",
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
        self.say(key, None)
    }

    /// A text with one variable.
    pub(crate) fn with(self, key: &str, variable: &str, value: impl Display) -> Cow<'static, str> {
        let mut arguments = FluentArgs::new();
        arguments.set(variable.to_owned(), value.to_string());
        self.say(key, Some(&arguments))
    }

    /// The texts that a script says, as JSON that can stand in a `<script type="application/json">`. What the
    /// script inserts stands in braces.
    pub(crate) fn table(self, keys: &[&str]) -> String {
        let mut arguments = FluentArgs::new();
        for name in FILLED_BY_SCRIPTS {
            arguments.set(name, format!("{{{name}}}"));
        }
        let texts = keys.iter().map(|key| {
            let text = self.say(key, Some(&arguments)).into_owned();
            ((*key).to_owned(), Value::from(text))
        });
        let table = Value::Object(texts.collect());
        table.to_string().replace('<', "\\u003c")
    }

    /// The text of `key`, or the key itself if there is none: a page with a strange word is better than none.
    fn say(self, key: &str, arguments: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let mut bundles = BUNDLES.iter().zip(Language::ALL);
        let bundle = bundles.find(|(_, language)| *language == self.0);
        let text = bundle.and_then(|(bundle, _)| {
            let pattern = bundle.get_message(key)?.value()?;
            Some(bundle.format_pattern(pattern, arguments, &mut Vec::new()))
        });
        text.map_or_else(
            || {
                error!(key, tag = self.0.tag(), "a text is missing");
                Cow::Owned(key.to_owned())
            },
            |text| Cow::Owned(text.into_owned()),
        )
    }
}

#[cfg(test)]
mod tests;
