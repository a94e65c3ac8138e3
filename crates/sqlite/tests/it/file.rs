//! The database file: how it is opened, shared and refused.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use futures_util::FutureExt as _;
use kernel::audit::EventKind;
use kernel::{SealingKey, StorageError, Timestamp, Upkeep as _};
use oidc::SigningKeys as _;
use sqlite::{OpenError, SqliteConfig, SqliteStore};
use tenancy::Tenants;
use testkit::{SeededRandom, sample};

use crate::world::{OnFile, empty_store, open};

#[derive(QueryableByName)]
struct Mode {
    #[diesel(sql_type = Text)]
    journal_mode: String,
}

#[tokio::test]
async fn readers_do_not_wait_for_the_writer() {
    let harness = empty_store().await;
    let mode: Mode = diesel::sql_query("PRAGMA journal_mode")
        .get_result(&mut harness.connect())
        .unwrap();
    assert_eq!(mode.journal_mode, "wal");

    let mut writer = harness.connect();
    writer.batch_execute("BEGIN IMMEDIATE").unwrap();
    assert!(harness.store.is_empty().await.unwrap());
    writer.batch_execute("COMMIT").unwrap();
}

#[derive(QueryableByName)]
struct CompileOption {
    #[diesel(sql_type = Text)]
    compile_options: String,
}

/// `.cargo/config.toml` says so, and why.
#[tokio::test]
async fn sqlite_is_compiled_for_what_is_asked_of_it() {
    let harness = empty_store().await;
    let options: Vec<CompileOption> = diesel::sql_query("PRAGMA compile_options")
        .load(&mut harness.connect())
        .unwrap();
    let is_set = |name| options.iter().any(|it| it.compile_options == name);
    for name in ["ENABLE_QPSG", "DEFAULT_MEMSTATUS=0", "THREADSAFE=2"] {
        assert!(is_set(name), "{name}");
    }
    for name in [
        "ENABLE_FTS3",
        "ENABLE_FTS5",
        "ENABLE_RTREE",
        "ENABLE_LOAD_EXTENSION",
    ] {
        assert!(!is_set(name), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_second_process_works_beside_the_first() {
    let harness = empty_store().await;
    let second = harness.second().await;
    second.migrate().await.unwrap();
    second.ping().await.unwrap();

    let stores = [harness.store.clone(), Arc::new(second)];
    let now = Timestamp::from_seconds(1);
    let writers: Vec<_> = (0..40)
        .map(|number| {
            let store = stores[number % 2].clone();
            // Every name is tried by both.
            let tenant = sample::tenant(&format!("tenant-{}", number / 2), now);
            let event = sample::event(&tenant.id, EventKind::TenantCreated, now);
            tokio::spawn(async move { store.create(&tenant, &event).await.unwrap() })
        })
        .collect();
    let mut created = 0;
    for writer in writers {
        created += u32::from(writer.await.unwrap());
    }
    assert_eq!(created, 20);
    for store in &stores {
        let found = store.find(&"tenant-19".parse().unwrap()).await.unwrap();
        assert!(found.is_some());
    }
}

/// A store on the same file that waits no longer than that.
async fn hasty(harness: &OnFile, patience: Duration) -> SqliteStore {
    let config = SqliteConfig {
        patience,
        ..SqliteConfig::at(harness.path())
    };
    let key = SealingKey::from_bytes([5; 32]);
    let random = Arc::new(SeededRandom::new(1));
    SqliteStore::open(config, key, random).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_does_not_end_makes_the_store_unavailable() {
    let harness = empty_store().await;
    let hasty = hasty(&harness, Duration::from_millis(50)).await;
    let mut writer = harness.connect();
    writer.batch_execute("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(
        hasty.ping().await,
        Err(StorageError::Unavailable(_))
    ));
    writer.batch_execute("ROLLBACK").unwrap();
    hasty.ping().await.unwrap();
}

#[tokio::test]
async fn what_waited_too_long_to_be_written_is_not_written_later() {
    let harness = empty_store().await;
    let hasty = hasty(&harness, Duration::from_millis(100)).await;
    let now = Timestamp::from_seconds(1);
    let [first, second, third] = ["first", "second", "third"].map(|id| sample::tenant(id, now));
    let event = sample::event(&first.id, EventKind::TenantCreated, now);
    let mut writer = harness.connect();
    writer.batch_execute("BEGIN IMMEDIATE").unwrap();
    let refused = tokio::join!(hasty.create(&first, &event), hasty.create(&second, &event));
    let is_refused = |outcome| matches!(outcome, Err(StorageError::Unavailable(_)));
    assert!(is_refused(refused.0) && is_refused(refused.1));
    writer.batch_execute("ROLLBACK").unwrap();
    assert!(hasty.create(&third, &event).await.unwrap());
    for tenant in [&first, &second] {
        assert_eq!(Tenants::find(&hasty, &tenant.id).await.unwrap(), None);
    }
}

/// Makes the next new tenant end its transaction by itself, which then cannot be rolled back.
fn break_new_tenants(harness: &OnFile) {
    harness.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON tenants \
         BEGIN SELECT RAISE(ROLLBACK, 'the reason of the step'); END",
    );
}

#[tokio::test]
async fn a_step_that_cannot_be_rolled_back_says_why_it_failed() {
    let harness = empty_store().await;
    let tenant = sample::tenant("acme", Timestamp::from_seconds(1));
    let event = sample::event(&tenant.id, EventKind::TenantCreated, tenant.created_at);
    break_new_tenants(&harness);
    let error = harness.store.create(&tenant, &event).await.unwrap_err();
    let error = error.to_string();
    assert!(error.contains("the reason of the step"), "{error}");
    harness.execute("DROP TRIGGER broken");
    assert!(harness.store.create(&tenant, &event).await.unwrap());
}

#[tokio::test]
async fn a_store_that_is_dropped_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let files = || fs::read_dir(folder.path()).unwrap().count();
    let store = open(folder.path().join("vault.db")).await;
    store.migrate().await.unwrap();
    store.ping().await.unwrap();
    assert!(files() > 1);
    drop(store);
    assert_eq!(files(), 1);
}

#[tokio::test]
async fn the_file_of_a_store_that_was_shut_down_is_all_of_it() {
    let harness = empty_store().await;
    let tenant = sample::tenant("acme", Timestamp::from_seconds(1));
    let event = sample::event(&tenant.id, EventKind::TenantCreated, tenant.created_at);
    // Asked for, and not waited for.
    let creations = [(); 2].map(|()| harness.store.create(&tenant, &event).now_or_never());
    assert!(creations.iter().all(Option::is_none));
    harness.store.shut_down().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("vault.db");
    fs::copy(harness.path(), &copy).unwrap();
    let copied = open(copy).await;
    assert!(Tenants::find(&copied, &tenant.id).await.unwrap().is_some());
}

#[tokio::test]
async fn a_newer_database_is_refused_by_name() {
    let harness = empty_store().await;
    harness
        .connect()
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')")
        .unwrap();
    let error = harness.second().await.migrate().await.unwrap_err();
    assert!(matches!(&error, OpenError::Newer(step) if step == "9999"));
    assert!(error.to_string().contains("made by a newer version"));
}

#[tokio::test]
async fn what_is_no_database_is_said_to_be_none() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault.db");
    fs::write(
        &path,
        "This is a letter, and long enough to be mistaken for a header.".repeat(99),
    )
    .unwrap();
    let key = SealingKey::from_bytes([5; 32]);
    let random = Arc::new(SeededRandom::new(1));
    let error = SqliteStore::open(SqliteConfig::at(path), key, random)
        .await
        .err();
    assert!(matches!(error, Some(OpenError::Damaged(_))), "{error:?}");

    let missing = SqliteConfig::at(directory.path().join("nowhere/vault.db"));
    let key = SealingKey::from_bytes([5; 32]);
    let random = Arc::new(SeededRandom::new(1));
    let error = SqliteStore::open(missing, key, random).await.err();
    assert!(matches!(error, Some(OpenError::Unusable(_))), "{error:?}");
}

#[tokio::test]
async fn a_damaged_page_is_reported_and_not_read() {
    let harness = empty_store().await;
    let (path, now) = (harness.path(), Timestamp::from_seconds(1));
    let tenant = sample::tenant("acme", now);
    let event = sample::event(&tenant.id, EventKind::TenantCreated, now);
    harness.store.create(&tenant, &event).await.unwrap();
    harness
        .connect()
        .batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let copy = path.with_file_name("damaged.db");
    fs::copy(&path, &copy).unwrap();
    let mut file = OpenOptions::new().write(true).open(&copy).unwrap();
    let length = file.metadata().unwrap().len();
    // The first page, which lists the tables, stays whole.
    file.seek(SeekFrom::Start(4096)).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(length - 4096).unwrap()])
        .unwrap();

    let error = match SqliteStore::open(
        SqliteConfig::at(copy),
        SealingKey::from_bytes([5; 32]),
        Arc::new(SeededRandom::new(1)),
    )
    .await
    {
        Ok(store) => store.find(&tenant.id).await.unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(error.contains("malformed"), "{error}");
}

#[tokio::test]
async fn another_key_opens_nothing() {
    let harness = empty_store().await;
    let (tenant, now) = (
        sample::tenant("acme", Timestamp::default()),
        Timestamp::default(),
    );
    let event = sample::event(&tenant.id, EventKind::TenantCreated, now);
    harness.store.create(&tenant, &event).await.unwrap();
    let random = SeededRandom::new(2);
    let keys = [sample::signing_key("k", now, &random)];
    harness
        .store
        .publish(&tenant.id, &[], &keys, &event)
        .await
        .unwrap();
    let config = SqliteConfig::at(harness.path());
    let other = SealingKey::from_bytes([6; 32]);
    let stranger = SqliteStore::open(config, other, Arc::new(random))
        .await
        .unwrap();
    let error = stranger.live(&tenant.id).await.unwrap_err();
    assert!(matches!(error, StorageError::Corrupt(_)));
    assert_eq!(
        open(harness.path()).await.live(&tenant.id).await.unwrap(),
        keys
    );
}
