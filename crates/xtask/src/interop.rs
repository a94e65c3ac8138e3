//! Independent clients, unmodified, against the service on both databases.
//!
//! The clients and what is asked of them are in `tests/interop`. What is fast of it is a layer of
//! `cargo xtask test` too ([`FAST`]).

use crate::layer::{Layer, Passes};
use crate::prerequisites::{self, PrerequisitesError};
use crate::service_tests::service_tests;
use crate::test_run::{self, BUILD, TestRunError};
use std::path::Path;
use std::process::ExitCode;
use thiserror::Error;

/// The environment variable by which services of tests run on the `PostgreSQL` server of the run.
const ON_POSTGRES: &[(&str, &str)] = &[("SECRETS_VAULT_TEST_DATABASE", "postgres")];
const ON_SQLITE: &[(&str, &str)] = &[];
/// The tests with the Rust crate `openidconnect`.
const IN_RUST: &[&str] = service_tests!("relying_party");

/// Every client on every database.
static LAYERS: [Layer; 10] = [
    client(
        "openid-client on SQLite",
        &[BUILD, &script("openid-client")],
        ON_SQLITE,
    ),
    client(
        "openid-client on PostgreSQL",
        &[BUILD, &script("openid-client")],
        ON_POSTGRES,
    ),
    client("Authlib on SQLite", &[BUILD, &script("authlib")], ON_SQLITE),
    client(
        "Authlib on PostgreSQL",
        &[BUILD, &script("authlib")],
        ON_POSTGRES,
    ),
    client(
        "oidc-client-ts on SQLite",
        &[BUILD, &script("oidc-client-ts")],
        ON_SQLITE,
    ),
    client(
        "oidc-client-ts on PostgreSQL",
        &[BUILD, &script("oidc-client-ts")],
        ON_POSTGRES,
    ),
    client(
        "mod_auth_openidc on SQLite",
        &[BUILD, &script("mod-auth-openidc")],
        ON_SQLITE,
    ),
    client(
        "mod_auth_openidc on PostgreSQL",
        &[BUILD, &script("mod-auth-openidc")],
        ON_POSTGRES,
    ),
    client("openidconnect on SQLite", &[IN_RUST], ON_SQLITE),
    client("openidconnect on PostgreSQL", &[IN_RUST], ON_POSTGRES),
];

/// The clients that need no browser, on SQLite.
pub(crate) const FAST: Layer = Layer {
    name: "other clients",
    budget_minutes: 1,
    commands: &[BUILD, &script("openid-client"), &script("authlib")],
    environment: ON_SQLITE,
    passes: Passes::OnSuccess,
};

const fn client(
    name: &'static str,
    commands: &'static [&'static [&'static str]],
    environment: &'static [(&'static str, &'static str)],
) -> Layer {
    Layer {
        name,
        budget_minutes: 3,
        commands,
        environment,
        passes: Passes::OnSuccess,
    }
}

/// Runs a script of `tests/interop/package.json`.
pub(crate) const fn script(name: &'static str) -> [&'static str; 6] {
    ["npm", "run", "--silent", "--prefix", "tests/interop", name]
}

/// Why the clients did not run.
#[derive(Debug, Error)]
pub(crate) enum InteropError {
    /// A client could not be brought.
    #[error(transparent)]
    Prerequisites(#[from] PrerequisitesError),
    /// The layers did not run.
    #[error(transparent)]
    Run(#[from] TestRunError),
}

/// Brings the clients and runs them one after the other.
pub(crate) fn run(root: &Path) -> Result<ExitCode, InteropError> {
    prerequisites::bring_for_interop(root)?;
    Ok(test_run::run_layers(root, LAYERS.iter())?)
}
