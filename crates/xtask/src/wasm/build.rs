//! One build: compile, then make the bindings.

use super::tools::{Tools, succeed};
use super::{WasmError, at};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How the module is compiled.
pub(super) const PROFILE: &str = "crates/client-wasm/build.toml";

/// The program that makes the bindings.
pub(super) const BINDINGS: &str = "crates/client-wasm/bindings";

/// What a build gives.
pub(super) struct Built {
    /// The folder with the package's files.
    pub(super) folder: PathBuf,
    /// The sources that the compiler read, below the workspace.
    pub(super) sources: Vec<String>,
}

/// Builds under `target/wasm`.
pub(super) fn build(root: &Path, tools: &Tools) -> Result<Built, WasmError> {
    let target = root.join("target").join("wasm");
    let mut compile = tools.cargo_build(root);
    compile.args(["--locked", "--package", "client-wasm", "--lib"]);
    compile.args(["--config", PROFILE, "--profile", "wasm"]);
    compile.args(["--target", "wasm32-unknown-unknown"]);
    compile.arg("-Zbuild-std=std,panic_abort");
    compile.arg("-Zbuild-std-features=optimize_for_size");
    compile.arg("--target-dir").arg(&target);
    succeed(&mut compile)?;

    let compiled = target.join("wasm32-unknown-unknown").join("wasm");
    let folder = target.join("package");
    let mut bind = Command::new(env!("CARGO"));
    bind.args(["run", "--quiet", "--release", "--locked"]);
    bind.arg("--manifest-path")
        .arg(root.join(BINDINGS).join("Cargo.toml"));
    bind.arg("--target-dir").arg(&target).arg("--");
    bind.arg(compiled.join("client_wasm.wasm")).arg(&folder);
    succeed(&mut bind)?;

    let list = compiled.join("client_wasm.d");
    let sources = sources_in(&at(&list, fs::read_to_string(&list))?, root);
    Ok(Built { folder, sources })
}

/// The files below `root` that a dependency file of cargo names, in order.
fn sources_in(list: &str, root: &Path) -> Vec<String> {
    let read = list.split_once(": ").map_or("", |(_, read)| read);
    let escaped = read.replace("\\ ", "\0");
    let mut sources: Vec<String> = escaped
        .split_whitespace()
        .map(|path| PathBuf::from(path.replace('\0', " ")))
        .filter_map(|path| Some(path.strip_prefix(root).ok()?.display().to_string()))
        .collect();
    sources.sort();
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_are_those_below_the_workspace() {
        let list = "/my\\ work/target/a.wasm: /my\\ work/crates/b/src/lib.rs /else/c.rs /my\\ work/crates/a/src/lib.rs\n";
        assert_eq!(
            sources_in(list, Path::new("/my work")),
            ["crates/a/src/lib.rs", "crates/b/src/lib.rs"]
        );
    }
}
