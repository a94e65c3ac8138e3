//! Debian packages: installed for the whole machine, or unpacked into a folder.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use thiserror::Error;

/// Why `apt-get` did not bring a package.
#[derive(Debug, Error)]
pub(crate) enum AptError {
    /// The program could not be started.
    #[error("`{program}` cannot be run: {error}")]
    Unusable {
        /// The program.
        program: &'static str,
        /// What the operating system said.
        error: io::Error,
    },
    /// Only root installs packages.
    #[error("only root may install packages: run `sudo apt-get install {0}`, then try again")]
    NotRoot(String),
    /// Without root the package lists stay as they are.
    #[error(
        "`{0}` failed; the package lists may be missing or old, and only root may refresh them: run `sudo apt-get update`, then try again"
    )]
    ListsMayBeOld(String),
    /// The command failed although the lists are fresh.
    #[error("`{0}` failed, see above; check the network and the package sources of this machine")]
    Failed(String),
}

/// Installs packages for the whole machine, which takes root. Services that they bring are not started.
pub(crate) fn install(packages: &[&str]) -> Result<(), AptError> {
    if !is_root() {
        return Err(AptError::NotRoot(packages.join(" ")));
    }
    let _quiet = NoServices::declare()?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    apt_get(&arguments, Path::new("/"))
}

/// While this is there, Debian starts no service that a package brings; a policy that the machine has
/// already is left alone.
struct NoServices(Option<&'static Path>);

impl NoServices {
    fn declare() -> Result<Self, AptError> {
        let policy = Path::new("/usr/sbin/policy-rc.d");
        if policy.exists() {
            return Ok(Self(None));
        }
        let declared = fs::write(policy, "#!/bin/sh\nexit 101\n")
            .and_then(|()| fs::set_permissions(policy, Permissions::from_mode(0o755)));
        let program = "/usr/sbin/policy-rc.d";
        declared.map_err(|error| AptError::Unusable { program, error })?;
        Ok(Self(Some(policy)))
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if let Some(policy) = self.0
            && let Err(error) = fs::remove_file(policy)
        {
            eprintln!("{} is left behind: {error}", policy.display());
        }
    }
}

/// Downloads the file of a package into `folder`, without installing it. Any user may.
pub(crate) fn download(package: &str, folder: &Path) -> Result<(), AptError> {
    apt_get(&["download", package], folder)
}

/// Unpacks the file of a package into `folder`; no script of the package runs.
pub(crate) fn unpack(file: &Path, folder: &Path) -> Result<(), AptError> {
    let arguments = [OsStr::new("-x"), file.as_os_str(), folder.as_os_str()];
    let mut command = Command::new("dpkg-deb");
    if succeeds(command.args(arguments), "dpkg-deb")? {
        Ok(())
    } else {
        Err(AptError::Failed(format!("dpkg-deb -x {}", file.display())))
    }
}

/// Runs `apt-get`, and once more with fresh package lists if it failed and root may fetch them.
fn apt_get(arguments: &[&str], folder: &Path) -> Result<(), AptError> {
    if apt_get_once(arguments, folder)? {
        return Ok(());
    }
    let command = format!("apt-get {}", arguments.join(" "));
    if !is_root() {
        return Err(AptError::ListsMayBeOld(command));
    }
    println!("Refreshing the package lists: apt-get update");
    if apt_get_once(&["update"], folder)? && apt_get_once(arguments, folder)? {
        Ok(())
    } else {
        Err(AptError::Failed(command))
    }
}

fn apt_get_once(arguments: &[&str], folder: &Path) -> Result<bool, AptError> {
    let mut command = Command::new("apt-get");
    command
        .arg("--quiet=2")
        .args(arguments)
        .current_dir(folder)
        .env("DEBIAN_FRONTEND", "noninteractive");
    if is_root() {
        // apt's own unprivileged user cannot write to a folder of the checkout.
        command.args(["-o", "APT::Sandbox::User=root"]);
    }
    succeeds(&mut command, "apt-get")
}

fn succeeds(command: &mut Command, program: &'static str) -> Result<bool, AptError> {
    command
        .stdin(Stdio::null())
        .status()
        .map(|status| status.success())
        .map_err(|error| AptError::Unusable { program, error })
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
