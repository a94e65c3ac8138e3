//! The tables of what must hold and of what is served name tests that exist.

use std::fs;
use std::path::Path;

#[test]
fn every_test_that_the_security_table_names_exists() {
    check("docs/security/README.md", 100);
}

#[test]
fn every_test_that_the_table_of_specifications_names_exists() {
    check("docs/specifications.md", 50);
}

#[test]
fn every_test_that_the_table_of_conformance_names_exists() {
    check("docs/conformance.md", 50);
}

fn check(table: &str, least: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join(table);
    let text = fs::read_to_string(&file).unwrap();
    let links: Vec<_> = links(&text).collect();
    assert!(links.len() > least, "only {} links were found", links.len());
    let missing: Vec<_> = links
        .into_iter()
        .filter(|(name, path)| {
            let file = file.with_file_name(path);
            let source = fs::read_to_string(file).unwrap_or_default();
            let wanted = if path.contains(".rs") {
                format!("fn {name}")
            } else {
                (*name).to_owned()
            };
            !source.contains(&wanted)
        })
        .map(|(name, path)| format!("{name} in {path}"))
        .collect();
    assert!(
        missing.is_empty(),
        "{table} names what is not there: {missing:#?}"
    );
}

/// The links [`name`](path) of the text.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("[`").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("`](")?;
        let (path, _) = rest.split_once(')')?;
        [".rs", ".js"]
            .iter()
            .any(|kind| path.contains(kind))
            .then_some((name, path))
    })
}
