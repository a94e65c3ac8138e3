//! What the tests need beside Rust, and how it is brought.

use crate::apt::{self, AptError};
use crate::photographs::{self, PhotographsError};
use std::panic::resume_unwind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use thiserror::Error;

/// Something that must be on the machine.
#[derive(Debug)]
struct Prerequisite {
    name: &'static str,
    reason: &'static str,
    remedy: Remedy,
    /// A command that succeeds where it is present.
    probe: &'static [&'static str],
}

#[derive(Debug)]
enum Remedy {
    Packages(&'static [&'static str]),
    Component(&'static str),
    Run(&'static [&'static str]),
}

static PROGRAMS: [Prerequisite; 18] = [
    Prerequisite {
        name: "rustfmt",
        reason: "checks formatting",
        remedy: Remedy::Component("rustfmt"),
        probe: &["cargo", "fmt", "--version"],
    },
    Prerequisite {
        name: "clippy",
        reason: "checks lints",
        remedy: Remedy::Component("clippy"),
        probe: &["cargo", "clippy", "--version"],
    },
    Prerequisite {
        name: "a C compiler",
        reason: "builds SQLite and OpenSSL",
        remedy: Remedy::Packages(&["gcc", "libc6-dev"]),
        probe: &["cc", "--version"],
    },
    Prerequisite {
        name: "perl",
        reason: "configures OpenSSL",
        remedy: Remedy::Packages(&["perl"]),
        // A minimal Debian has a perl without the modules that OpenSSL's Configure loads.
        probe: &[
            "perl",
            "-MFindBin",
            "-MIPC::Cmd",
            "-MTime::Piece",
            "-e",
            "1",
        ],
    },
    Prerequisite {
        name: "make",
        reason: "builds OpenSSL",
        remedy: Remedy::Packages(&["make"]),
        probe: &["make", "--version"],
    },
    Prerequisite {
        name: "Chromium",
        reason: "runs the pages; without windows of its own it needs a fifth less time",
        remedy: Remedy::Packages(&["chromium-headless-shell"]),
        probe: &["/usr/bin/chromium-headless-shell", "--version"],
    },
    Prerequisite {
        name: "Node",
        reason: "runs the tests of the pages and of the WebAssembly package",
        remedy: Remedy::Packages(&["nodejs"]),
        probe: &["node", "--version"],
    },
    Prerequisite {
        name: "npm",
        reason: "fetches their libraries",
        remedy: Remedy::Packages(&["npm"]),
        probe: &["npm", "--version"],
    },
    Prerequisite {
        name: "Node packages",
        reason: "steer the browser and check what it shows, and lint the OpenAPI document",
        remedy: Remedy::Run(&[
            "npm",
            "ci",
            "--no-audit",
            "--no-fund",
            "--prefix",
            "tests/browser",
        ]),
        probe: &["npm", "ls", "--prefix", "tests/browser"],
    },
    Prerequisite {
        name: "Node packages of other clients",
        reason: "sign people in as applications do",
        remedy: Remedy::Run(&[
            "npm",
            "ci",
            "--no-audit",
            "--no-fund",
            "--prefix",
            "tests/interop",
        ]),
        probe: &["npm", "ls", "--prefix", "tests/interop"],
    },
    Prerequisite {
        name: "Python with venv",
        reason: "runs the mail server that the tests send mails to, the testers of SCIM and of the API, and typos",
        remedy: Remedy::Packages(&["python3", "python3-venv"]),
        probe: &["python3", "-c", "import venv, ensurepip"],
    },
    Prerequisite {
        name: "aiosmtpd",
        reason: "is that mail server",
        remedy: Remedy::Run(&[
            "sh",
            "-c",
            "python3 -m venv target/mail-server && \
             target/mail-server/bin/python -m pip install --quiet aiosmtpd==1.4.6",
        ]),
        probe: &["target/mail-server/bin/python", "-c", "import aiosmtpd"],
    },
    Prerequisite {
        name: "scim2-tester",
        reason: "checks SCIM independently",
        remedy: Remedy::Run(&[
            "sh",
            "-c",
            "python3 -m venv target/scim2-tester && \
             target/scim2-tester/bin/python -m pip install --quiet 'scim2-tester[httpx2]==0.5.2'",
        ]),
        probe: &[
            "target/scim2-tester/bin/python",
            "-c",
            "import scim2_tester, httpx2",
        ],
    },
    Prerequisite {
        name: "Authlib",
        reason: "signs people in as applications in Python do",
        remedy: Remedy::Run(&[
            "sh",
            "-c",
            "python3 -m venv target/authlib && \
             target/authlib/bin/python -m pip install --quiet authlib==1.9.10 flask==3.1.3 requests==2.34.2",
        ]),
        probe: &[
            "target/authlib/bin/python",
            "-c",
            "import authlib, flask, requests",
        ],
    },
    Prerequisite {
        name: "schemathesis",
        reason: "checks the API against its OpenAPI document",
        remedy: Remedy::Run(&[
            "sh",
            "-c",
            "python3 -m venv target/schemathesis && \
             target/schemathesis/bin/python -m pip install --quiet schemathesis==4.32.5",
        ]),
        probe: &["target/schemathesis/bin/schemathesis", "--version"],
    },
    Prerequisite {
        name: "typos",
        reason: "checks spelling",
        remedy: Remedy::Run(&[
            "sh",
            "-c",
            "python3 -m venv target/typos && \
             target/typos/bin/python -m pip install --quiet typos==1.52.0",
        ]),
        probe: &["target/typos/bin/typos", "--version"],
    },
    Prerequisite {
        name: "cargo-deny",
        reason: "checks licences and sources of dependencies; builds for some minutes",
        remedy: Remedy::Run(&[
            "cargo",
            "install",
            "--quiet",
            "--locked",
            "--debug",
            "--config",
            "profile.dev.debug=false",
            "--root",
            "target/cargo-deny",
            "cargo-deny@0.20.2",
        ]),
        probe: &["target/cargo-deny/bin/cargo-deny", "--version"],
    },
    Prerequisite {
        name: "PostgreSQL",
        reason: "is the other database; a server with a folder of its own runs beside the tests",
        remedy: Remedy::Packages(&["postgresql"]),
        probe: &[
            "sh",
            "-c",
            "ls /usr/lib/postgresql/*/bin/initdb || ls \"$(pg_config --bindir)/initdb\"",
        ],
    },
];

/// What `cargo xtask interop` needs beside.
static FOR_INTEROP: [Prerequisite; 1] = [Prerequisite {
    name: "Apache with mod_auth_openidc",
    reason: "signs people in before they reach an application",
    remedy: Remedy::Packages(&["apache2", "libapache2-mod-auth-openidc"]),
    probe: &[
        "sh",
        "-c",
        "test -x /usr/sbin/apache2 && test -e /usr/lib/apache2/modules/mod_auth_openidc.so",
    ],
}];

/// What `cargo xtask bench` needs beside.
static FOR_BENCH: [Prerequisite; 1] = [Prerequisite {
    name: "oidc-provider",
    reason: "is measured beside the service",
    remedy: Remedy::Run(&[
        "npm",
        "ci",
        "--no-audit",
        "--no-fund",
        "--prefix",
        "tests/bench/oidc-provider",
    ]),
    probe: &["npm", "ls", "--prefix", "tests/bench/oidc-provider"],
}];

/// Why the tests cannot start.
#[derive(Debug, Error)]
pub(crate) enum PrerequisitesError {
    /// Installing was refused.
    #[error("Nothing was installed, as --no-install asks. `cargo xtask test` installs the above.")]
    Refused,
    /// A component of the Rust tool chain could not be added.
    #[error(
        "`rustup component add {0}` failed; without rustup, install {0} of the same version as cargo, then try again"
    )]
    Component(&'static str),
    /// A command that brings something failed.
    #[error("`{0}` failed; check the network, then try again")]
    Command(String),
    /// A package could not be installed.
    #[error(
        "{name} is missing and could not be installed: {error}\nWhere there is no apt-get, install {name} with what there is, then try again."
    )]
    Package {
        /// What is missing.
        name: &'static str,
        /// What happened.
        error: AptError,
    },
    /// The photographs could not be fetched.
    #[error(transparent)]
    Photographs(#[from] PhotographsError),
}

/// Brings what is missing, or only lists it if `install` is false. Says what it does first.
pub(crate) fn bring(root: &Path, install: bool) -> Result<(), PrerequisitesError> {
    bring_all(root, install, PROGRAMS.iter())
}

/// Brings what is missing for clients of other makers too.
pub(crate) fn bring_for_interop(root: &Path) -> Result<(), PrerequisitesError> {
    bring_all(root, true, PROGRAMS.iter().chain(&FOR_INTEROP))
}

/// Brings what is missing for measurements too.
pub(crate) fn bring_for_bench(root: &Path) -> Result<(), PrerequisitesError> {
    bring_all(root, true, PROGRAMS.iter().chain(&FOR_BENCH))
}

fn bring_all(
    root: &Path,
    install: bool,
    programs: impl Iterator<Item = &'static Prerequisite>,
) -> Result<(), PrerequisitesError> {
    let missing: Vec<_> = programs.filter(|it| !it.is_present(root)).collect();
    let photographs_missing = !photographs::are_in(&photographs::folder(root));
    if missing.is_empty() && !photographs_missing {
        return Ok(());
    }
    println!("The tests need what this machine does not have:");
    for it in &missing {
        println!("  {} ({}): {}", it.name, it.reason, it.remedy.describe());
    }
    if photographs_missing {
        println!("  photographs (to sign in with): {}", photographs::SOURCE);
    }
    if !install {
        return Err(PrerequisitesError::Refused);
    }
    println!("Installing it now; --no-install would refuse.\n");
    let (commands, packages): (Vec<_>, Vec<_>) = missing
        .into_iter()
        .partition(|it| matches!(it.remedy, Remedy::Run(_)));
    for it in packages {
        it.install(root)?;
    }
    // These need the packages but not each other, and most of them wait for the network.
    thread::scope(|scope| {
        let install = |it: &'static Prerequisite| scope.spawn(move || it.install(root));
        let running: Vec<_> = commands.into_iter().map(install).collect();
        if photographs_missing {
            photographs::fetch(root)?;
        }
        running
            .into_iter()
            .try_for_each(|it| it.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

impl Prerequisite {
    fn is_present(&self, root: &Path) -> bool {
        runs(self.probe, root)
    }

    fn install(&self, root: &Path) -> Result<(), PrerequisitesError> {
        let name = self.name;
        match self.remedy {
            Remedy::Packages(packages) => {
                apt::install(packages).map_err(|error| PrerequisitesError::Package { name, error })
            }
            Remedy::Component(component) => {
                if runs(&["rustup", "component", "add", component], root) {
                    Ok(())
                } else {
                    Err(PrerequisitesError::Component(component))
                }
            }
            Remedy::Run(command) => {
                if runs(command, root) {
                    Ok(())
                } else {
                    Err(PrerequisitesError::Command(command.join(" ")))
                }
            }
        }
    }
}

impl Remedy {
    fn describe(&self) -> String {
        match self {
            Self::Packages(packages) => format!("apt-get install {}", packages.join(" ")),
            Self::Component(component) => format!("rustup component add {component}"),
            Self::Run(command) => command.join(" "),
        }
    }
}

/// Whether a command exists and succeeds in `root`. Its output is not shown.
fn runs(command: &[&str], root: &Path) -> bool {
    let Some((program, arguments)) = command.split_first() else {
        return false;
    };
    Command::new(program)
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_program_and_a_failing_one_are_both_missing() {
        let mut it = Prerequisite {
            name: "",
            reason: "",
            remedy: Remedy::Packages(&["perl"]),
            probe: &["no-such-program-anywhere", "--version"],
        };
        assert!(!it.is_present(Path::new(".")));
        it.probe = &["cargo", "no-such-subcommand"];
        assert!(!it.is_present(Path::new(".")));
        it.probe = &["cargo", "--version"];
        assert!(it.is_present(Path::new(".")));
    }

    #[test]
    fn the_remedy_is_announced_as_the_command_that_is_run() {
        let announced: Vec<String> = PROGRAMS.iter().map(|it| it.remedy.describe()).collect();
        assert!(announced.contains(&"apt-get install gcc libc6-dev".to_owned()));
        assert!(announced.contains(&"rustup component add clippy".to_owned()));
    }
}
