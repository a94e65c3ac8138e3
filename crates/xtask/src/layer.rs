//! One layer of checks: a command with a budget.

use crate::cluster;
use crate::tally::Tally;
use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How many tests of one program run at a time.
const THREADS: &str = "RUST_TEST_THREADS";
/// Tests of the service wait for mails, clocks and each other's programs longer than they compute.
const THREADS_FOR_EACH_CORE: usize = 3;

/// Where everything is built once, what would save work the next time only takes time.
const NOTHING_IS_BUILT_TWICE: (&str, &str) = ("CARGO_INCREMENTAL", "0");

/// A check and what it may cost.
#[derive(Debug)]
pub(crate) struct Layer {
    /// What is checked, in a word.
    pub(crate) name: &'static str,
    /// How many minutes it should take at most on two cores that have compiled nothing yet.
    pub(crate) budget_minutes: u64,
    /// The programs and their arguments, run in order.
    pub(crate) commands: &'static [&'static [&'static str]],
    /// Variables that only these commands see.
    pub(crate) environment: &'static [(&'static str, &'static str)],
    /// When a command counts as passed.
    pub(crate) passes: Passes,
}

/// When a command counts as passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passes {
    /// It exits with 0.
    OnSuccess,
    /// It exits with 0 and printed nothing.
    InSilence,
}

/// How a layer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All its commands passed.
    Passed,
    /// One did not.
    Failed,
}

/// What a run of a layer came to.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Which one.
    pub(crate) layer: &'static Layer,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// How long it took.
    pub(crate) used: Duration,
}

impl Layer {
    /// Runs the commands in `root`, tells them the URL of the `PostgreSQL` server, passes their output on
    /// to `screen` as it comes and counts the tests in it.
    ///
    /// # Errors
    /// When a command cannot be started or its output not be passed on.
    pub(crate) fn run(
        &'static self,
        root: &Path,
        postgres: &str,
        tally: &mut Tally,
        screen: &mut dyn Write,
    ) -> io::Result<Finished> {
        writeln!(
            screen,
            "\n== {} (budget {} min)",
            self.name, self.budget_minutes
        )?;
        let start = Instant::now();
        Ok(Finished {
            layer: self,
            outcome: self.run_commands(root, postgres, tally, screen)?,
            used: start.elapsed(),
        })
    }

    /// A layer that failed without a failed test counts as one: a test program that crashed or did
    /// not compile reports none, and "0 failed" must not stand under a failed run.
    fn run_commands(
        &self,
        root: &Path,
        postgres: &str,
        tally: &mut Tally,
        screen: &mut dyn Write,
    ) -> io::Result<Outcome> {
        let failed_before = tally.failed;
        for command in self.commands {
            if !self.run_command(command, root, postgres, tally, screen)? {
                tally.failed = tally.failed.max(failed_before + 1);
                return Ok(Outcome::Failed);
            }
        }
        Ok(Outcome::Passed)
    }

    fn run_command(
        &self,
        command: &[&str],
        root: &Path,
        postgres: &str,
        tally: &mut Tally,
        screen: &mut dyn Write,
    ) -> io::Result<bool> {
        let Some((program, arguments)) = command.split_first() else {
            return Ok(false);
        };
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(root)
            .env("RUSTDOCFLAGS", "-D warnings")
            .env(THREADS, threads())
            .envs(in_ci().then_some(NOTHING_IS_BUILT_TWICE))
            .envs(self.environment.iter().copied())
            .env(cluster::VARIABLE, postgres)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut silent = true;
        if let Some(output) = child.stdout.take() {
            let mut output = BufReader::new(output);
            let mut line = Vec::new();
            while output.read_until(b'\n', &mut line)? > 0 {
                silent = false;
                screen.write_all(&line)?;
                screen.flush()?;
                tally.read(&String::from_utf8_lossy(&line));
                line.clear();
            }
        }
        let success = child.wait()?.success();
        Ok(success && (silent || self.passes != Passes::InSilence))
    }
}

/// Whether this is a run from a clean clone.
pub(crate) fn in_ci() -> bool {
    env::var("CI").is_ok_and(|ci| ci == "true")
}

/// As many as the environment asks for, or more than there are cores.
fn threads() -> OsString {
    env::var_os(THREADS).unwrap_or_else(|| {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        (cores * THREADS_FOR_EACH_CORE).to_string().into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(layer: &'static Layer) -> (Outcome, Tally, String) {
        let (mut tally, mut screen) = (Tally::default(), Vec::new());
        let finished = layer
            .run(Path::new("."), "postgres://", &mut tally, &mut screen)
            .unwrap();
        (finished.outcome, tally, String::from_utf8(screen).unwrap())
    }

    #[test]
    fn tests_are_shown_and_counted() {
        static LAYER: Layer = Layer {
            name: "tests",
            budget_minutes: 3,
            commands: &[&["echo", "test result: ok. 5 passed; 0 failed; 0 ignored"]],
            environment: &[],
            passes: Passes::OnSuccess,
        };
        let (outcome, tally, screen) = run(&LAYER);
        assert_eq!(outcome, Outcome::Passed);
        assert_eq!(tally.to_string(), "5 passed, 0 failed");
        assert!(screen.starts_with("\n== tests (budget 3 min)\ntest result: ok. 5 passed;"));
    }

    #[test]
    fn commands_see_their_variables_and_the_server() {
        static LAYER: Layer = Layer {
            name: "environment",
            budget_minutes: 1,
            commands: &[&["sh", "-c", "echo $COLOUR $SECRETS_VAULT_TEST_POSTGRES"]],
            environment: &[("COLOUR", "red")],
            passes: Passes::OnSuccess,
        };
        assert!(run(&LAYER).2.ends_with("red postgres://\n"));
    }

    #[test]
    fn a_failure_without_a_failed_test_counts_as_one_and_ends_the_layer() {
        static LAYER: Layer = Layer {
            name: "broken",
            budget_minutes: 1,
            commands: &[&["false"], &["echo", "later"]],
            environment: &[],
            passes: Passes::OnSuccess,
        };
        let (outcome, tally, screen) = run(&LAYER);
        assert_eq!(outcome, Outcome::Failed);
        assert_eq!(tally.to_string(), "0 passed, 1 failed");
        assert!(!screen.contains("later"));
    }

    #[test]
    fn a_failed_test_is_not_counted_twice() {
        static LAYER: Layer = Layer {
            name: "red",
            budget_minutes: 1,
            commands: &[&[
                "sh",
                "-c",
                "echo 'test result: FAILED. 4 passed; 2 failed;'; false",
            ]],
            environment: &[],
            passes: Passes::OnSuccess,
        };
        let (outcome, tally, _) = run(&LAYER);
        assert_eq!(outcome, Outcome::Failed);
        assert_eq!(tally.to_string(), "4 passed, 2 failed");
    }

    #[test]
    fn a_layer_that_must_be_silent_fails_when_something_is_printed() {
        static LOUD: Layer = Layer {
            name: "loud",
            budget_minutes: 1,
            commands: &[&["echo", " M src/main.rs"]],
            environment: &[],
            passes: Passes::InSilence,
        };
        static SILENT: Layer = Layer {
            name: "silent",
            budget_minutes: 1,
            commands: &[&["true"]],
            environment: &[],
            passes: Passes::InSilence,
        };
        assert_eq!(run(&LOUD).0, Outcome::Failed);
        assert_eq!(run(&SILENT).0, Outcome::Passed);
    }
}
