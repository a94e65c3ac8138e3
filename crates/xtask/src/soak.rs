//! The long forms of tests: what finds something seldom, or takes longer than a developer waits.

use crate::layer::{Layer, Passes};
use crate::service_tests::service_tests;
use crate::test_run::{self, TestRunError};
use std::path::Path;
use std::process::ExitCode;

/// The races between requests at the same moment, once.
const RACES: &[&str] = service_tests!("races::");

/// Runs a target of `fuzz/` for five minutes, from its seeds and what was found before.
macro_rules! fuzz {
    ($target:literal, $longest:literal) => {
        &[
            "sh",
            "-c",
            concat!(
                "mkdir -p fuzz/corpus/",
                $target,
                " fuzz/seeds/",
                $target,
                " && target/cargo-fuzz/bin/cargo-fuzz run ",
                $target,
                " fuzz/corpus/",
                $target,
                " fuzz/seeds/",
                $target,
                " -- -max_total_time=300 -max_len=",
                $longest
            ),
        ]
    };
}

static LAYERS: [Layer; 7] = [
    Layer {
        name: "the same bytes for browsers",
        budget_minutes: 8,
        commands: &[&["cargo", "xtask", "wasm", "--check"]],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "laws",
        budget_minutes: 20,
        commands: &[&[
            "cargo",
            "test",
            "--workspace",
            "--exclude",
            "secrets-vault",
            "--locked",
            "--no-fail-fast",
        ]],
        environment: &[("PROPTEST_CASES", "4096")],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "races on SQLite",
        budget_minutes: 10,
        commands: &[RACES; 20],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "races on PostgreSQL",
        budget_minutes: 10,
        commands: &[RACES; 20],
        environment: &[("SECRETS_VAULT_TEST_DATABASE", "postgres")],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "measurements",
        budget_minutes: 10,
        commands: &[&[
            "cargo",
            "test",
            "--workspace",
            "--tests",
            "--locked",
            "--no-fail-fast",
            "--",
            "--ignored",
            "--nocapture",
        ]],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "cargo-fuzz",
        budget_minutes: 5,
        commands: &[&[
            "cargo",
            "install",
            "--quiet",
            "--locked",
            "--root",
            "target/cargo-fuzz",
            "cargo-fuzz@0.13.2",
        ]],
        environment: &[],
        passes: Passes::OnSuccess,
    },
    Layer {
        name: "fuzz",
        budget_minutes: 20,
        commands: &[
            fuzz!("decode_picture", 65536),
            fuzz!("redirect_uri", 512),
            fuzz!("scim_filter", 4096),
            fuzz!("scim_patch", 4096),
        ],
        // Coverage is counted by flags that no stable compiler takes.
        environment: &[("RUSTUP_TOOLCHAIN", "nightly")],
        passes: Passes::OnSuccess,
    },
];

/// Runs all long forms in `root` and prints the table and the totals.
///
/// # Errors
/// As [`test_run::run_layers`].
pub(crate) fn run(root: &Path) -> Result<ExitCode, TestRunError> {
    test_run::run_layers(root, &LAYERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fuzz_target_is_run() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
        let there: Vec<String> = std::fs::read_dir(root)
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        let fuzz = LAYERS.iter().find(|layer| layer.name == "fuzz").unwrap();
        assert_eq!(fuzz.commands.len(), there.len());
        for target in there {
            let run = format!("cargo-fuzz run {target} ");
            assert!(
                fuzz.commands
                    .iter()
                    .any(|command| command[2].contains(&run)),
                "{target}"
            );
        }
    }
}
