//! What the command line asked for.

use thiserror::Error;

/// The answer to `cargo xtask` without a task.
pub(crate) const OVERVIEW: &str = "\
Runs what a developer or a CI server runs.

Usage: cargo xtask <TASK>

Tasks:
  test [--no-install]    checks formatting, lints and documentation, and runs every test
  soak                   runs what is too long for every test run
  interop                signs people in with clients of other makers, on both databases
  bench [--only GROUP]   measures, and writes docs/benchmarks.md
  postgres -- COMMAND    runs a command beside a PostgreSQL server of its own
  photographs            fetches the photographs that the tests sign in with
  wasm [--check]         builds the package that browsers load, or checks it
  help [TASK]            says more about a task
";

const TEST: &str = "\
Checks formatting, lints and documentation, runs every test of the workspace, and ends with one
table and the line `N passed, N failed`. Fails if anything failed or no test ran.

Usage: cargo xtask test [--no-install]

What the tests need and this machine lacks is installed first, and said before it is done: rustfmt
and clippy with rustup; a C compiler, perl, make, PostgreSQL, Chromium, Node and Python with apt-get, as root;
Node packages with npm, under tests/browser and tests/interop; Authlib, a mail server, testers of SCIM and of the API, typos, cargo-deny and photographs under target.
A PostgreSQL server of the run's own is started first and gone afterwards. With CI=true a run that leaves the working tree
dirty fails.

  --no-install  lists what is missing and stops, instead of installing it
";

const SOAK: &str = "\
Runs the long forms of the tests, for about an hour: laws with many more random cases, races again and
again on both databases, measurements that fail beyond their limit, and each fuzz target for some minutes.
Ends with one table and the line `N passed, N failed`, as `cargo xtask test` does, and needs the same.
cargo-fuzz is built under target.

Usage: cargo xtask soak
";

const INTEROP: &str = "\
Runs clients of other makers, unmodified, against the service on SQLite and on PostgreSQL: openid-client,
Authlib, oidc-client-ts in Chromium, Apache with mod_auth_openidc, and the Rust crate openidconnect. Prints
a line for each client and feature, then one table and the line `N passed, N failed`.

Usage: cargo xtask interop

What this needs and this machine lacks is installed first, as by `cargo xtask test`; Apache too, with apt-get.
The clients are in tests/interop. openid-client and Authlib run as part of `cargo xtask test` as well, on SQLite.
";

const BENCH: &str = "\
Builds the service for release, measures what a sign-in costs it and the person's own machine, how
fast it starts and how much memory it takes, and writes docs/benchmarks.md. Takes some minutes,
best on a machine that has nothing else to do.

Usage: cargo xtask bench [--clean-build | --only GROUP]

  --only GROUP   measures sign-in, service, scim, client or oidc alone; the page keeps what it says about the others
  --clean-build  times a build from nothing too, under target/clean-build; without it the page keeps
                 the time that was recorded
";

const PHOTOGRAPHS: &str = "\
Fetches the photographs that the tests sign in with: downloads a Debian package of wallpapers with
apt-get, unpacks it under target/photographs without installing it, and keeps its photographs.
Does nothing when they are there already.

Usage: cargo xtask photographs
";

const WASM: &str = "\
Builds the package that browsers load, crates/client-wasm/pkg, which is checked in. The tool chain is
Debian's: its packages are downloaded with apt-get and unpacked under target/wasm/tools, not installed.

Usage: cargo xtask wasm [--compare | --check]

  --compare  changes nothing: compares the package with the record of what it was built from, and the
             record with the sources and locked dependencies
  --check    compares and, where the recorded tool chain can be had, also builds the package again and
             compares the bytes
";

const POSTGRES: &str = "\
Starts a PostgreSQL server with a folder of its own, runs a command that finds it by the environment
variable SECRETS_VAULT_TEST_POSTGRES, and removes both afterwards. As root the server runs as the
user postgres, because it refuses root.

Usage: cargo xtask postgres -- COMMAND

  cargo xtask postgres -- cargo test --package postgres
";

/// One run of this program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Print this text.
    Help(&'static str),
    /// Measure, and write down what came out.
    Bench {
        /// Whether a build from nothing is timed too.
        clean_build: bool,
        /// The only group of measurements that is wanted.
        only: Option<String>,
    },
    /// Run clients of other makers.
    Interop,
    /// Fetch the photographs.
    Photographs,
    /// Build the package for browsers.
    Wasm(Package),
    /// Run this command beside a `PostgreSQL` server.
    Postgres(Vec<String>),
    /// Run the long forms of tests.
    Soak,
    /// Run all checks and tests.
    Test {
        /// Whether what is missing may be installed.
        install: bool,
    },
}

/// What is done about the package for browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Package {
    /// Build it.
    Build,
    /// Compare it with its record and its sources.
    Compare,
    /// Compare it, and with another build.
    Check,
}

/// The arguments name no task.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("`cargo xtask {0}` is not a task.")]
pub(crate) struct UnknownTask(String);

impl Task {
    /// Reads the arguments that follow `cargo xtask`.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, UnknownTask> {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] | ["help" | "--help" | "-h"] => Ok(Self::Help(OVERVIEW)),
            ["help", "test"] | ["test", "--help" | "-h"] => Ok(Self::Help(TEST)),
            ["help", "photographs"] | ["photographs", "--help" | "-h"] => {
                Ok(Self::Help(PHOTOGRAPHS))
            }
            ["help", "soak"] | ["soak", "--help" | "-h"] => Ok(Self::Help(SOAK)),
            ["soak"] => Ok(Self::Soak),
            ["help", "bench"] | ["bench", "--help" | "-h"] => Ok(Self::Help(BENCH)),
            ["help", "wasm"] | ["wasm", "--help" | "-h"] => Ok(Self::Help(WASM)),
            ["wasm"] => Ok(Self::Wasm(Package::Build)),
            ["wasm", "--compare"] => Ok(Self::Wasm(Package::Compare)),
            ["wasm", "--check"] => Ok(Self::Wasm(Package::Check)),
            ["bench"] => Ok(Self::bench(false, None)),
            ["bench", "--clean-build"] => Ok(Self::bench(true, None)),
            ["bench", "--only", group] => Ok(Self::bench(false, Some(group))),
            ["help", "postgres"] | ["postgres", "--help" | "-h"] => Ok(Self::Help(POSTGRES)),
            ["postgres", "--", command @ ..] if !command.is_empty() => {
                let command = command.iter().map(ToString::to_string);
                Ok(Self::Postgres(command.collect()))
            }
            ["help", "interop"] | ["interop", "--help" | "-h"] => Ok(Self::Help(INTEROP)),
            ["interop"] => Ok(Self::Interop),
            ["photographs"] => Ok(Self::Photographs),
            ["test"] => Ok(Self::Test { install: true }),
            ["test", "--no-install"] => Ok(Self::Test { install: false }),
            _ => Err(UnknownTask(words.join(" "))),
        }
    }

    fn bench(clean_build: bool, only: Option<&str>) -> Self {
        let only = only.map(str::to_owned);
        Self::Bench { clean_build, only }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task, UnknownTask> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Task::parse(&words)
    }

    #[test]
    fn every_task_has_a_help_text_that_shows_its_usage() {
        for name in [
            "test",
            "soak",
            "interop",
            "bench",
            "postgres",
            "photographs",
            "wasm",
        ] {
            assert!(OVERVIEW.contains(&format!("\n  {name} ")));
            for line in [format!("help {name}"), format!("{name} --help")] {
                let Ok(Task::Help(text)) = parse(&line) else {
                    panic!("`{line}` is not help");
                };
                assert!(text.contains(&format!("Usage: cargo xtask {name}")));
            }
        }
    }

    #[test]
    fn installing_is_allowed_unless_it_is_refused() {
        assert_eq!(parse("test"), Ok(Task::Test { install: true }));
        assert_eq!(
            parse("test --no-install"),
            Ok(Task::Test { install: false })
        );
    }

    #[test]
    fn a_command_behind_two_dashes_is_kept_as_it_is() {
        let command = ["cargo", "test", "--", "--help"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(
            parse("postgres -- cargo test -- --help"),
            Ok(Task::Postgres(command))
        );
    }

    #[test]
    fn a_misspelt_task_or_flag_is_refused() {
        for line in [
            "tests",
            "test --noinstall",
            "photographs now",
            "bench --clean",
            "postgres psql",
            "postgres --",
            "help me",
        ] {
            assert_eq!(parse(line), Err(UnknownTask(line.to_owned())));
        }
    }
}
