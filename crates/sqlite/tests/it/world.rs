//! A store in a directory of its own.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::SealingKey;
use sqlite::{SqliteConfig, SqliteStore};
use tempfile::TempDir;
use testkit::SeededRandom;
use testkit::contract::{Harness, Ports};

/// A migrated store, and the directory that goes with it.
pub(crate) struct OnFile {
    pub(crate) store: Arc<SqliteStore>,
    ports: Ports,
    directory: TempDir,
}

impl OnFile {
    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("vault.db")
    }

    /// A connection beside the store.
    pub(crate) fn connect(&self) -> SqliteConnection {
        SqliteConnection::establish(&self.path().to_string_lossy()).unwrap()
    }

    /// Runs a statement beside the store.
    pub(crate) fn execute(&self, sql: &str) {
        self.connect().batch_execute(sql).unwrap();
    }

    /// Whether the bytes stand anywhere in the database or its log.
    pub(crate) fn is_stored(&self, wanted: &[u8]) -> bool {
        fs::read_dir(self.directory.path()).unwrap().any(|entry| {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            bytes.windows(wanted.len()).any(|window| window == wanted)
        })
    }

    /// Another store on the same file, as another process has it.
    pub(crate) async fn second(&self) -> SqliteStore {
        open(self.path()).await
    }
}

pub(crate) async fn open(path: PathBuf) -> SqliteStore {
    let random = Arc::new(SeededRandom::new(1));
    let key = SealingKey::from_bytes([5; 32]);
    SqliteStore::open(SqliteConfig::at(path), key, random)
        .await
        .unwrap()
}

/// A new store.
pub(crate) async fn empty_store() -> OnFile {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(open(directory.path().join("vault.db")).await);
    store.migrate().await.unwrap();
    let ports = Ports::of(&store);
    OnFile {
        store,
        ports,
        directory,
    }
}

impl Harness for OnFile {
    fn ports(&self) -> &Ports {
        &self.ports
    }
}
