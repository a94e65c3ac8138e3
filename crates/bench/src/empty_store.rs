//! An empty store on either database, for measurements that fill it through its ports.

use std::sync::Arc;

use keyring::Keyring;
use postgres::{PostgresConfig, PostgresStore};
use sqlite::{SqliteConfig, SqliteStore};
use tempfile::TempDir;
use testkit::postgres::TestDatabase;
use tokio::runtime::{Builder, Runtime};

use crate::operating_system::SystemRandom;
use crate::{Failure, Row};

/// Measures over a `SQLite` database that is removed afterwards.
pub(crate) fn on_sqlite(
    measure: impl AsyncFnOnce(Arc<SqliteStore>) -> Result<Vec<Row>, Failure>,
) -> Result<Vec<Row>, Failure> {
    let directory = TempDir::new()?;
    let keyring = keyring_in(&directory)?;
    runtime()?.block_on(async {
        let config = SqliteConfig::at(directory.path().join("bench.db"));
        let store = SqliteStore::open(config, keyring.master(), Arc::new(SystemRandom)).await?;
        store.migrate().await?;
        measure(Arc::new(store)).await
    })
}

/// Measures over a `PostgreSQL` database that is removed afterwards, and of which `measure` may ask what it likes.
pub(crate) fn on_postgres(
    measure: impl AsyncFnOnce(Arc<PostgresStore>, &TestDatabase) -> Result<Vec<Row>, Failure>,
) -> Result<Vec<Row>, Failure> {
    let directory = TempDir::new()?;
    let keyring = keyring_in(&directory)?;
    let database = TestDatabase::empty();
    runtime()?.block_on(async {
        let config = PostgresConfig::at(database.url().parse()?);
        let store = PostgresStore::open(config, keyring.master(), Arc::new(SystemRandom)).await?;
        store.migrate().await?;
        measure(Arc::new(store), &database).await
    })
}

fn keyring_in(directory: &TempDir) -> Result<Keyring, Failure> {
    let file = directory.path().join("keys.json");
    Ok(Keyring::create(&file, &SystemRandom)?)
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().build()
}
