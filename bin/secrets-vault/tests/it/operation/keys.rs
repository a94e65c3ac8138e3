//! The key file.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::harness::{Home, Server};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_first_start_makes_keys_that_nobody_else_may_read() {
    let server = Server::start();
    assert_eq!(mode(&server.path("vault/keys/keys.json")), 0o600);
    assert_eq!(mode(&server.path("vault/keys")), 0o700);
    if server.database().is_none() {
        assert_eq!(mode(&server.path("vault/data")), 0o700);
        assert_eq!(mode(&server.path("vault/data/secrets-vault.db")), 0o600);
    }
}

#[test]
fn a_start_with_other_keys_is_refused() {
    let (home, other) = (Home::new(), Home::new());
    home.text(&["migrate"]);
    other.text(&["migrate"]);
    let keys = home.path("vault/keys/keys.json");
    let own = fs::read(&keys).unwrap();
    fs::write(&keys, fs::read(other.path("vault/keys/keys.json")).unwrap()).unwrap();
    for command in ["serve", "migrate"] {
        let said = home.failure(&[command]);
        assert!(
            said.contains("is not the one that the database was made with"),
            "{said}"
        );
        assert!(said.contains("SECRETS_VAULT__KEYS__FILE"), "{said}");
    }
    let found = home.run(&["doctor"]);
    assert!(!found.status.success());
    assert!(String::from_utf8(found.stdout).unwrap().contains("WRONG"));

    fs::write(&keys, own).unwrap();
    home.start();
}

#[test]
fn data_without_their_keys_are_refused_and_no_new_keys_are_made() {
    let home = Home::new();
    home.text(&["migrate"]);
    let keys = home.path("vault/keys/keys.json");
    fs::remove_file(&keys).unwrap();
    for command in ["serve", "migrate"] {
        let said = home.failure(&[command]);
        assert!(said.contains("keys.json"), "{said}");
        assert!(!keys.exists(), "{command} made other keys");
    }
    let found = home.run(&["--json", "doctor"]);
    let findings: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    assert!(!found.status.success());
    let wrong = findings
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["verdict"] == "wrong");
    assert_eq!(wrong.unwrap()["what"], "keys");
}

#[test]
fn keys_that_others_may_read_or_that_are_broken_are_refused() {
    let home = Home::new();
    home.text(&["migrate"]);
    let keys = home.path("vault/keys/keys.json");
    let own = fs::read(&keys).unwrap();
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o644)).unwrap();
    let said = home.failure(&["migrate"]);
    assert!(said.contains("keys.json"), "{said}");
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&keys, &own[..own.len() / 2]).unwrap();
    let said = home.failure(&["migrate"]);
    assert!(said.contains("keys.json"), "{said}");
    fs::write(&keys, own).unwrap();
    home.text(&["migrate"]);
}
