//! Whether anything was stored.

use std::fs;

use crate::harness::Server;

/// The bytes of the database and of its write-ahead log. Every row that is stored changes them.
#[derive(PartialEq, Eq)]
pub(super) struct Snapshot(Vec<Vec<u8>>);

impl Snapshot {
    pub(super) fn of(server: &Server) -> Self {
        let read = |name: &str| fs::read(server.path("vault/data").join(name)).unwrap();
        Self(
            ["secrets-vault.db", "secrets-vault.db-wal"]
                .map(read)
                .into(),
        )
    }
}

#[test]
fn what_is_stored_is_noticed() {
    let server = Server::start();
    let before = Snapshot::of(&server);
    assert!(Snapshot::of(&server) == before);
    server.tenant("acme", &[]);
    assert!(Snapshot::of(&server) != before);
}
