//! The tool chain: Debian's, unpacked under `target/wasm/tools` and not installed.

use super::{WasmError, at};
use crate::apt;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A compiler and a linker of one version, the sources of the standard library, and the libraries
/// that a machine without them would lack.
const PACKAGES: [&str; 12] = [
    "rustc-web",
    "cargo-web",
    "libstd-rust-web-1.96",
    "libstd-rust-web-dev",
    "rust-web-src",
    "lld-22",
    "libllvm22",
    "libgit2-1.5",
    "libhttp-parser2.9",
    "libmbedcrypto7",
    "libmbedtls14",
    "libmbedx509-1",
];

/// Written when everything is unpacked.
const COMPLETE: &str = "complete";

/// The unpacked packages.
pub(super) struct Tools {
    prefix: PathBuf,
}

impl Tools {
    /// Downloads and unpacks the packages, unless that has been done.
    pub(super) fn bring(root: &Path) -> Result<Self, WasmError> {
        let prefix = root.join("target").join("wasm").join("tools");
        if !prefix.join(COMPLETE).is_file() {
            println!(
                "Unpacking the tool chain under target/wasm/tools, from the Debian packages {}.",
                PACKAGES.join(" ")
            );
            let files = prefix.join("packages");
            at(&files, fs::create_dir_all(&files))?;
            for package in PACKAGES {
                apt::download(package, &files)?;
            }
            for file in at(&files, fs::read_dir(&files))?.filter_map(Result::ok) {
                apt::unpack(&file.path(), &prefix)?;
            }
            at(&files, fs::remove_dir_all(&files))?;
            at(&prefix, fs::write(prefix.join(COMPLETE), ""))?;
        }
        Ok(Self { prefix })
    }

    /// What compiler, linker and cargo say about themselves.
    pub(super) fn versions(&self) -> Result<Vec<String>, WasmError> {
        ["usr/bin/rustc", "usr/bin/cargo", LINKER]
            .into_iter()
            .map(|program| output(self.command(program).arg("--version")))
            .collect()
    }

    /// A `cargo build` for browsers with these tools and nothing else, in `root`. Names of folders
    /// of this machine do not get into what it makes.
    pub(super) fn cargo_build(&self, root: &Path) -> Command {
        let mut cargo = self.command("usr/bin/cargo");
        cargo.arg("build");
        let replaced = [
            (root, "."),
            (&registry(), "registry"),
            (&self.prefix, "tools"),
        ];
        let flags: Vec<String> = replaced
            .iter()
            .map(|(folder, name)| format!("'--remap-path-prefix={}={name}'", folder.display()))
            .collect();
        // Beside the flags of the profile's file, which an environment variable would replace.
        cargo.arg("--config").arg(format!(
            "target.wasm32-unknown-unknown.rustflags=[{}]",
            flags.join(", ")
        ));
        cargo
            .current_dir(root)
            .env("RUSTC", self.prefix.join("usr/bin/rustc"))
            // The standard library has to be compiled too, which only a nightly cargo does unasked.
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
                self.prefix.join(LINKER),
            );
        for other in [
            "RUSTUP_TOOLCHAIN",
            "RUSTC_WRAPPER",
            "CARGO",
            "CARGO_TARGET_DIR",
            "CARGO_INCREMENTAL",
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
        ] {
            cargo.env_remove(other);
        }
        cargo
    }

    fn command(&self, program: &str) -> Command {
        let libraries = ["usr/lib/x86_64-linux-gnu", "usr/lib"].map(|it| self.prefix.join(it));
        let mut command = Command::new(self.prefix.join(program));
        command
            .env(
                "LD_LIBRARY_PATH",
                env::join_paths(libraries).unwrap_or_default(),
            )
            .stdin(Stdio::null());
        command
    }
}

const LINKER: &str = "usr/lib/llvm-22/bin/wasm-ld";

/// Where cargo keeps the sources of dependencies.
fn registry() -> PathBuf {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    home.unwrap_or_default().join("registry")
}

/// Runs a program that must succeed, and gives what it prints, in one line.
pub(super) fn output(command: &mut Command) -> Result<String, WasmError> {
    let name = name(command);
    match command.stderr(Stdio::inherit()).output() {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(_) => Err(WasmError::Failed(name)),
        Err(error) => Err(WasmError::Start(name, error)),
    }
}

/// Runs a program that must succeed.
pub(super) fn succeed(command: &mut Command) -> Result<(), WasmError> {
    let name = name(command);
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(WasmError::Failed(name)),
        Err(error) => Err(WasmError::Start(name, error)),
    }
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
