//! Device cookies that outlive a process.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Server;

/// A small file of device cookies, by which servers know this machine as one that has signed in.
///
/// It holds nothing else: no session, no picture, no PIN. Without the right device cookie an account
/// whose picture stands alone cannot sign in, and an account under attack may be closed to strangers.
#[derive(Clone, Debug)]
pub struct KnownDevices {
    path: PathBuf,
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KnownDevicesError {
    /// It cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// What the operating system says.
        source: io::Error,
    },
    /// It holds something else.
    #[error("{path}: this file does not hold known devices; name another, or delete it")]
    Malformed {
        /// Which file.
        path: String,
    },
}

/// By origin, tenant and username.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Cookies(BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>);

impl KnownDevices {
    /// The cookies in the file at `path`, which need not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// `secrets-vault/devices.json` in the directory for state, by the values of `XDG_STATE_HOME` and
    /// `HOME` (XDG Base Directory Specification).
    pub fn in_home(xdg_state_home: Option<&Path>, home: Option<&Path>) -> Option<Self> {
        let state = match xdg_state_home.filter(|path| path.is_absolute()) {
            Some(state) => state.to_owned(),
            None => home?.join(".local/state"),
        };
        Some(Self::at(state.join("secrets-vault/devices.json")))
    }

    /// The device cookie of one person at one tenant.
    pub fn find(
        &self,
        server: &Server,
        tenant: &str,
        username: &str,
    ) -> Result<Option<String>, KnownDevicesError> {
        let cookies = self.read()?;
        let find = || {
            cookies
                .0
                .get(&server.origin())?
                .get(tenant)?
                .get(&key(username))
        };
        Ok(find().cloned())
    }

    /// Keeps a device cookie in place of the one before.
    pub fn keep(
        &self,
        server: &Server,
        tenant: &str,
        username: &str,
        cookie: &str,
    ) -> Result<(), KnownDevicesError> {
        // Held until the end: of two processes, neither may undo what the other has kept.
        let _lock = self.lock().map_err(|source| self.file(source))?;
        let mut cookies = self.read()?;
        let people = cookies.0.entry(server.origin()).or_default();
        let people = people.entry(tenant.to_owned()).or_default();
        people.insert(key(username), cookie.to_owned());
        self.write(&cookies).map_err(|source| self.file(source))
    }

    fn read(&self) -> Result<Cookies, KnownDevicesError> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| self.malformed()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Cookies::default()),
            Err(error) => Err(self.file(error)),
        }
    }

    fn lock(&self) -> io::Result<File> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let lock = private()
            .truncate(false)
            .open(self.path.with_extension("lock"))?;
        lock.lock()?;
        Ok(lock)
    }

    /// Writes beside the file and renames, so that no half of it is ever read.
    fn write(&self, cookies: &Cookies) -> io::Result<()> {
        let new = self.path.with_extension("new");
        let mut file = private().truncate(true).open(&new)?;
        file.write_all(&serde_json::to_vec_pretty(cookies)?)?;
        file.sync_all()?;
        fs::rename(&new, &self.path)
    }

    fn file(&self, source: io::Error) -> KnownDevicesError {
        KnownDevicesError::File {
            path: self.path.display().to_string(),
            source,
        }
    }

    fn malformed(&self) -> KnownDevicesError {
        KnownDevicesError::Malformed {
            path: self.path.display().to_string(),
        }
    }
}

/// A file that nobody but its owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Names are compared by the server without regard to case.
fn key(username: &str) -> String {
    username.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> Server {
        Server::parse(url).unwrap()
    }

    #[test]
    fn cookies_are_kept_by_server_tenant_and_person() {
        let folder = tempfile::tempdir().unwrap();
        let devices = KnownDevices::at(folder.path().join("new/devices.json"));
        let (here, there) = (server("http://localhost:1"), server("http://localhost:2"));
        assert_eq!(devices.find(&here, "acme", "ada").unwrap(), None);
        devices.keep(&here, "acme", "ada", "one").unwrap();
        devices.keep(&here, "acme", "bob", "two").unwrap();
        devices.keep(&here, "other", "ada", "three").unwrap();
        devices.keep(&there, "acme", "ada", "four").unwrap();
        devices.keep(&here, "acme", "Ada", "five").unwrap();
        let find = |server, tenant, name| devices.find(server, tenant, name).unwrap().unwrap();
        assert_eq!(find(&here, "acme", "ada"), "five");
        assert_eq!(find(&here, "acme", "bob"), "two");
        assert_eq!(find(&here, "other", "ada"), "three");
        assert_eq!(find(&there, "acme", "ADA"), "four");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.json");
        KnownDevices::at(&path)
            .keep(&server("http://localhost:1"), "a", "b", "c")
            .unwrap();
        assert_eq!(
            fs::metadata(path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn parallel_processes_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.json");
        let here = server("http://localhost:1");
        std::thread::scope(|scope| {
            for person in 0..8 {
                let (path, here) = (&path, &here);
                scope.spawn(move || {
                    let name = person.to_string();
                    KnownDevices::at(path)
                        .keep(here, "acme", &name, &name)
                        .unwrap();
                });
            }
        });
        for person in 0..8 {
            let name = person.to_string();
            let found = KnownDevices::at(&path).find(&here, "acme", &name).unwrap();
            assert_eq!(found, Some(name));
        }
    }

    #[test]
    fn another_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        fs::write(&path, "milk, bread").unwrap();
        let devices = KnownDevices::at(&path);
        let error = devices
            .keep(&server("http://localhost:1"), "a", "b", "c")
            .unwrap_err();
        assert!(matches!(error, KnownDevicesError::Malformed { .. }));
        assert_eq!(fs::read(&path).unwrap(), b"milk, bread");
    }

    #[test]
    fn the_place_follows_the_xdg_base_directories() {
        let path = |state: Option<&str>, home: Option<&str>| {
            KnownDevices::in_home(state.map(Path::new), home.map(Path::new)).map(|it| it.path)
        };
        let at = |text: &str| Some(PathBuf::from(text));
        let file = "/home/ada/.local/state/secrets-vault/devices.json";
        assert_eq!(path(None, Some("/home/ada")), at(file));
        assert_eq!(path(Some("relative"), Some("/home/ada")), at(file));
        assert_eq!(
            path(Some("/s"), Some("/home/ada")),
            at("/s/secrets-vault/devices.json")
        );
        assert_eq!(path(None, None), None);
    }
}
