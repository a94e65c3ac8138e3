//! Where a database is, as a URL says it.

use postgres::{PostgresUrl, SslMode};

fn printed(url: &str) -> String {
    url.parse::<PostgresUrl>().unwrap().to_string()
}

#[test]
fn a_password_is_neither_printed_nor_part_of_an_error() {
    let url = "postgres://vault:hunter2@db.example:6432/vault?connect_timeout=3&sslmode=require";
    let parsed: PostgresUrl = url.parse().unwrap();
    assert_eq!(
        parsed.to_string(),
        "postgres://vault@db.example:6432/vault?sslmode=require"
    );
    assert!(!format!("{parsed:?}").contains("hunter2"));
    for wrong in ["colour=red", "sslmode=maybe", "port=x", "sslrootcert=x"] {
        let url = format!("postgres://vault:hunter2@db.example/vault?{wrong}");
        let error = url.parse::<PostgresUrl>().unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn tls_is_asked_for_as_libpq_is_asked() {
    for (name, mode) in [
        ("disable", SslMode::Disable),
        ("prefer", SslMode::Prefer),
        ("require", SslMode::Require),
        ("verify-ca", SslMode::VerifyCa),
        ("verify-full", SslMode::VerifyFull),
    ] {
        let url = format!("postgres://db.example/vault?sslmode={name}");
        assert_eq!(url.parse::<PostgresUrl>().unwrap().ssl_mode(), mode);
    }
    let error = "postgres://db.example/vault?sslmode=yes".parse::<PostgresUrl>();
    assert_eq!(
        error.unwrap_err(),
        "sslmode 'yes' is none of disable, prefer, require, verify-ca, verify-full"
    );
}

#[test]
fn several_hosts_and_sockets_can_be_named() {
    assert_eq!(
        printed("postgres://vault@one.example,two.example:5433/vault"),
        "postgres://vault@one.example:5432,two.example:5433/vault?sslmode=prefer"
    );
    let socket: PostgresUrl = "postgres://vault@%2Frun%2Fpostgresql/vault"
        .parse()
        .unwrap();
    assert!(socket.is_local());
    assert_eq!(
        socket.to_string(),
        "postgres://vault@/run/postgresql:5432/vault?sslmode=prefer"
    );
    assert!(
        "postgres://[::1]/x"
            .parse::<PostgresUrl>()
            .unwrap()
            .is_local()
    );
    assert!(!"postgres://db/x".parse::<PostgresUrl>().unwrap().is_local());
    assert!("postgres:///x".parse::<PostgresUrl>().is_err());
}
