//! Migrations: by several nodes at once, backwards, and of a newer version.

use postgres::OpenError;
use testkit::postgres::TestDatabase;
use tokio_postgres::NoTls;

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

#[tokio::test]
async fn an_index_that_was_not_finished_is_made_again() {
    let harness = empty_store().await;
    let steps = "version LIKE '0042%'";
    harness.execute(&format!(
        "DELETE FROM __diesel_schema_migrations WHERE {steps}"
    ));
    harness.execute("DROP INDEX audit_events_by_subject");
    // As it is when the server goes away meanwhile.
    harness.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'audit_events_by_time'::regclass",
    );
    harness.second().await.migrate().await.unwrap();
    let indexes = harness.database.query(
        "SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid \
         WHERE indrelid = 'audit_events'::regclass AND indisvalid ORDER BY relname",
    );
    let expected = ["by_actor", "by_subject", "by_time", "pkey"];
    assert_eq!(indexes, expected.map(|name| format!("audit_events_{name}")));
    let made = harness.database.query(&format!(
        "SELECT count(*) FROM __diesel_schema_migrations WHERE {steps}"
    ));
    assert_eq!(made, ["4"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn events_are_written_while_their_index_is_made() {
    let harness = empty_store().await;
    let insert = "INSERT INTO audit_events (tenant_id, at, kind, actor, detail) \
                  VALUES ('acme', 1, 'tenant.created', '\"system\"', '{}')";
    harness.execute("DELETE FROM __diesel_schema_migrations WHERE version = '00421'");
    harness.execute("DROP INDEX audit_events_by_time");
    // Somebody has written and is not done, so that the index is not finished.
    let (writer, connection) = tokio_postgres::connect(&harness.database.url(), NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let begin = format!("BEGIN; {insert}");
    writer.batch_execute(&begin).await.unwrap();
    let node = harness.second().await;
    let migration = tokio::spawn(async move { node.migrate().await });
    let making = "SELECT phase FROM pg_stat_progress_create_index \
                  WHERE relid = 'audit_events'::regclass AND phase LIKE 'waiting%'";
    while harness.database.query(making).is_empty() {
        assert!(!migration.is_finished());
    }
    harness.execute(insert);
    writer.batch_execute("COMMIT").await.unwrap();
    migration.await.unwrap().unwrap();
    let rows = harness.database.query("SELECT count(*) FROM audit_events");
    assert_eq!(rows, ["2"]);
}
