use std::fs;
use std::path::Path;

use super::*;

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
fn no_language_lacks_a_text() {
    let faults = texts::faults(files_of);
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_text_is_used_and_every_text_that_is_used_exists() {
    let (sources, known) = (sources(), texts::keys(files_of));
    for key in &known {
        assert!(sources.contains(&format!("\"{key}\"")), "nobody says {key}");
    }
    for call in ["words.get(\"", "words.with(\""] {
        for used in sources.split(call).skip(1) {
            let key = used.split('"').next().unwrap();
            assert!(known.contains(key), "{key} is said but not written");
        }
    }
}

#[test]
fn a_variable_is_put_in() {
    let text = Words(Language::German).with("page-title", "page", "Anmelden");
    assert_eq!(text, "Anmelden · Secrets Vault");
}
