//! What a developer or a continuous integration server runs, as far as it has logic of its own.
//!
//! `cargo xtask` (an alias in `.cargo/config.toml`) lists the tasks. Each is a module: [`test_run`]
//! brings the [`prerequisites`] and runs one [`layer`] of checks after the other, [`soak`] runs the
//! long ones, [`interop`] clients of other makers, [`photographs`] fetches the pictures that the
//! tests sign in with, [`cluster`] starts the `PostgreSQL` server that they need, [`wasm`] builds
//! the package for browsers, [`mod@bench`] measures and writes down. This crate knows commands and
//! files; it must not know any other crate of the workspace, so that it compiles in seconds on a
//! fresh machine.
//!
//! The rules for which crate may use which are checked by this crate's tests
//! (`tests/it/architecture.rs`).
#![expect(
    clippy::print_stdout,
    reason = "a command line speaks on standard output"
)]

mod apt;
mod bench;
mod cluster;
mod interop;
mod layer;
mod photographs;
mod prerequisites;
mod service_tests;
mod soak;
mod summary;
mod tally;
mod task;
mod test_run;
mod wasm;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use task::{Package, Task};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = match Task::parse(&arguments) {
        Ok(task) => task,
        Err(unknown) => {
            eprintln!("{unknown}\n\n{}", task::OVERVIEW);
            return ExitCode::from(2);
        }
    };
    perform(&task).unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

fn perform(task: &Task) -> Result<ExitCode, Box<dyn Error>> {
    let root = workspace_root();
    match task {
        Task::Help(text) => {
            print!("{text}");
            Ok(ExitCode::SUCCESS)
        }
        Task::Bench { clean_build, only } => {
            match only {
                Some(group) => bench::run_only(&root, group)?,
                None => bench::run(&root, *clean_build)?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Task::Wasm(package) => {
            match package {
                Package::Build => wasm::build(&root)?,
                Package::Compare => wasm::compare(&root)?,
                Package::Check => wasm::check(&root)?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Task::Interop => Ok(interop::run(&root)?),
        Task::Photographs => {
            photographs::fetch(&root)?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Postgres(command) => with_postgres(command),
        Task::Soak => {
            prerequisites::bring(&root, true)?;
            Ok(soak::run(&root)?)
        }
        Task::Test { install } => {
            prerequisites::bring(&root, *install)?;
            Ok(test_run::run(&root)?)
        }
    }
}

/// Runs a command that finds a `PostgreSQL` server, which stops when the command has ended.
fn with_postgres(command: &[String]) -> Result<ExitCode, Box<dyn Error>> {
    let (program, arguments) = command.split_first().ok_or("which command?")?;
    let cluster = cluster::Cluster::start()?;
    let status = Command::new(program)
        .args(arguments)
        .env(cluster::VARIABLE, cluster.url())
        .status()
        .map_err(|error| format!("{program}: {error}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The folder of the workspace's `Cargo.toml`, two above this crate's.
fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
