//! Texts in every language that people are spoken to in, from Fluent files.
//!
//! Pages and mails each have a [`Catalogue`]: the files of each language, and what they say under a key. This crate
//! decides how a text is found and filled in. It must *not* know a single text, nor who reads it. It has no ports.
//!
//! ```
//! use kernel::Language;
//! use texts::Catalogue;
//!
//! let catalogue = Catalogue::of(|language| match language {
//!     Language::German => &["greeting = Hallo, { $name }"],
//!     _ => &["greeting = Hello, { $name }"],
//! });
//! let greeting = catalogue.say(Language::German, "greeting", &[("name", "Ada".into())]);
//! assert_eq!(greeting, "Hallo, Ada");
//! ```

#[cfg(any(test, feature = "faults"))]
mod faults;

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use kernel::Language;
use tracing::error;

#[cfg(any(test, feature = "faults"))]
pub use faults::{faults, keys};
pub use fluent_bundle::FluentValue;

/// The contents of a language's files.
pub type Files = fn(Language) -> &'static [&'static str];

/// Texts by language and key.
pub struct Catalogue {
    languages: [(Language, FluentBundle<FluentResource>); 4],
}

impl Catalogue {
    /// Reads the files. A mistake in one is logged, and costs the text that it is in.
    pub fn of(files: Files) -> Self {
        let languages = Language::ALL.map(|language| (language, read(language, files(language))));
        Self { languages }
    }

    /// The text of `key`, or the key itself if there is none: a page or a mail with a strange word is better than none.
    /// What is inserted is inserted as it is; whoever shows the text escapes all of it.
    pub fn say<'a>(
        &self,
        language: Language,
        key: &str,
        arguments: &[(&'a str, FluentValue<'a>)],
    ) -> Cow<'_, str> {
        let known = self.languages.iter().find(|(known, _)| *known == language);
        let text = known.and_then(|(_, bundle)| {
            let pattern = bundle.get_message(key)?.value()?;
            let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
            Some(bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()))
        });
        text.unwrap_or_else(|| {
            error!(key, tag = language.tag(), "a text is missing");
            Cow::Owned(key.to_owned())
        })
    }
}

fn read(language: Language, files: &[&str]) -> FluentBundle<FluentResource> {
    let id = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Marks around what is inserted would be shown by browsers as nothing and copied as something.
    bundle.set_use_isolating(false);
    for source in files {
        let resource = FluentResource::try_new((*source).to_owned());
        let resource = resource.unwrap_or_else(|(resource, errors)| {
            error!(?errors, tag = language.tag(), "a file has mistakes");
            resource
        });
        bundle.add_resource_overriding(resource);
    }
    bundle
}
