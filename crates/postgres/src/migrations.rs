//! Bringing the tables up to this version.
//!
//! Steps run together in one transaction: if one fails, none was made. A step about a large table
//! must not hold up what is written meanwhile, and `CREATE INDEX CONCURRENTLY`, which does not,
//! wants no transaction around it. Such a step has a `metadata.toml` that says `run_in_transaction
//! = false`. It is one statement, and one that may run twice; what was made before it stays if it
//! fails.

use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::dsl::sql;
use diesel::migration::{self, Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel::{Connection as _, RunQueryDsl as _, select};
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::OpenError;
use crate::connector::{Connector, Link};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// A node that migrates keeps the others waiting. The number is this program's: any that no other program on the same
/// database uses. A node asks again and again rather than to wait in the database, because an index that is made
/// concurrently waits for every statement that runs.
const TRY_LOCK: &str = "pg_try_advisory_lock(7361771201)";
/// How often a node asks, and how long it waits between.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// How long a statement may take in a transaction, which may hold up others.
const IN_TRANSACTION: &str = "SET LOCAL statement_timeout = '1min'";
/// And outside of one, which holds up nobody.
const ALONE: &str = "SET statement_timeout = 0";

/// Statements that remove indexes of which the making was broken off: they are kept up and answer nothing.
const REMOVE_BROKEN: &str = "SELECT format('DROP INDEX CONCURRENTLY %I.%I', nspname, relname) \
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace \
    WHERE NOT indisvalid AND nspname = current_schema() AND indexrelid NOT IN \
        (SELECT index_relid FROM pg_stat_progress_create_index WHERE index_relid IS NOT NULL)";

/// diesel's migrations are written for connections that block.
type Blocking = AsyncConnectionWrapper<AsyncPgConnection>;
type Step = Box<dyn Migration<Pg>>;

/// Runs the steps that are missing.
pub(crate) async fn run(connector: &Connector) -> Result<(), OpenError> {
    locked(connector, |connection| {
        let steps = connection.pending_migrations(MIGRATIONS)?;
        in_turn(connection, &steps, |connection, step| {
            connection.run_migration(step).map(drop)
        })
    })
    .await
}

/// Runs every step backwards.
pub(crate) async fn revert(connector: &Connector) -> Result<(), OpenError> {
    locked(connector, |connection| {
        let applied = connection.applied_migrations()?;
        let mut steps = known()?;
        steps.retain(|step| applied.contains(&step.name().version()));
        steps.reverse();
        in_turn(connection, &steps, |connection, step| {
            connection.revert_migration(step).map(drop)
        })
    })
    .await
}

/// Runs `work` while no other node migrates, on a connection of its own and where it may block, which a runtime with a
/// single thread must not. The lock ends with the connection.
async fn locked(
    connector: &Connector,
    work: impl FnOnce(&mut Blocking) -> Result<(), OpenError> + Send + 'static,
) -> Result<(), OpenError> {
    let link = connector.connect().await.map_err(OpenError::Unusable)?;
    let Link { connection, .. } = link;
    let task = tokio::task::spawn_blocking(move || {
        let mut connection = Blocking::from(connection);
        lock(&mut connection)?;
        refuse_newer(&mut connection)?;
        work(&mut connection)
    });
    task.await
        .map_err(|error| OpenError::Migration(error.to_string()))?
}

fn lock(connection: &mut Blocking) -> Result<(), OpenError> {
    for _ in 0..TRIES {
        if select(sql::<Bool>(TRY_LOCK)).get_result(connection)? {
            return Ok(());
        }
        thread::sleep(PAUSE);
    }
    let reason = "another node has been at it for a minute; start again when it is done";
    Err(OpenError::Migration(reason.to_owned()))
}

fn refuse_newer(connection: &mut Blocking) -> Result<(), OpenError> {
    let known = known()?;
    for version in connection.applied_migrations()? {
        if known.iter().all(|step| step.name().version() != version) {
            return Err(OpenError::Newer(version.to_string()));
        }
    }
    Ok(())
}

/// Acts on each step: on those that are next to each other and may be in one, in one transaction.
fn in_turn(
    connection: &mut Blocking,
    steps: &[Step],
    act: impl Fn(&mut Blocking, &dyn Migration<Pg>) -> migration::Result<()>,
) -> Result<(), OpenError> {
    let may_be_in_one = |step: &Step| step.metadata().run_in_transaction();
    for steps in steps.chunk_by(|one, next| may_be_in_one(one) && may_be_in_one(next)) {
        match steps {
            [step] if !may_be_in_one(step) => {
                connection.batch_execute(ALONE)?;
                remove_broken_indexes(connection)?;
                act(connection, step)?;
            }
            _ => connection.transaction(|connection| {
                connection.batch_execute(IN_TRANSACTION)?;
                for step in steps {
                    act(connection, step)?;
                }
                Ok::<_, OpenError>(())
            })?,
        }
    }
    Ok(())
}

fn remove_broken_indexes(connection: &mut Blocking) -> Result<(), OpenError> {
    let statements: Vec<String> = sql::<Text>(REMOVE_BROKEN).load(connection)?;
    for statement in statements {
        connection.batch_execute(&statement)?;
    }
    Ok(())
}

fn known() -> Result<Vec<Step>, OpenError> {
    Ok(MigrationSource::<Pg>::migrations(&MIGRATIONS)?)
}
