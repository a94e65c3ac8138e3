use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::*;

/// The texts of a language by their keys, as they are written.
fn texts(language: Language) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::<String, String>::new();
    let mut current = None;
    for line in files_of(language).iter().flat_map(|file| file.lines()) {
        if line.starts_with(' ') {
            if let Some(text) = current.as_ref().and_then(|key| texts.get_mut(key)) {
                text.push_str(line);
            }
        } else if let Some((key, text)) = line.split_once(" =") {
            let before = texts.insert(key.to_owned(), text.to_owned());
            assert!(before.is_none(), "{key} stands twice in {language:?}");
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

/// What templates, sources and scripts are made of.
fn sources() -> String {
    let mut found = String::new();
    for folder in ["templates", "src", "assets"] {
        read(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut found,
        );
    }
    found
}

fn read(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, into);
        } else if !path.ends_with("words/tests.rs") {
            let text = fs::read_to_string(path).unwrap_or_default();
            let is_comment = |line: &&str| line.trim_start().starts_with("//");
            into.extend(text.lines().filter(|line| !is_comment(line)));
        }
    }
}

#[test]
fn every_file_is_read_without_mistakes() {
    for language in Language::ALL {
        for source in files_of(language) {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{language:?}: {errors:?}\n{source}");
            }
        }
    }
}

#[test]
fn no_language_lacks_a_text_or_has_one_more() {
    let keys = |language| texts(language).into_keys().collect::<BTreeSet<_>>();
    let english = keys(Language::English);
    for language in Language::ALL {
        let other = keys(language);
        let differing: Vec<_> = english.symmetric_difference(&other).collect();
        assert!(differing.is_empty(), "{language:?}: {differing:?}");
    }
}

#[test]
fn a_text_has_the_same_variables_in_every_language() {
    let english = texts(Language::English);
    for language in Language::ALL {
        for (key, text) in texts(language) {
            assert_eq!(
                variables(&text),
                variables(&english[&key]),
                "{key} in {language:?}"
            );
        }
    }
}

#[test]
fn every_text_is_used_and_every_text_that_is_used_exists() {
    let (sources, known) = (sources(), texts(Language::English));
    for key in known.keys() {
        assert!(sources.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
    for call in ["words.get(\"", "words.with(\""] {
        for used in sources.split(call).skip(1) {
            let key = used.split('"').next().unwrap();
            assert!(known.contains_key(key), "{key} is said but not written");
        }
    }
}

#[test]
fn a_variable_is_put_in() {
    let text = Words(Language::German).with("page-title", "page", "Anmelden");
    assert_eq!(text, "Anmelden · Secrets Vault");
}
