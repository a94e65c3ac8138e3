//! Bringing the tables up to this version.

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::OpenError;
use crate::connector::{Connector, Link};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// A node that migrates keeps the others waiting, a minute at most. Both end with the transaction.
/// The number is this program's: any that no other program on the same database uses.
const BEGIN: &str =
    "SET LOCAL statement_timeout = '1min'; SELECT pg_advisory_xact_lock(7361771201);";

/// diesel's migrations are written for connections that block.
type Blocking = AsyncConnectionWrapper<AsyncPgConnection>;

/// Runs the steps that are missing.
pub(crate) async fn run(connector: &Connector) -> Result<(), OpenError> {
    alone(connector, |connection| {
        connection
            .run_pending_migrations(MIGRATIONS)
            .map(|_| ())
            .map_err(|error| OpenError::Migration(error.to_string()))
    })
    .await
}

/// Runs every step backwards.
pub(crate) async fn revert(connector: &Connector) -> Result<(), OpenError> {
    alone(connector, |connection| {
        connection
            .revert_all_migrations(MIGRATIONS)
            .map(|_| ())
            .map_err(|error| OpenError::Migration(error.to_string()))
    })
    .await
}

/// Runs `work` in one transaction that no other node's migration overlaps, on a connection of its own
/// and where it may block, which a runtime with a single thread must not.
async fn alone(
    connector: &Connector,
    work: impl FnOnce(&mut Blocking) -> Result<(), OpenError> + Send + 'static,
) -> Result<(), OpenError> {
    let link = connector.connect().await.map_err(OpenError::Unusable)?;
    let Link { connection, .. } = link;
    let task = tokio::task::spawn_blocking(move || {
        Blocking::from(connection).transaction(|connection| {
            connection.batch_execute(BEGIN)?;
            refuse_newer(connection)?;
            work(connection)
        })
    });
    task.await
        .map_err(|error| OpenError::Migration(error.to_string()))?
}

fn refuse_newer(connection: &mut Blocking) -> Result<(), OpenError> {
    let failed =
        |error: Box<dyn std::error::Error + Send + Sync>| OpenError::Migration(error.to_string());
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(failed)?;
    for version in connection.applied_migrations().map_err(failed)? {
        if known.iter().all(|step| step.name().version() != version) {
            return Err(OpenError::Newer(version.to_string()));
        }
    }
    Ok(())
}
