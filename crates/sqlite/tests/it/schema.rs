//! The tables that migrations make, and the tables that queries are written for.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::world::{OnFile, empty_store};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Integer)]
    required: i32,
    #[diesel(sql_type = Integer)]
    key: i32,
}

/// Every column as `name: type, required, position in the primary key`, by table.
fn migrated(harness: &OnFile) -> BTreeMap<String, Vec<String>> {
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT t.name AS \"table\", c.name AS name, c.type AS kind, c.\"notnull\" AS required, \
         c.pk AS key FROM pragma_table_list t JOIN pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '\\_\\_%' \
         ESCAPE '\\' ORDER BY t.name, c.cid",
    )
    .load(&mut harness.connect())
    .unwrap();
    let mut tables = BTreeMap::<_, Vec<_>>::new();
    for column in columns {
        let Column {
            table,
            name,
            kind,
            required,
            key,
        } = column;
        let described = format!("{name}: {kind} {required} {key}");
        tables.entry(table).or_default().push(described);
    }
    tables
}

/// The same from the source of `schema.rs`.
fn declared() -> BTreeMap<String, Vec<String>> {
    let source = include_str!("../../src/repositories/schema.rs");
    let mut tables = BTreeMap::new();
    for block in source.split("diesel::table! {").skip(1) {
        let body = block.split("\n}").next().unwrap();
        let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
        let (table, keys) = lines.next().unwrap().split_once(" (").unwrap();
        let keys: Vec<_> = keys.trim_end_matches(") {").split(", ").collect();
        let columns = lines.filter_map(|line| line.strip_suffix(',')?.split_once(" -> "));
        let columns = columns.map(|(name, kind)| {
            let required = i32::from(!kind.starts_with("Nullable<"));
            let kind = match kind.trim_start_matches("Nullable<").trim_end_matches('>') {
                "Text" | "Json" => "TEXT",
                "Binary" => "BLOB",
                "BigInt" | "Bool" => "INTEGER",
                other => panic!("{other} is no type of this schema"),
            };
            let key = keys
                .iter()
                .position(|key| *key == name)
                .map_or(0, |at| at + 1);
            format!("{name}: {kind} {required} {key}")
        });
        tables.insert(table.to_owned(), columns.collect());
    }
    tables
}

#[tokio::test]
async fn queries_are_written_for_the_tables_that_are_there() {
    let harness = empty_store().await;
    assert_eq!(declared(), migrated(&harness));
    assert!(declared().contains_key("tenants"));
}

#[tokio::test]
async fn every_table_is_strict() {
    #[derive(QueryableByName)]
    struct Lax {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let harness = empty_store().await;
    let lax: Vec<Lax> = diesel::sql_query(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 \
         AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
    )
    .load(&mut harness.connect())
    .unwrap();
    let lax: Vec<_> = lax.into_iter().map(|table| table.name).collect();
    assert_eq!(lax, [""; 0]);
}

#[tokio::test]
async fn migrations_run_forwards_backwards_and_forwards_again() {
    let harness = empty_store().await;
    let tables = migrated(&harness);
    harness.store.migrate().await.unwrap();
    assert_eq!(migrated(&harness), tables);
    harness.store.revert().await.unwrap();
    assert_eq!(migrated(&harness), BTreeMap::new());
    harness.store.migrate().await.unwrap();
    assert_eq!(migrated(&harness), tables);
}
