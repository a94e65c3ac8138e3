//! The file itself.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Random;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error("there is no key file at {}; supply the keys this database was made with (SECRETS_VAULT__KEYS__FILE names their file)", .0.display())]
    Missing(PathBuf),
    /// A key file is never overwritten.
    #[error("{} exists already; a key file is never overwritten", .0.display())]
    Exists(PathBuf),
    /// Others may read it.
    #[error("{} can be read by others (mode {:o}); run: chmod 600 {}", .0.display(), .1, .0.display())]
    Exposed(PathBuf, u32),
    /// It is no key file.
    #[error("{} is no key file: {}", .0.display(), .1)]
    Malformed(PathBuf, String),
    /// It has no OPRF seed.
    #[error("{} has no OPRF seed", .0.display())]
    NoSeed(PathBuf),
    /// What it is written as first is there already, under a name that is drawn anew each time.
    #[error("{} is in the way of new keys; remove it and start again", .0.display())]
    InTheWay(PathBuf),
    /// It cannot be read or written.
    #[error("cannot read or write {}: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
}

/// The file's content.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    pub(crate) master_key: Bytes<32>,
    pub(crate) look_alike_key: Bytes<32>,
    /// Files of earlier versions lack it: there it follows from the look-alike key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subject_key: Option<Bytes<32>>,
    pub(crate) oprf_seeds: Vec<VersionedSeed>,
}

/// One version of the OPRF seed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionedSeed {
    pub(crate) version: u32,
    pub(crate) seed: Bytes<64>,
}

/// Secret bytes, base64url in the file.
pub(crate) struct Bytes<const N: usize>(Zeroizing<[u8; N]>);

impl<const N: usize> Bytes<N> {
    fn draw(random: &dyn Random) -> Self {
        Self(Zeroizing::new(random.bytes()))
    }
}

impl<const N: usize> std::ops::Deref for Bytes<N> {
    type Target = [u8; N];

    fn deref(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(*self.0));
        serializer.serialize_str(&text)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes = URL_SAFE_NO_PAD.decode(&*text).map(Zeroizing::new).ok();
        let bytes = bytes.and_then(|bytes| <[u8; N]>::try_from(bytes.as_slice()).ok());
        bytes
            .map(|bytes| Self(Zeroizing::new(bytes)))
            .ok_or_else(|| serde::de::Error::custom(format!("expected {N} bytes in base64url")))
    }
}

impl Keys {
    pub(crate) fn draw(random: &dyn Random) -> Self {
        Self {
            master_key: Bytes::draw(random),
            look_alike_key: Bytes::draw(random),
            subject_key: Some(Bytes::draw(random)),
            oprf_seeds: vec![VersionedSeed {
                version: 1,
                seed: Bytes::draw(random),
            }],
        }
    }
}

pub(crate) fn read(path: &Path) -> Result<Keys, KeyFileError> {
    let fail = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing(path.to_owned()),
        _ => KeyFileError::Io(path.to_owned(), error),
    };
    let mode = fs::metadata(path).map_err(fail)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Exposed(path.to_owned(), mode));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(fail)?);
    serde_json::from_str(&text)
        .map_err(|error| KeyFileError::Malformed(path.to_owned(), error.to_string()))
}

/// Writes a complete file or none: first under another name, then linked to its own, which fails if somebody else was
/// faster. The other name is drawn, so that nobody who writes at the same time has the same, and what an attempt that
/// was cut off has left is in nobody's way.
pub(crate) fn write_new(path: &Path, keys: &Keys, random: &dyn Random) -> Result<(), KeyFileError> {
    let fail = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
        _ => KeyFileError::Io(path.to_owned(), error),
    };
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(fail)?;
    let text = serde_json::to_string_pretty(keys).map(Zeroizing::new);
    let text = text.map_err(|error| fail(error.into()))?;
    let draft = draft(path, random);
    let written = match write(&draft, text.as_bytes()) {
        // It is somebody else's.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(KeyFileError::InTheWay(draft));
        }
        written => written.and_then(|()| fs::hard_link(&draft, path)),
    };
    let removed = fs::remove_file(&draft);
    written.and(removed).map_err(fail)?;
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(fail)
}

/// As what the file is written first.
fn draft(path: &Path, random: &dyn Random) -> PathBuf {
    let name = URL_SAFE_NO_PAD.encode(random.bytes::<16>());
    path.with_extension(format!("{name}.new"))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;
    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            (0..).zip(bytes).for_each(|(value, byte)| *byte = value);
        }
    }

    struct Sevens;
    impl Random for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn a_new_file_is_its_owners_alone_and_is_never_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/b/keys.json");
        write_new(&path, &Keys::draw(&Counting), &Counting).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let parent = path.parent().unwrap();
        assert_eq!(
            fs::metadata(parent).unwrap().permissions().mode() & 0o777,
            0o700
        );
        assert_eq!(
            fs::read_dir(parent).unwrap().count(),
            1,
            "no draft is left behind"
        );

        let before = fs::read(&path).unwrap();
        let again = write_new(&path, &Keys::draw(&Counting), &Counting);
        assert!(matches!(again, Err(KeyFileError::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_of_before_subject_keys_has_one_that_stays() {
        let directory = tempfile::tempdir().unwrap();
        let subjects = |name: &str, keys: &Keys| {
            let path = directory.path().join(name);
            write_new(&path, keys, &Counting).unwrap();
            let open = || crate::Keyring::open(&path).unwrap().subjects();
            assert_eq!(open().mac(&["ada"]), open().mac(&["ada"]));
            open().mac(&["ada"])
        };
        let new = Keys::draw(&Counting);
        let old = Keys {
            subject_key: None,
            ..Keys::draw(&Counting)
        };
        assert!(!serde_json::to_string(&old).unwrap().contains("subject_key"));
        assert_ne!(subjects("old.json", &old), subjects("new.json", &new));
    }

    #[test]
    fn what_an_attempt_that_was_cut_off_has_left_is_no_obstacle() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        let of_this_process = path.with_extension(format!("{}.new", std::process::id()));
        let left = [of_this_process, draft(&path, &Sevens)];
        for left in &left {
            write(left, b"{").unwrap();
        }
        crate::Keyring::create(&path, &Counting).unwrap();
        crate::Keyring::open(&path).unwrap();
        for left in &left {
            assert_eq!(fs::read(left).unwrap(), b"{\n", "it is not ours to remove");
        }
    }

    #[test]
    fn what_is_in_the_way_of_new_keys_is_named_and_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        let obstacle = draft(&path, &Counting);
        write(&obstacle, b"{").unwrap();
        let error = write_new(&path, &Keys::draw(&Counting), &Counting).unwrap_err();
        let name = obstacle.display().to_string();
        assert!(error.to_string().starts_with(&name), "{error}");
        assert!(obstacle.exists() && !path.exists());
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("keys.json");
        assert!(matches!(read(&path), Err(KeyFileError::Missing(_))));
        write(&path, b"{}").unwrap();
        assert!(matches!(read(&path), Err(KeyFileError::Malformed(..))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let Err(error) = read(&path) else {
            panic!("an exposed file was read")
        };
        assert!(error.to_string().contains("mode 640"), "{error}");
    }
}
