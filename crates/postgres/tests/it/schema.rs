//! The tables that migrations make, and the tables that queries are written for.

use std::collections::BTreeMap;

use testkit::postgres::TestDatabase;

use crate::world::empty_store;

/// Every column as `name: type, required, collation`, by table.
pub(crate) fn migrated(database: &TestDatabase) -> BTreeMap<String, Vec<String>> {
    let columns = database.query(
        "SELECT table_name || ' ' || column_name || ': ' || data_type || ' ' \
         || CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END || ' ' || coalesce(collation_name, '') \
         FROM information_schema.columns NATURAL JOIN information_schema.tables \
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_\\_%' \
         ORDER BY table_name, ordinal_position",
    );
    let mut tables = BTreeMap::<_, Vec<_>>::new();
    for column in columns {
        let (table, column) = column.split_once(' ').unwrap();
        tables
            .entry(table.to_owned())
            .or_default()
            .push(column.to_owned());
    }
    tables
}

/// The same from the source of `schema.rs`.
fn declared() -> BTreeMap<String, Vec<String>> {
    let source = include_str!("../../../sqlite/src/repositories/schema.rs");
    let mut tables = BTreeMap::new();
    for block in source.split("diesel::table! {").skip(1) {
        let body = block.split("\n}").next().unwrap();
        let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
        let (table, _) = lines.next().unwrap().split_once(" (").unwrap();
        let columns = lines.filter_map(|line| line.strip_suffix(',')?.split_once(" -> "));
        let columns = columns.map(|(name, kind)| {
            let required = i32::from(!kind.starts_with("Nullable<"));
            let kind = match kind.trim_start_matches("Nullable<").trim_end_matches('>') {
                "Text" => "text",
                "Json" => "json",
                "Binary" => "bytea",
                "BigInt" => "bigint",
                "Bool" => "boolean",
                other => panic!("{other} is no type of this schema"),
            };
            // Text is ordered by its bytes, whatever the language of the server.
            let collation = if kind == "text" { "C" } else { "" };
            format!("{name}: {kind} {required} {collation}")
        });
        tables.insert(table.to_owned(), columns.collect());
    }
    tables
}

#[tokio::test]
async fn queries_are_written_for_the_tables_that_are_there() {
    let harness = empty_store().await;
    assert_eq!(declared(), migrated(&harness.database));
    assert!(declared().contains_key("tenants"));
}
