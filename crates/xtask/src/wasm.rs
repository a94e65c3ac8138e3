//! Builds the package that browsers load, `crates/client-wasm/pkg`, and holds it to its sources.
//!
//! The package is checked in, so that a server is built with Rust and a C compiler alone. Beside it
//! lies a [`Record`] of what it was built from. There is one tool chain, Debian's ([`Tools`]),
//! because another one would give other bytes.

mod build;
mod record;
mod tools;

use crate::apt::AptError;
use record::Record;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;
use tools::Tools;

/// Where the package lies.
const PACKAGE: &str = "crates/client-wasm/pkg";

/// Its files, beside the record.
const FILES: [&str; 3] = ["client_wasm.js", "client_wasm.d.ts", "client_wasm_bg.wasm"];

/// Why the package was not built, or is not what it should be.
#[derive(Debug, Error)]
pub(crate) enum WasmError {
    /// The tool chain cannot be had.
    #[error(
        "the tool chain cannot be had: {0}\nIt is made of Debian packages; where there is no apt-get, build in a Debian container."
    )]
    Tools(#[from] AptError),
    /// A program could not be started.
    #[error("{0} cannot be run: {1}")]
    Start(String, io::Error),
    /// A program failed, and has said why.
    #[error("{0} failed")]
    Failed(String),
    /// A file could not be read or written.
    #[error("{path}: {error}", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The package belongs to other sources.
    #[error(
        "{PACKAGE} was not built from what is here:\n{0}Run `cargo xtask wasm` and commit what it writes."
    )]
    Stale(String),
    /// The same sources and tools gave other bytes.
    #[error(
        "{PACKAGE} is not what its sources give:\n{0}Run `cargo xtask wasm` and look at what changes."
    )]
    Differs(String),
}

/// Builds the package in place of the one that is there.
pub(crate) fn build(root: &Path) -> Result<(), WasmError> {
    let tools = Tools::bring(root)?;
    let built = build::build(root, &tools)?;
    let record = Record::of_build(root, &tools, &built)?;
    let package = root.join(PACKAGE);
    at(&package, fs::create_dir_all(&package))?;
    for name in FILES {
        let target = package.join(name);
        at(&target, fs::copy(built.folder.join(name), &target))?;
    }
    record.write(&package)?;
    println!("Written to {PACKAGE}.");
    Ok(())
}

/// Compares the package with its record, and the record with the sources.
pub(crate) fn compare(root: &Path) -> Result<(), WasmError> {
    record_that_fits(root).map(drop)
}

/// The record, if package and sources are what it says.
fn record_that_fits(root: &Path) -> Result<Record, WasmError> {
    let recorded = Record::read(&root.join(PACKAGE))?;
    let changes = recorded.changes_since(&recorded.look_again(root)?);
    if !changes.is_empty() {
        return Err(WasmError::Stale(changes));
    }
    println!("{PACKAGE} belongs to these sources and dependencies.");
    Ok(recorded)
}

/// Compares as [`compare`] and, if the recorded tool chain can be had, the bytes with those of another build.
pub(crate) fn check(root: &Path) -> Result<(), WasmError> {
    let recorded = record_that_fits(root)?;
    let tools = match Tools::bring(root) {
        Ok(tools) => tools,
        Err(error) => {
            println!("It was not built again: {error}");
            return Ok(());
        }
    };
    let versions = tools.versions()?;
    if versions != recorded.tools {
        println!(
            "It was not built again: it was built with\n{recorded}and here are\n{}",
            versions.join("\n")
        );
        return Ok(());
    }
    let again = Record::of_build(root, &tools, &build::build(root, &tools)?)?;
    let changes = recorded.changes_since(&again);
    if !changes.is_empty() {
        return Err(WasmError::Differs(changes));
    }
    println!("Another build gives the same bytes.");
    Ok(())
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, WasmError> {
    result.map_err(|error| WasmError::File {
        path: path.to_path_buf(),
        error,
    })
}
