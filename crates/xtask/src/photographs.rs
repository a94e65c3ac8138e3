//! The photographs that the tests sign in with.
//!
//! They are real ones, from a Debian package of wallpapers (CC BY, CC BY-SA, CC0), and none is
//! committed. They lie in `target/photographs`; its `list.txt` names them, one a line, and is
//! written last, so that a fetch that was cut off is made again.

use crate::apt::{self, AptError};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What is downloaded, for a person who wants to know before it happens.
pub(crate) const SOURCE: &str = "Debian package lomiri-wallpapers-16.04 (16 MB), unpacked under target/photographs, not installed";

const PACKAGE: &str = "lomiri-wallpapers-16.04";

/// Where the package keeps them.
const BACKGROUNDS: &str = "usr/share/backgrounds";

/// The package's photographs that keepic-1 lets a person enrol. Left out are its drawn patterns and
/// two pictures that are mostly sky.
const CHOSEN: [&str; 11] = [
    "Dragonfly_by_Bolly.jpg",
    "Picture_0B_by_freespace.jpg",
    "Picture_1A_by_freespace.jpg",
    "Wine_by_Jakkub_Mede.jpg",
    "aitzgorri_by_Aitzol_Berasategi.jpg",
    "free_by_Peter_Nerlich.jpg",
    "friends_by_Aitzol_Berasategi.jpg",
    "greentock_by_Peter_Nerlich.jpg",
    "life_by_Aitzol_Berasategi.jpg",
    "picosdeeuropa_by_Aitzol_Berasategi.jpg",
    "seeding_by_Clements_Engelhardt.jpg",
];

/// How few photographs of one's own will do.
const FEWEST: usize = 8;

/// Why there are no photographs.
#[derive(Debug, Error)]
pub(crate) enum PhotographsError {
    /// The package could not be had.
    #[error(
        "no photographs: {0}\nWithout apt-get, put {FEWEST} or more photographs of your own (JPEG or PNG) into target/photographs and name them in target/photographs/list.txt, one a line."
    )]
    Package(#[from] AptError),
    /// The package no longer has what was chosen from it.
    #[error("no photographs: the package {PACKAGE} holds no {0}")]
    Missing(String),
    /// A file could not be read or written.
    #[error("no photographs: {path}: {error}", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
}

/// Fetches the photographs into `target/photographs` of the workspace, unless they are there.
pub(crate) fn fetch(root: &Path) -> Result<(), PhotographsError> {
    let folder = folder(root);
    if are_in(&folder) {
        println!("The photographs are in {} already.", folder.display());
        return Ok(());
    }
    println!("Fetching photographs: {SOURCE}.");
    let package = folder.join("package");
    if package.exists() {
        at(&package, fs::remove_dir_all(&package))?;
    }
    at(&package, fs::create_dir_all(&package))?;
    apt::download(PACKAGE, &package)?;
    apt::unpack(&downloaded(&package)?, &package)?;
    keep(&package.join(BACKGROUNDS), &folder)?;
    at(&package, fs::remove_dir_all(&package))
}

/// The folder of the photographs.
pub(crate) fn folder(root: &Path) -> PathBuf {
    root.join("target").join("photographs")
}

/// Whether the list is there, long enough, and every file it names exists.
pub(crate) fn are_in(folder: &Path) -> bool {
    fs::read_to_string(list(folder)).is_ok_and(|names| {
        names.lines().count() >= FEWEST && names.lines().all(|name| folder.join(name).is_file())
    })
}

fn list(folder: &Path) -> PathBuf {
    folder.join("list.txt")
}

/// The one package file in the folder.
fn downloaded(folder: &Path) -> Result<PathBuf, PhotographsError> {
    at(folder, fs::read_dir(folder))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .ok_or_else(|| PhotographsError::Missing("package file".to_owned()))
}

/// Moves the chosen photographs out of the unpacked package, then lists them.
fn keep(unpacked: &Path, folder: &Path) -> Result<(), PhotographsError> {
    for name in CHOSEN {
        let source = unpacked.join(name);
        if !source.is_file() {
            return Err(PhotographsError::Missing(name.to_owned()));
        }
        at(&source, fs::rename(&source, folder.join(name)))?;
    }
    let list = list(folder);
    at(&list, fs::write(&list, CHOSEN.join("\n") + "\n"))
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, PhotographsError> {
    result.map_err(|error| PhotographsError::File {
        path: path.to_path_buf(),
        error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked_package() -> tempfile::TempDir {
        let package = tempfile::tempdir().unwrap();
        for name in CHOSEN {
            fs::write(package.path().join(name), name).unwrap();
        }
        package
    }

    #[test]
    fn the_chosen_photographs_are_kept_and_listed() {
        let (package, folder) = (unpacked_package(), tempfile::tempdir().unwrap());
        keep(package.path(), folder.path()).unwrap();
        assert!(are_in(folder.path()));
    }

    #[test]
    fn a_package_that_lacks_one_leaves_no_list() {
        let (package, folder) = (unpacked_package(), tempfile::tempdir().unwrap());
        fs::remove_file(package.path().join(CHOSEN[3])).unwrap();
        let error = keep(package.path(), folder.path()).unwrap_err();
        assert!(error.to_string().contains(CHOSEN[3]));
        assert!(!are_in(folder.path()));
    }

    #[test]
    fn a_deleted_photograph_or_a_short_list_is_fetched_again() {
        let (package, folder) = (unpacked_package(), tempfile::tempdir().unwrap());
        keep(package.path(), folder.path()).unwrap();
        fs::remove_file(folder.path().join(CHOSEN[0])).unwrap();
        assert!(!are_in(folder.path()));

        fs::write(list(folder.path()), CHOSEN[1]).unwrap();
        assert!(!are_in(folder.path()));
    }

    #[test]
    fn what_is_announced_is_what_is_fetched() {
        assert!(SOURCE.contains(PACKAGE));
    }
}
