//! Opening the file, and bringing its tables up to this version.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use diesel::migration::MigrationSource;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use tokio::sync::oneshot;

use crate::OpenError;
use crate::config::beginning;
use crate::hop::EndedEarly;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// How long a process waits for another one to finish migrating.
const PATIENCE: Duration = Duration::from_mins(1);

/// Opens the file once, to say in plain words if it is no sound database.
pub(crate) async fn check_file(path: Arc<Path>) -> Result<(), OpenError> {
    blocking(path, |connection| {
        // Reads the header and the table of tables.
        Ok(connection
            .batch_execute("PRAGMA schema_version; SELECT count(*) FROM sqlite_schema;")?)
    })
    .await
}

/// Runs the steps that are missing.
pub(crate) async fn run(path: Arc<Path>) -> Result<(), OpenError> {
    blocking(path, |connection| {
        connection.exclusive_transaction(|connection| {
            refuse_newer(connection)?;
            connection
                .run_pending_migrations(MIGRATIONS)
                .map_err(|error| OpenError::Migration(error.to_string()))?;
            Ok(())
        })
    })
    .await
}

/// Runs every step backwards.
pub(crate) async fn revert(path: Arc<Path>) -> Result<(), OpenError> {
    blocking(path, |connection| {
        connection.exclusive_transaction(|connection| {
            refuse_newer(connection)?;
            connection
                .revert_all_migrations(MIGRATIONS)
                .map_err(|error| OpenError::Migration(error.to_string()))?;
            Ok(())
        })
    })
    .await
}

fn refuse_newer(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| OpenError::Migration(error.to_string());
    let known = MigrationSource::<Sqlite>::migrations(&MIGRATIONS).map_err(failed)?;
    for version in connection.applied_migrations().map_err(failed)? {
        if known.iter().all(|step| step.name().version() != version) {
            return Err(OpenError::Newer(version.to_string()));
        }
    }
    Ok(())
}

/// Runs `work` on a connection and a thread of its own. What it takes of memory for a short time is not between what
/// other connections keep, and can be given back.
async fn blocking(
    path: Arc<Path>,
    work: impl FnOnce(&mut SqliteConnection) -> Result<(), OpenError> + Send + 'static,
) -> Result<(), OpenError> {
    let (sender, outcome) = oneshot::channel();
    let work = move || {
        let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
        connection.batch_execute(&beginning(PATIENCE))?;
        work(&mut connection)
    };
    thread::Builder::new()
        .name("sqlite-migrations".to_owned())
        .spawn(move || sender.send(work()))
        .map_err(|error| OpenError::Unusable(error.to_string()))?;
    outcome
        .await
        .map_err(|_| OpenError::Unusable(EndedEarly.to_string()))?
}
