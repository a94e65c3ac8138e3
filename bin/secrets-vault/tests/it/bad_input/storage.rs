//! Whether anything was stored.

use std::fs;

use crate::harness::Server;

/// The bytes of the database and of its write-ahead log, or all of its rows. Every row that is stored
/// changes them.
#[derive(PartialEq, Eq)]
pub(super) enum Snapshot {
    Files(Vec<Vec<u8>>),
    Rows(Vec<String>),
}

impl Snapshot {
    pub(super) fn of(server: &Server) -> Self {
        if let Some(database) = server.database() {
            return Self::Rows(database.rows());
        }
        let read = |name: &str| fs::read(server.path("vault/data").join(name)).unwrap();
        let files = ["secrets-vault.db", "secrets-vault.db-wal"];
        Self::Files(files.map(read).into())
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
