//! All checks and tests, layer by layer.

use crate::cluster::{Cluster, ClusterError};
use crate::interop;
use crate::layer::{Finished, Layer, Outcome, Passes, in_ci};
use crate::service_tests::service_tests;
use crate::summary::Summary;
use crate::tally::Tally;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use thiserror::Error;

/// Builds the service, and its tests with it.
pub(crate) const BUILD: &[&str] = service_tests!("--no-run");

/// Builds the program that finds the features of photographs natively, as part of the workspace.
const FEATURES: &[&str] = &[
    "cargo",
    "build",
    "--workspace",
    "--example",
    "features",
    "--locked",
];

/// Documents every crate. So that it finds what the lints have compiled, it asks for examples too,
/// which brings the features of tests, and lets clippy stand in for the compiler.
const DOCUMENTATION: &[&str] = &[
    "sh",
    "-c",
    "CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__ \
     RUSTC_WORKSPACE_WRAPPER=$(rustc --print sysroot)/bin/clippy-driver \
     cargo doc --workspace --no-deps --locked --lib --bins --examples",
];

/// Lints the fuzz targets, which are a workspace of their own, so that the long forms find them in order.
const FUZZ_TARGETS: &[&str] = &[
    "cargo",
    "clippy",
    "--manifest-path",
    "fuzz/Cargo.toml",
    "--target-dir",
    "target",
    "--locked",
    "--",
    "-Dwarnings",
];

/// Cheap ones first. Every layer runs, whatever became of those before it. Long forms are those of [`crate::soak`].
static LAYERS: [Layer; 10] = [
    Layer {
        name: "form",
        budget_minutes: 1,
        commands: &[
            &["cargo", "fmt", "--all", "--check"],
            &["target/typos/bin/typos"],
            &[
                "target/cargo-deny/bin/cargo-deny",
                "check",
                "bans",
                "licenses",
                "sources",
            ],
        ],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    // All targets, but for libraries as tests that have none, which --all-targets would compile again.
    Layer {
        name: "lints",
        budget_minutes: 9,
        commands: &[&[
            "cargo",
            "clippy",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
            "--locked",
            "--",
            "-Dwarnings",
        ]],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    // The workspace builds with the features of all crates together; these must also stand alone.
    Layer {
        name: "features",
        budget_minutes: 2,
        commands: &[
            &lib_alone("keepic", ""),
            &lib_alone("zkp-protocol", ""),
            &lib_alone("zkp-protocol", "prover"),
            &lib_alone("zkp-protocol", "verifier"),
            FUZZ_TARGETS,
        ],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "documentation",
        budget_minutes: 1,
        commands: &[DOCUMENTATION],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "tests",
        budget_minutes: 13,
        commands: &[&["cargo", "test", "--workspace", "--locked", "--no-fail-fast"]],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "PostgreSQL",
        budget_minutes: 4,
        commands: &[service_tests!("--no-fail-fast")],
        environment: &[("SECRETS_VAULT_TEST_DATABASE", "postgres")],
        passes: Passes::OnSuccess,
    },
    // An independent linter reads the OpenAPI document, an independent tester holds the service to
    // it, on each database.
    Layer {
        name: "API",
        budget_minutes: 2,
        commands: &[
            BUILD,
            &[
                "sh",
                "-c",
                "target/debug/secrets-vault openapi > target/openapi.json",
            ],
            &in_node("openapi"),
            service_tests!("--", "--ignored", "every_answer_is_described"),
        ],
        environment: &[
            ("REDOCLY_TELEMETRY", "off"),
            ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
        ],
        passes: Passes::OnSuccess,
    },
    // That the same sources give the same bytes is looked at by the long forms.
    Layer {
        name: "modules",
        budget_minutes: 1,
        commands: &[
            &["cargo", "xtask", "wasm", "--compare"],
            &in_node("package"),
            &in_node("types"),
            &interop::script("types"),
        ],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "browser",
        budget_minutes: 6,
        commands: &[BUILD, FEATURES, &in_node("browser")],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    interop::FAST,
];

/// Whatever a run generates must be what is committed.
static CLEAN_TREE: Layer = Layer {
    name: "clean tree",
    budget_minutes: 1,
    commands: &[&["git", "status", "--porcelain"]],
    environment: &[],
    passes: Passes::InSilence,
};

/// Lints the library of a crate with exactly these features.
const fn lib_alone(package: &'static str, features: &'static str) -> [&'static str; 11] {
    [
        "cargo",
        "clippy",
        "--package",
        package,
        "--lib",
        "--locked",
        "--no-default-features",
        "--features",
        features,
        "--",
        "-Dwarnings",
    ]
}

/// Runs a script of `tests/browser/package.json`.
const fn in_node(script: &'static str) -> [&'static str; 6] {
    [
        "npm",
        "run",
        "--silent",
        "--prefix",
        "tests/browser",
        script,
    ]
}

/// Why the layers did not run.
#[derive(Debug, Error)]
pub(crate) enum TestRunError {
    /// There is no `PostgreSQL` server.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// A command could not be started, or its output not be passed on.
    #[error(transparent)]
    Command(#[from] io::Error),
}

/// Runs all checks and tests in `root`.
///
/// # Errors
/// As [`run_layers`].
pub(crate) fn run(root: &Path) -> Result<ExitCode, TestRunError> {
    run_layers(root, LAYERS.iter().chain(in_ci().then_some(&CLEAN_TREE)))
}

/// Runs layers in `root` and prints the table and the totals.
///
/// # Errors
/// When there is no `PostgreSQL` server, a command cannot be started, or its output not be passed on.
pub(crate) fn run_layers(
    root: &Path,
    layers: impl IntoIterator<Item = &'static Layer>,
) -> Result<ExitCode, TestRunError> {
    let cluster = Cluster::start()?;
    let postgres = cluster.url();
    let mut screen = io::stdout();
    let mut tally = Tally::default();
    let mut finished = Vec::new();
    for layer in layers {
        finished.push(layer.run(root, &postgres, &mut tally, &mut screen)?);
    }
    println!("\n{}", Summary(&finished));
    if tally.passed == 0 {
        println!("No test ran, which counts as a failure.");
    }
    println!("{tally}");
    Ok(verdict(&finished, tally))
}

fn verdict(finished: &[Finished], tally: Tally) -> ExitCode {
    let any_failed = finished.iter().any(|it| it.outcome == Outcome::Failed);
    if any_failed || tally.failed > 0 || tally.passed == 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn finished(outcome: Outcome) -> [Finished; 1] {
        [Finished {
            layer: &CLEAN_TREE,
            outcome,
            used: Duration::ZERO,
        }]
    }

    #[test]
    fn a_whole_run_takes_no_more_than_forty_minutes() {
        let budgets = LAYERS.iter().map(|layer| layer.budget_minutes);
        assert!(budgets.sum::<u64>() <= 40);
    }

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn a_run_succeeds_only_if_tests_ran_and_nothing_failed() {
        let passed = finished(Outcome::Passed);
        assert_eq!(verdict(&passed, tally(9, 0)), ExitCode::SUCCESS);
        assert_eq!(verdict(&passed, tally(0, 0)), ExitCode::FAILURE);
        assert_eq!(verdict(&passed, tally(9, 1)), ExitCode::FAILURE);
        assert_eq!(
            verdict(&finished(Outcome::Failed), tally(9, 0)),
            ExitCode::FAILURE
        );
    }
}
