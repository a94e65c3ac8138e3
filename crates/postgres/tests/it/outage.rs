//! The database goes away, and returns.

use std::time::{Duration, Instant};

use identity::attempts::{NameKey, Verdict};
use kernel::audit::EventKind;
use kernel::{StorageError, Upkeep as _};
use postgres::{OpenError, PostgresConfig};
use testkit::contract::World;
use testkit::postgres::TestDatabase;
use testkit::sample;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, UnixStream};
use tokio::runtime::Builder;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;
use tokio_postgres::{Client, NoTls};

use crate::world::{empty_store, open, open_with};

/// A connection beside the store.
async fn connect(database: &TestDatabase) -> Client {
    let connected = tokio_postgres::connect(&database.url(), NoTls).await;
    let (client, connection) = connected.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_is_unavailable_until_the_database_returns() {
    let harness = empty_store().await;
    harness.store.ping().await.unwrap();
    harness.database.close();
    for _ in 0..3 {
        let start = Instant::now();
        let refused = harness.store.ping().await;
        assert!(matches!(refused, Err(StorageError::Unavailable(_))));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
    harness.database.open();
    harness.store.ping().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_died_are_replaced() {
    let harness = empty_store().await;
    harness.store.ping().await.unwrap();
    harness.database.close();
    harness.database.open();
    // The first may meet a connection that nobody knows to be dead yet.
    let returned = async {
        while harness.store.ping().await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(5), returned).await.unwrap();
    for _ in 0..20 {
        harness.store.ping().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_waits_too_long_is_given_up() {
    let harness = empty_store().await;
    let mut config = PostgresConfig::at(harness.database.url().parse().unwrap());
    config.statement_timeout = Duration::from_millis(200);
    let hasty = open_with(config).await.unwrap();
    let other = connect(&harness.database).await;
    let lock = "BEGIN; LOCK TABLE key_checks";
    other.batch_execute(lock).await.unwrap();
    let refused = hasty.is_empty().await;
    assert!(matches!(refused, Err(StorageError::Unavailable(_))));
    other.batch_execute("ROLLBACK").await.unwrap();
    assert!(hasty.is_empty().await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_transaction_that_lost_a_deadlock_is_run_again() {
    let harness = empty_store().await;
    let world = World::of(&harness, "deadlock").await;
    let name = NameKey::from_bytes([7; 32]);
    let charge = sample::begin(&world.tenant, name, world.now);
    let blocked = world.event(EventKind::SignInBlocked);
    let ledger = world.ports().attempt_ledger.clone();
    ledger.charge_begin(&charge, &blocked).await.unwrap();

    // A begin locks the address, then the name; this goes the other way round.
    let other = connect(&harness.database).await;
    // It never looks for a deadlock itself, so the begin is the one that loses.
    let name_first = "SET deadlock_timeout = '1h'; BEGIN; UPDATE name_budgets SET burst = burst";
    other.batch_execute(name_first).await.unwrap();
    let begin = tokio::spawn(async move { ledger.charge_begin(&charge, &blocked).await });
    // In the server, so that the begin still waits for its first second, after which it looks for a
    // deadlock.
    let until_it_waits = "DO $$ BEGIN WHILE NOT EXISTS ( \
                              SELECT FROM pg_stat_activity \
                              WHERE datname = current_database() AND wait_event_type = 'Lock' \
                          ) LOOP PERFORM pg_stat_clear_snapshot(); END LOOP; END $$";
    other.batch_execute(until_it_waits).await.unwrap();
    let then_address = "UPDATE address_budgets SET failures = failures";
    other.batch_execute(then_address).await.unwrap();
    other.batch_execute("COMMIT").await.unwrap();
    let verdict = begin.await.unwrap().unwrap();
    assert!(matches!(verdict, Verdict::Allowed(_)), "{verdict:?}");
    let given_up = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_ne!(harness.database.query(given_up), ["0"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_lost_a_deadlock_is_sent_again() {
    let harness = empty_store().await;
    let world = World::of(&harness, "given-up").await;
    let session = world.signed_in().await;
    // What a sequence has counted is not taken back with the statement.
    harness.execute(
        "CREATE SEQUENCE tries; \
         CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF nextval('tries') % 3 <> 0 THEN \
                 RAISE EXCEPTION 'given up' USING ERRCODE = 'deadlock_detected'; \
             END IF; \
             RETURN NEW; \
         END $$; \
         CREATE TRIGGER give_up BEFORE INSERT ON authorization_requests \
             FOR EACH ROW EXECUTE FUNCTION give_up(); \
         CREATE TRIGGER give_up BEFORE INSERT ON authorization_codes \
             FOR EACH ROW EXECUTE FUNCTION give_up()",
    );
    let ports = world.ports();
    let request = sample::authorization_request(&world.client, world.now, world.random());
    ports.authorization_requests.open(&request).await.unwrap();
    let code = sample::code(&world.client, &session, world.random());
    let event = world.event(EventKind::CodeIssued);
    let issued = ports.authorization_codes.issue(&code, None, &event);
    assert!(issued.await.unwrap());
    let tries = harness.database.query("SELECT last_value FROM tries");
    assert_eq!(tries, ["6"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_does_not_wait_for_a_server_that_is_silent() {
    let database = TestDatabase::empty();
    let url = database.url();
    let (user, rest) = url.rsplit_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    // The server of the tests listens at a socket in a folder, which is its host.
    let socket = format!("{}/.s.PGSQL.5432", server.replace("%2F", "/"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // The first connection reaches the server. Those after it are taken, and hear nothing.
    tokio::spawn(async move {
        let (mut client, _) = listener.accept().await.unwrap();
        let mut server = UnixStream::connect(socket).await.unwrap();
        copy_bidirectional(&mut client, &mut server).await.ok();
        drop(listener);
    });
    let url = format!("{user}@{address}/{name}");
    let mut config = PostgresConfig::at(url.parse().unwrap());
    config.connect_timeout = Duration::from_secs(1);
    let store = open_with(config).await.unwrap();
    let migrated = timeout(Duration::from_secs(20), store.migrate());
    let error = migrated.await.unwrap().unwrap_err();
    assert!(
        matches!(&error, OpenError::Unusable(reason) if reason.contains("did not answer in time")),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_callers_than_connections_wait_their_turn() {
    let harness = empty_store().await;
    let mut config = PostgresConfig::at(harness.database.url().parse().unwrap());
    config.max_connections = 2;
    let store = open_with(config).await.unwrap();
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.ping().await })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    let open = sessions(&harness.database);
    // Those of the harness itself are among them.
    assert!(open <= 2 + 1, "{open} connections");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_share_connections_which_end_with_them() {
    let harness = empty_store().await;
    let mut config = PostgresConfig::at(harness.database.url().parse().unwrap());
    config.max_connections = 3;
    config.threads = 2;
    let store = open_with(config).await.unwrap();
    for _ in 0..5 {
        let of_thread = store.clone();
        let thread = move || {
            let mut runtime = Builder::new_current_thread();
            let runtime = runtime.enable_all().build().unwrap();
            let mut pings = JoinSet::new();
            for _ in 0..10 {
                let store = of_thread.clone();
                pings.spawn_on(async move { store.ping().await }, runtime.handle());
            }
            let answers = runtime.block_on(pings.join_all());
            assert!(answers.iter().all(Result::is_ok));
        };
        spawn_blocking(thread).await.unwrap();
        store.ping().await.unwrap();
        let open = sessions(&harness.database);
        assert!(open <= 3 + 1, "{open} connections");
    }
}

/// How many connections of this program the server has.
fn sessions(database: &TestDatabase) -> u32 {
    let sessions = "SELECT count(*) FROM pg_stat_activity \
                    WHERE datname = current_database() AND application_name = 'secrets-vault'";
    database.query(sessions)[0].parse().unwrap()
}

#[tokio::test]
async fn a_server_that_does_not_let_us_in_is_said_to_be_unusable() {
    let database = TestDatabase::empty();
    let nowhere = format!("{}_nowhere", database.url());
    let error = open_with(PostgresConfig::at(nowhere.parse().unwrap()))
        .await
        .err()
        .unwrap();
    assert!(matches!(error, OpenError::Unusable(_)));
    assert!(error.to_string().contains("does not exist"), "{error}");

    let silent = "postgres://vault:hunter2@127.0.0.1:1/vault";
    let error = open_with(PostgresConfig::at(silent.parse().unwrap()))
        .await
        .err()
        .unwrap();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    assert!(open(&database).await.is_ok());
}
