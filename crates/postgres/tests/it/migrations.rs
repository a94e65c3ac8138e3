//! Migrations: by several nodes at once, backwards, and of a newer version.

use postgres::OpenError;
use testkit::postgres::TestDatabase;

use crate::schema::migrated;
use crate::world::{empty_store, open};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_nodes_that_start_at_once_each_finds_the_tables() {
    let database = TestDatabase::empty();
    let mut nodes = Vec::new();
    for _ in 0..4 {
        let store = open(&database).await.unwrap();
        nodes.push(tokio::spawn(async move { store.migrate().await }));
    }
    for node in nodes {
        node.await.unwrap().unwrap();
    }
    assert!(migrated(&database).contains_key("tenants"));
}

#[tokio::test]
async fn a_runtime_with_one_thread_can_migrate() {
    let database = TestDatabase::empty();
    let store = open(&database).await.unwrap();
    store.migrate().await.unwrap();
    assert!(migrated(&database).contains_key("tenants"));
}

#[tokio::test]
async fn migrations_run_forwards_backwards_and_forwards_again() {
    let harness = empty_store().await;
    let tables = migrated(&harness.database);
    harness.store.migrate().await.unwrap();
    assert_eq!(migrated(&harness.database), tables);
    harness.store.revert().await.unwrap();
    assert!(migrated(&harness.database).is_empty());
    harness.store.migrate().await.unwrap();
    assert_eq!(migrated(&harness.database), tables);
}

#[tokio::test]
async fn a_newer_database_is_refused_by_name() {
    let harness = empty_store().await;
    harness.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    let error = harness.second().await.migrate().await.unwrap_err();
    assert!(matches!(&error, OpenError::Newer(step) if step == "9999"));
    assert!(error.to_string().contains("made by a newer version"));
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind() {
    let database = TestDatabase::empty();
    // The name of a table that the first step makes late.
    database.query("CREATE TABLE key_checks (other TEXT)");
    let store = open(&database).await.unwrap();
    let error = store.migrate().await.unwrap_err();
    assert!(matches!(&error, OpenError::Migration(_)), "{error}");
    let tables: Vec<_> = migrated(&database).into_keys().collect();
    assert_eq!(tables, ["key_checks"]);
}
