//! A store with a database of its own.

use std::fmt::Write as _;
use std::sync::Arc;

use kernel::SealingKey;
use postgres::{OpenError, PostgresConfig, PostgresStore};
use testkit::SeededRandom;
use testkit::contract::{Harness, Ports};
use testkit::postgres::{TestDatabase, block_on};

/// A migrated store, and the database that goes with it.
pub(crate) struct OnServer {
    pub(crate) store: Arc<PostgresStore>,
    ports: Ports,
    pub(crate) database: TestDatabase,
}

impl OnServer {
    /// Runs a statement beside the store.
    pub(crate) fn execute(&self, sql: &str) {
        self.database.query(sql);
    }

    /// Whether the bytes stand in any row of the database, as text or as bytes.
    pub(crate) fn is_stored(&self, wanted: &[u8]) -> bool {
        let hex = wanted.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        let text = String::from_utf8(wanted.to_vec()).unwrap_or_else(|_| hex.clone());
        let rows = self.database.rows();
        rows.iter()
            .any(|row| row.contains(&hex) || row.contains(&text))
    }

    /// Another store on the same database, as another node has it.
    pub(crate) async fn second(&self) -> PostgresStore {
        open(&self.database).await.unwrap()
    }
}

pub(crate) async fn open(database: &TestDatabase) -> Result<PostgresStore, OpenError> {
    open_with(PostgresConfig::at(database.url().parse().unwrap())).await
}

pub(crate) async fn open_with(config: PostgresConfig) -> Result<PostgresStore, OpenError> {
    let random = Arc::new(SeededRandom::new(1));
    let key = SealingKey::from_bytes([5; 32]);
    PostgresStore::open(config, key, random).await
}

/// A new store.
pub(crate) async fn empty_store() -> OnServer {
    let database = TestDatabase::filled(|url| {
        block_on(async {
            let config = PostgresConfig::at(url.parse().unwrap());
            open_with(config).await.unwrap().migrate().await.unwrap();
        });
    });
    let store = Arc::new(open(&database).await.unwrap());
    let ports = Ports::of(&store);
    OnServer {
        store,
        ports,
        database,
    }
}

impl Harness for OnServer {
    fn ports(&self) -> &Ports {
        &self.ports
    }
}
