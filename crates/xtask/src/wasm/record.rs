//! What a package was built from, written beside it.

use super::build::{BINDINGS, Built, PROFILE};
use super::tools::{Tools, output};
use super::{FILES, PACKAGE, WasmError, at};
use sha2::{Digest as _, Sha256};
use std::fmt::{self, Write as _};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The file's name.
const FILE: &str = "built-from.txt";

/// Tools, sources, dependencies and the files that they gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// A tool and its version a line.
    pub(super) tools: Vec<String>,
    /// A hash and a file each: the sources, then the package.
    files: Vec<(String, String)>,
    /// A crate, its version and its features a line.
    dependencies: Vec<String>,
}

impl Record {
    /// What has just been built.
    pub(super) fn of_build(root: &Path, tools: &Tools, built: &Built) -> Result<Self, WasmError> {
        let own = [
            PROFILE.to_owned(),
            format!("{BINDINGS}/Cargo.lock"),
            format!("{BINDINGS}/src/main.rs"),
        ];
        let mut files = Vec::new();
        for name in own.iter().chain(&built.sources) {
            files.push((hash(&root.join(name))?, name.clone()));
        }
        for name in FILES {
            files.push((hash(&built.folder.join(name))?, format!("{PACKAGE}/{name}")));
        }
        Ok(Self {
            tools: tools.versions()?,
            files,
            dependencies: dependencies(root)?,
        })
    }

    /// The same record as it would be now: the files that it names and today's dependencies.
    pub(super) fn look_again(&self, root: &Path) -> Result<Self, WasmError> {
        let now = |(_, name): &(String, String)| {
            let hash = hash(&root.join(name)).unwrap_or_else(|_| "missing".to_owned());
            (hash, name.clone())
        };
        Ok(Self {
            tools: self.tools.clone(),
            files: self.files.iter().map(now).collect(),
            dependencies: dependencies(root)?,
        })
    }

    /// What is different in another record, a line each; nothing if they are the same.
    pub(super) fn changes_since(&self, other: &Self) -> String {
        let (before, after) = (self.to_string(), other.to_string());
        let mut changes = String::new();
        for (mark, lines, others) in [('-', &before, &after), ('+', &after, &before)] {
            for line in lines
                .lines()
                .filter(|line| !others.lines().any(|it| it == *line))
            {
                // Writing to a text cannot fail.
                let _ = writeln!(changes, "{mark} {line}");
            }
        }
        changes
    }

    pub(super) fn write(&self, package: &Path) -> Result<(), WasmError> {
        let file = package.join(FILE);
        at(&file, fs::write(&file, self.to_string()))
    }

    pub(super) fn read(package: &Path) -> Result<Self, WasmError> {
        let file = package.join(FILE);
        Ok(Self::parse(&at(&file, fs::read_to_string(&file))?))
    }

    fn parse(text: &str) -> Self {
        let mut record = Self::default();
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("tool", tool)) => record.tools.push(tool.to_owned()),
                Some(("dependency", it)) => record.dependencies.push(it.to_owned()),
                Some(("file", it)) => {
                    let (hash, name) = it.split_once(' ').unwrap_or(("", it));
                    record.files.push((hash.to_owned(), name.to_owned()));
                }
                _ => {}
            }
        }
        record
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# What this package was built from, by `cargo xtask wasm`."
        )?;
        for tool in &self.tools {
            writeln!(f, "tool {tool}")?;
        }
        for (hash, name) in &self.files {
            writeln!(f, "file {hash} {name}")?;
        }
        for dependency in &self.dependencies {
            writeln!(f, "dependency {dependency}")?;
        }
        Ok(())
    }
}

/// The SHA-256 of a file, in hexadecimal.
fn hash(path: &Path) -> Result<String, WasmError> {
    let mut text = String::new();
    for byte in Sha256::digest(at(path, fs::read(path))?) {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// The crates that are compiled in, with their features, as `Cargo.lock` fixes them.
fn dependencies(root: &Path) -> Result<Vec<String>, WasmError> {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--locked", "--package", "client-wasm"]);
    tree.args([
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal,build",
    ]);
    tree.args(["--prefix", "none", "--no-dedupe", "--format", "{p} [{f}]"]);
    let tree = output(tree.current_dir(root))?;
    // Crates of the workspace are followed by their folder, which differs between machines.
    let folder = format!(" ({}", root.display());
    let mut lines: Vec<String> = tree
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| match (line.find(&folder), line.rfind(" [")) {
            (Some(start), Some(end)) => [&line[..start], &line[end..]].concat(),
            _ => line.to_owned(),
        })
        .collect();
    lines.sort();
    lines.dedup();
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            tools: vec!["rustc 1.96.0 (of a day)".to_owned()],
            files: vec![("ab12".to_owned(), "crates/a/src/with space.rs".to_owned())],
            dependencies: vec!["argon2 v0.6.0 [alloc,zeroize]".to_owned()],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(Record::parse(&record().to_string()), record());
    }

    #[test]
    fn changes_name_what_is_gone_and_what_has_come() {
        let mut other = record();
        assert_eq!(record().changes_since(&other), "");
        other.dependencies = vec!["argon2 v0.6.1 [alloc,zeroize]".to_owned()];
        assert_eq!(
            record().changes_since(&other),
            "- dependency argon2 v0.6.0 [alloc,zeroize]\n+ dependency argon2 v0.6.1 [alloc,zeroize]\n"
        );
    }

    #[test]
    fn a_file_that_changed_or_is_gone_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("source.rs");
        fs::write(&file, "one").unwrap();
        let one = hash(&file).unwrap();
        fs::write(&file, "two").unwrap();
        assert_ne!(hash(&file).unwrap(), one);
        assert_eq!(one.len(), 64);
        assert!(hash(&folder.path().join("gone.rs")).is_err());
    }
}
