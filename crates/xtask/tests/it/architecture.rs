//! The arrows between crates point inwards (docs/architecture.md), and each layer stays free of the
//! libraries of the layers around it.
//!
//! `cargo metadata` tells which crate depends on which. A normal dependency between two crates of the
//! workspace must be in [`MAY_USE`]; a development dependency may also be the `testkit`, the crate
//! itself with its mocks switched on, or a crate one arrow further in. Libraries are judged by
//! everything they bring along, so that a web server cannot arrive through a dependency of a
//! dependency.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use std::collections::BTreeSet;
use std::process::Command;

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");

/// The domain: it decides and defines ports.
const DOMAIN: &[&str] = &[
    "kernel",
    "tenancy",
    "identity",
    "oidc",
    "zkp-protocol",
    "scim",
    "provisioning",
];

/// What an adapter that answers browsers may use.
const DRIVING: &[&str] = &[
    "kernel",
    "tenancy",
    "identity",
    "oidc",
    "zkp-protocol",
    "scim",
    "provisioning",
    "texts",
    "visitor",
];

/// Which crates of the workspace a crate may use.
const MAY_USE: &[(&str, &[&str])] = &[
    // Pure maths and the words of the domain.
    ("kernel", &[]),
    ("keepic", &[]),
    ("zkp-protocol", &["keepic", "kernel"]),
    // Use cases and ports.
    ("tenancy", &["kernel"]),
    ("texts", &["kernel"]),
    ("identity", &["kernel", "tenancy", "texts", "zkp-protocol"]),
    ("oidc", &["kernel", "tenancy", "identity"]),
    ("scim", &["kernel"]),
    ("provisioning", &["kernel", "tenancy", "identity", "scim"]),
    // Driven adapters: they implement the ports.
    ("sqlite", DOMAIN),
    ("postgres", DOMAIN),
    ("keyring", DOMAIN),
    ("outbound", DOMAIN),
    ("smtp", DOMAIN),
    ("webauthn", DOMAIN),
    // Driving adapters: they call the use cases.
    ("visitor", &["identity", "kernel"]),
    ("http-api", DRIVING),
    ("pages", DRIVING),
    ("client", &["keepic", "zkp-protocol"]),
    ("client-wasm", &["keepic", "zkp-protocol"]),
    // An application of its own: it knows the service from outside only.
    ("demo-app", &["client"]),
    // The one place that knows them all.
    (
        "secrets-vault",
        &[
            "client",
            "demo-app",
            "http-api",
            "identity",
            "kernel",
            "keyring",
            "oidc",
            "outbound",
            "pages",
            "postgres",
            "provisioning",
            "smtp",
            "sqlite",
            "tenancy",
            "webauthn",
            "zkp-protocol",
        ],
    ),
    // Tools.
    (
        "testkit",
        &[
            "identity",
            "keepic",
            "kernel",
            "oidc",
            "provisioning",
            "scim",
            "tenancy",
            "zkp-protocol",
        ],
    ),
    (
        "bench",
        &[
            "client",
            "identity",
            "keepic",
            "kernel",
            "keyring",
            "oidc",
            "outbound",
            "postgres",
            "provisioning",
            "scim",
            "sqlite",
            "tenancy",
            "testkit",
            "zkp-protocol",
        ],
    ),
    ("xtask", &[]),
];

/// Libraries that must not be in a layer, not even through others.
struct Forbidden {
    crates: &'static [&'static str],
    libraries: &'static [&'static str],
    reason: &'static str,
}

const FORBIDDEN: &[Forbidden] = &[
    Forbidden {
        crates: &[
            "kernel",
            "keepic",
            "zkp-protocol",
            "tenancy",
            "identity",
            "oidc",
            "scim",
            "provisioning",
        ],
        libraries: &[
            "actix-web",
            "clap",
            "config",
            "diesel",
            "diesel-async",
            "getrandom",
            "hyper",
            "libsqlite3-sys",
            "native-tls",
            "reqwest",
            "tokio",
            "ureq",
        ],
        reason: "the domain decides and defines ports; servers, databases, runtimes, networks and randomness come in through them",
    },
    Forbidden {
        crates: &["kernel", "keepic", "zkp-protocol"],
        libraries: &["josekit", "openssl", "openssl-sys"],
        reason: "the protocol is compiled for browsers too, and OpenSSL is not",
    },
    Forbidden {
        crates: &["sqlite", "postgres", "keyring"],
        libraries: &["actix-web", "clap", "ureq", "utoipa"],
        reason: "what stores things must not know who asks",
    },
    Forbidden {
        crates: &["outbound"],
        libraries: &["actix-web", "clap", "diesel", "ureq"],
        reason: "there is one way to ask another server, and who asks is not its business",
    },
    Forbidden {
        crates: &["smtp"],
        libraries: &["actix-web", "clap", "diesel", "rustls", "ureq"],
        reason: "what sends mails knows neither who asks nor where mails wait, and TLS is OpenSSL's",
    },
    Forbidden {
        crates: &["http-api", "pages"],
        libraries: &[
            "clap",
            "diesel",
            "diesel-async",
            "hyper",
            "libsqlite3-sys",
            "ureq",
        ],
        reason: "a handler calls a use case and never a database or another server",
    },
    Forbidden {
        crates: &["client"],
        libraries: &["actix-web", "diesel", "libsqlite3-sys", "tokio"],
        reason: "the native client is small and blocking; it speaks to a server only over HTTP",
    },
];

#[test]
fn every_arrow_between_crates_is_allowed() {
    let metadata = metadata();
    let members: BTreeSet<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut wrong = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some(allowed) = allowed(name) else {
            wrong.push(format!(
                "`{name}` has no entry in MAY_USE (crates/xtask/tests/it/architecture.rs): decide which layer it belongs to, say so in docs/architecture.md, and list what it may use."
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let target = dependency.name.as_str();
            let for_tests = dependency.kind == DependencyKind::Development;
            if !members.contains(target)
                || allowed.contains(&target)
                || (for_tests && tests_may_use(name, target))
            {
                continue;
            }
            wrong.push(format!(
                "`{name}` depends on `{target}`, an arrow that the architecture does not have: define a port in the inner crate and implement it in the outer one, or, if the arrow is right, add it to MAY_USE (crates/xtask/tests/it/architecture.rs) and to docs/architecture.md."
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_crate_in_the_table_exists() {
    let metadata = metadata();
    for (name, allowed) in MAY_USE {
        for it in allowed.iter().chain([name]) {
            assert!(
                metadata.packages.iter().any(|package| package.name == *it),
                "MAY_USE names `{it}`, which is not in the workspace: remove it there."
            );
        }
    }
}

#[test]
fn no_library_reaches_a_layer_that_must_not_know_it() {
    let mut wrong = Vec::new();
    for rule in FORBIDDEN {
        for name in rule.crates {
            let brought = libraries(name);
            for library in rule.libraries.iter().filter(|&&it| brought.contains(it)) {
                wrong.push(format!(
                    "`{name}` must do without `{library}`, because {}; `cargo tree --package {name} --edges normal --invert {library}` shows how it comes in.",
                    rule.reason
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn allowed(name: &str) -> Option<&'static [&'static str]> {
    let entry = MAY_USE.iter().find(|(it, _)| *it == name);
    entry.map(|(_, allowed)| *allowed)
}

/// What the tests of a crate may use beside what the crate itself may.
fn tests_may_use(name: &str, target: &str) -> bool {
    let inner = allowed(name).unwrap_or_default();
    let further_in = inner.iter().filter_map(|it| allowed(it)).flatten();
    target == "testkit" || target == name || further_in.into_iter().any(|it| *it == target)
}

/// Asks cargo what the crates of the workspace say they depend on, without touching `Cargo.lock`.
fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(MANIFEST)
        .no_deps()
        .other_options(["--locked".to_owned()])
        .exec()
        .unwrap()
}

/// Everything a crate needs when it runs, with the features that it asks for itself.
///
/// `cargo tree` answers this for one crate; `cargo metadata` mixes in what other crates ask for.
fn libraries(name: &str) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--manifest-path", MANIFEST])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--package", name, "--edges", "normal,no-proc-macro"])
        .args(["--prefix", "none", "--format", "{p}"])
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "cargo tree: {complaint}");
    let text = String::from_utf8(tree.stdout).unwrap();
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}
