//! People: a name, a photograph, and what they know.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, process};

use client::read_picture;
use keepic::{Knowledge, Pattern, Picture};
use testkit::photographs::{photographs, read, recompressed};

use super::argument;

/// One of the photographs that the test run fetches, the smallest files first.
pub(crate) fn photograph(index: usize) -> PathBuf {
    let mut photographs = photographs();
    photographs.sort_by_key(|path| path.metadata().unwrap().len());
    photographs.swap_remove(index)
}

/// The first photograph as a messenger passes it on. Most tests need a photograph and not a large
/// one, which takes longer to read than a person takes for all else.
fn small_photograph() -> PathBuf {
    static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (new, file) = (
            folder.join(format!("photograph-{}.jpg", process::id())),
            folder.join("photograph.jpg"),
        );
        fs::write(&new, recompressed(&read(&photograph(0)))).unwrap();
        // Another run may be reading it.
        fs::rename(new, &file).unwrap();
        file
    });
    FILE.clone()
}

/// A person, as the command line and the client library take one.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) username: String,
    pub(crate) photo: PathBuf,
    pin: Option<String>,
    pattern: Option<String>,
}

impl Person {
    /// Somebody with a small photograph and nothing to know.
    pub(crate) fn named(username: &str) -> Self {
        Self {
            username: username.to_owned(),
            photo: small_photograph(),
            pin: None,
            pattern: None,
        }
    }

    /// Somebody else with the same photograph and knowledge.
    pub(crate) fn renamed(&self, username: &str) -> Self {
        Self {
            username: username.to_owned(),
            ..self.clone()
        }
    }

    /// The same person with a file of theirs.
    pub(crate) fn with_photo(&self, photo: impl AsRef<Path>) -> Self {
        Self {
            photo: photo.as_ref().to_owned(),
            ..self.clone()
        }
    }

    pub(crate) fn with_pin(&self, pin: &str) -> Self {
        Self {
            pin: Some(pin.to_owned()),
            ..self.clone()
        }
    }

    pub(crate) fn with_pattern(&self, pattern: &str) -> Self {
        Self {
            pattern: Some(pattern.to_owned()),
            ..self.clone()
        }
    }

    pub(crate) fn email(&self) -> String {
        format!("{}@example.org", self.username)
    }

    /// `--username … --photo … --pin …` for the command line.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let mut arguments = vec![
            "--username",
            &self.username,
            "--photo",
            argument(&self.photo),
        ];
        if let Some(pin) = &self.pin {
            arguments.extend(["--pin", pin]);
        }
        if let Some(pattern) = &self.pattern {
            arguments.extend(["--pattern", pattern]);
        }
        arguments
    }

    pub(crate) fn picture(&self) -> Picture {
        read_picture(&self.photo).unwrap()
    }

    pub(crate) fn knowledge(&self) -> Knowledge {
        Knowledge {
            pin: self.pin.as_ref().map(|pin| pin.parse().unwrap()),
            pattern: self
                .pattern
                .as_ref()
                .map(|points| Pattern::parse(3, points).unwrap()),
        }
    }
}
