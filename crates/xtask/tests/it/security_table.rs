//! The table of what must hold names tests that exist.

use std::fs;
use std::path::Path;

const TABLE: &str = "docs/security/README.md";

#[test]
fn every_test_that_the_security_table_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = fs::read_to_string(root.join(TABLE)).unwrap();
    let links: Vec<_> = links(&text).collect();
    assert!(links.len() > 100, "only {} links were found", links.len());
    let missing: Vec<_> = links
        .into_iter()
        .filter(|(name, path)| {
            let file = root.join("docs/security").join(path);
            let source = fs::read_to_string(file).unwrap_or_default();
            !source.contains(&format!("fn {name}"))
        })
        .map(|(name, path)| format!("{name} in {path}"))
        .collect();
    assert!(
        missing.is_empty(),
        "{TABLE} names what is not there: {missing:#?}"
    );
}

/// The links [`name`](path) of the text.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("[`").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("`](")?;
        let (path, _) = rest.split_once(')')?;
        path.contains(".rs").then_some((name, path))
    })
}
