//! The words of the pages, in each language: Fluent files under `locales/`.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use tracing::error;

use crate::language::Language;

/// The files of a language, one per kind of page.
macro_rules! files {
    ($tag:literal) => {
        [include_str!(concat!("../locales/", $tag, "/common.ftl"))]
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

/// The words of one language. Templates ask it: `words.get("key")`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// A text without a variable.
    pub(crate) fn get(self, key: &str) -> Cow<'static, str> {
        self.say(key, None)
    }

    /// A text with one variable.
    pub(crate) fn with(self, key: &str, variable: &str, value: &str) -> Cow<'static, str> {
        let mut arguments = FluentArgs::new();
        arguments.set(variable.to_owned(), value.to_owned());
        self.say(key, Some(&arguments))
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
