//! Opening the file, and bringing its tables up to this version.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::migration::MigrationSource;
use diesel::result::Error;
use diesel::sqlite::{Sqlite, SqliteConnection};
use diesel::{Connection as _, ConnectionError};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::failure::is_damage;
use crate::pool::busy_timeout;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// How long a process waits for another one to finish migrating.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why a database cannot be used. Shown to the operator as it is.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened, read or locked.
    #[error("the database file cannot be used: {0}")]
    Unusable(String),
    /// The file is no `SQLite` database, or is not sound any more.
    #[error("the database file is damaged or no database at all ({0}); restore a backup")]
    Damaged(String),
    /// The database has steps that this version does not know.
    #[error(
        "the database was made by a newer version of this program (it has step {0}); run that version, or restore a backup"
    )]
    Newer(String),
    /// A step failed and was undone.
    #[error("the database could not be brought up to this version: {0}")]
    Migration(String),
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(_, information) if is_damage(&*information) => {
                Self::Damaged(information.message().to_owned())
            }
            other => Self::Unusable(other.to_string()),
        }
    }
}

impl From<ConnectionError> for OpenError {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::CouldntSetupConfiguration(error) => error.into(),
            other => Self::Unusable(other.to_string()),
        }
    }
}

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

/// Runs `work` on a connection of its own, where it may block.
async fn blocking(
    path: Arc<Path>,
    work: impl FnOnce(&mut SqliteConnection) -> Result<(), OpenError> + Send + 'static,
) -> Result<(), OpenError> {
    let task = tokio::task::spawn_blocking(move || {
        let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
        connection.batch_execute(&busy_timeout(PATIENCE))?;
        work(&mut connection)
    });
    task.await
        .map_err(|error| OpenError::Unusable(error.to_string()))?
}
