//! Measures, and writes `docs/benchmarks.md`.
//!
//! What a running program can tell is measured by the crate `bench`, which prints a row a line. Here
//! are the things around it: the builds, the machine and the document.

mod clean_build;
mod document;
mod machine;
mod table;

use crate::cluster::{self, Cluster, ClusterError};
use crate::prerequisites::{self, PrerequisitesError};
use clean_build::CleanBuild;
use document::Document;
use machine::Machine;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use table::{Row, Table};
use thiserror::Error;

/// Why nothing was measured, or not written down.
#[derive(Debug, Error)]
pub(crate) enum BenchError {
    /// The clients are measured with photographs, and in a browser.
    #[error(transparent)]
    Prerequisites(#[from] PrerequisitesError),
    /// The service is measured on `PostgreSQL` too.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// A program could not be started.
    #[error("{0} cannot be run: {1}")]
    Start(String, io::Error),
    /// A program failed, and has said why.
    #[error("{0} failed")]
    Failed(String),
    /// The measuring program printed something else than rows.
    #[error("a row of measurements is malformed: {0}")]
    Row(String),
    /// A file could not be read or written.
    #[error("{path}: {error}", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
}

/// Measures everything and writes the document. The clean build, which takes minutes, is timed only
/// if that is asked for; otherwise what the document says about it stays.
pub(crate) fn run(root: &Path, clean_build: bool) -> Result<(), BenchError> {
    let binary = prepare(root)?;
    let page = page(root);
    let build = if clean_build {
        clean_build::measure(root)?
    } else {
        CleanBuild::recorded_in(&fs::read_to_string(&page).unwrap_or_default())
    };
    let machine = Machine::look()?;
    let measured = measure(root, &binary, None)?;
    let in_browser = output(
        Command::new("npm")
            .args(["run", "--silent", "--prefix", "tests/browser", "speed"])
            .env("SECRETS_VAULT_BINARY", &binary)
            .current_dir(root),
    )?;
    let mut table = Table::parse(&[measured, in_browser].concat())?;
    table.push(size(&binary)?);
    table.push(build.row());
    write(
        &page,
        &Document {
            machine: machine.to_string(),
            table,
        },
    )
}

/// Measures one group, and keeps what the document says about the others and about the machine.
pub(crate) fn run_only(root: &Path, group: &str) -> Result<(), BenchError> {
    let binary = prepare(root)?;
    let page = page(root);
    let recorded = at(&page, fs::read_to_string(&page))?;
    let machine = Machine::look()?;
    let mut measured = Table::parse(&measure(root, &binary, Some(group))?)?;
    measured.note("Measured alone", machine.day(), &machine.circumstances());
    let mut table = Table::recorded_in(&recorded);
    table.replace(measured);
    let machine = Machine::recorded_in(&recorded).unwrap_or_else(|| machine.to_string());
    write(&page, &Document { machine, table })
}

/// Brings what is needed, and builds the service and the program that measures it.
fn prepare(root: &Path) -> Result<PathBuf, BenchError> {
    prerequisites::bring_for_bench(root)?;
    build(root)?;
    Ok(release(root).join("secrets-vault"))
}

/// What the measuring program prints.
fn measure(root: &Path, binary: &Path, group: Option<&str>) -> Result<String, BenchError> {
    let cluster = Cluster::start()?;
    output(
        Command::new(release(root).join("bench"))
            .arg(binary)
            .args(group)
            .env(cluster::VARIABLE, cluster.url())
            .current_dir(root),
    )
}

fn write(page: &Path, document: &Document) -> Result<(), BenchError> {
    at(page, fs::write(page, document.to_string()))?;
    println!("{}", document.table);
    println!("Written to docs/benchmarks.md.");
    Ok(())
}

fn release(root: &Path) -> PathBuf {
    root.join("target").join("release")
}

fn page(root: &Path) -> PathBuf {
    root.join("docs").join("benchmarks.md")
}

/// Builds both at once, so that what they share is compiled once. What is added to the service's
/// libraries by that is some modules of `rustix`, which it does not call.
fn build(root: &Path) -> Result<(), BenchError> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "--locked"]);
    cargo.args(["--package", "secrets-vault", "--package", "bench"]);
    cargo.env("CARGO_TARGET_DIR", root.join("target"));
    succeed(cargo.current_dir(root))
}

fn size(binary: &Path) -> Result<Row, BenchError> {
    let bytes = at(binary, fs::metadata(binary))?.len();
    let tenths = bytes * 10 / (1 << 20);
    Ok(Row {
        section: "The binary".to_owned(),
        what: "Size of the stripped release binary, everything included".to_owned(),
        goal: String::new(),
        median: format!("{}.{} MiB", tenths / 10, tenths % 10),
        spread: String::new(),
    })
}

/// Runs a program that must succeed.
fn succeed(command: &mut Command) -> Result<(), BenchError> {
    let name = name(command);
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(BenchError::Failed(name)),
        Err(error) => Err(BenchError::Start(name, error)),
    }
}

/// Runs a program that must succeed, and gives what it prints.
fn output(command: &mut Command) -> Result<String, BenchError> {
    let name = name(command);
    match command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
    {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Ok(_) => Err(BenchError::Failed(name)),
        Err(error) => Err(BenchError::Start(name, error)),
    }
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, BenchError> {
    result.map_err(|error| BenchError::File {
        path: path.to_path_buf(),
        error,
    })
}
