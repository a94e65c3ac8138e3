//! What is wrong with the files of a catalogue, for the tests of those who write them.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use kernel::Language;

use crate::Files;

/// Mistakes in the files, keys that stand twice, texts that a language lacks or has more of, and texts whose variables
/// are not those of the English one.
pub fn faults(files: Files) -> Vec<String> {
    let english = texts(Language::English, files);
    let mut faults = Vec::new();
    for language in Language::ALL {
        let mut fault = |what: String| faults.push(format!("{}: {what}", language.tag()));
        for source in files(language) {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                fault(format!("{errors:?}"));
            }
        }
        let texts = texts(language, files);
        for key in english.keys().filter(|key| !texts.contains_key(*key)) {
            fault(format!("{key} is missing"));
        }
        for (key, written) in &texts {
            let [text] = &written[..] else {
                fault(format!("{key} stands twice"));
                continue;
            };
            match english.get(key) {
                None => fault(format!("{key} is not in English")),
                Some(original) if variables(text) != variables(&original.concat()) => {
                    fault(format!("{key} has other variables"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}

/// The keys of the English texts.
pub fn keys(files: Files) -> BTreeSet<String> {
    texts(Language::English, files).into_keys().collect()
}

/// What stands under each key of a language, as it is written.
fn texts(language: Language, files: Files) -> BTreeMap<String, Vec<String>> {
    let mut texts = BTreeMap::<String, Vec<String>>::new();
    let mut current = None;
    for line in files(language).iter().flat_map(|file| file.lines()) {
        if line.starts_with(' ') {
            let text = current
                .as_ref()
                .and_then(|key| texts.get_mut(key)?.last_mut());
            if let Some(text) = text {
                text.push_str(line);
            }
        } else if let Some((key, text)) = line.split_once(" =") {
            texts
                .entry(key.to_owned())
                .or_default()
                .push(text.to_owned());
            current = Some(key.to_owned());
        }
    }
    texts
}

/// The variables of a text.
fn variables(text: &str) -> BTreeSet<&str> {
    let after = text.split('$').skip(1);
    let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    after.filter_map(|rest| rest.split(is_end).next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_told() {
        assert_eq!(faults(|_| &["a = { $b }", "c =\n    d { $e }"]), [""; 0]);
        let told = faults(|language| match language {
            Language::English => &["a = { $b }\nc = d"],
            Language::German => &["a = { $c }\nc = d\nc = e"],
            Language::Spanish => &["a = { $b }", "d = e"],
            Language::French => &["a = { $b\nc = d"],
        });
        let (mistake, others) = told.split_last().unwrap();
        let expected = [
            "de: a has other variables",
            "de: c stands twice",
            "es: c is missing",
            "es: d is not in English",
        ];
        assert_eq!(others, expected);
        assert!(mistake.starts_with("fr: [ParserError"), "{mistake}");
    }
}
