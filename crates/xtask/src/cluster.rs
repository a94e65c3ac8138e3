//! A private `PostgreSQL` server: started for one run, gone afterwards.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

/// The environment variable by which tests find the server; `testkit` reads it.
pub(crate) const VARIABLE: &str = "SECRETS_VAULT_TEST_POSTGRES";

/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs the server until standard input ends, which it does however this program ends, then stops it
/// by its process id and removes its files. The arguments are the program, its folder, and its flags.
const KEEPER: &str = r#"
server=$1 folder=$2; shift 2
"$server" -D "$folder/data" "$@" >"$folder/log" 2>&1 &
read -r _
kill -INT $!
wait $!
rm -rf "$folder"
"#;

/// Nothing of the server outlives its tests, so nothing waits for the disk.
const FLAGS: [&str; 5] = [
    "-cfsync=off",
    "-cfull_page_writes=off",
    "-clisten_addresses=",
    "-cmax_connections=300",
    "-cshared_buffers=128MB",
];

/// Why there is no server.
#[derive(Debug, Error)]
pub(crate) enum ClusterError {
    /// The programs of the server are missing.
    #[error(
        "there is no PostgreSQL server on this machine; `cargo xtask test` installs one, or run `sudo apt-get install postgresql`"
    )]
    NotInstalled,
    /// `PostgreSQL` refuses to run as root, and there is nobody else.
    #[error("PostgreSQL does not run as root, and this machine has no user postgres or nobody")]
    NobodyElse,
    /// A program could not be started, or a folder not be made.
    #[error("{0}: {1}")]
    System(String, io::Error),
    /// A program failed.
    #[error("{0}")]
    Failed(String),
}

/// A running server, reached by a socket in a folder of its own. It stops when this is dropped, and
/// also when this program is killed.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: PathBuf,
    keeper: Child,
}

/// The folder with the programs of the server, if they are installed: the newest of Debian's, or what
/// `pg_config` names.
pub(crate) fn programs() -> Option<PathBuf> {
    let named = Command::new("pg_config").arg("--bindir").output().ok();
    let named = named.map(|output| String::from_utf8_lossy(&output.stdout).trim().into());
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut candidates: Vec<(u32, PathBuf)> = versions
        .flatten()
        .map(|entry| {
            let version = entry.file_name().to_string_lossy().parse().unwrap_or(0);
            (version, entry.path().join("bin"))
        })
        .collect();
    candidates.sort();
    let installed = candidates.into_iter().rev().map(|(_, folder)| folder);
    installed.chain(named).find(|folder| {
        ["initdb", "postgres"]
            .iter()
            .all(|it| folder.join(it).is_file())
    })
}

impl Cluster {
    /// Makes a cluster and starts its server.
    pub(crate) fn start() -> Result<Self, ClusterError> {
        let programs = programs().ok_or(ClusterError::NotInstalled)?;
        let folder = std::env::temp_dir().join(format!("secrets-vault-{}", std::process::id()));
        let user = User::who_may_run_it()?;
        system(&folder, make_folder(&folder, user.as_ref()))?;
        let initdb = command(&programs.join("initdb"), user.as_ref())
            .args(["--auth=trust", "--username=postgres", "--no-sync"])
            .args(["--encoding=UTF8", "--locale=C", "--pgdata"])
            .arg(folder.join("data"))
            .current_dir(&folder)
            .output();
        let initdb = system(Path::new("initdb"), initdb)?;
        if !initdb.status.success() {
            let complaint = String::from_utf8_lossy(&initdb.stderr).into_owned();
            drop(fs::remove_dir_all(&folder));
            return Err(ClusterError::Failed(complaint));
        }
        let keeper = command(Path::new("sh"), user.as_ref())
            .args(["-c", KEEPER, "sh"])
            .args([&programs.join("postgres"), &folder])
            .args(FLAGS)
            .arg(format!("-cunix_socket_directories={}", folder.display()))
            .current_dir(&folder)
            .stdin(Stdio::piped())
            // Not ended by what a terminal sends to this program: it has work left then.
            .process_group(0)
            .spawn();
        let keeper = system(Path::new("sh"), keeper)?;
        let cluster = Self { folder, keeper };
        cluster.wait_until_ready(&programs)?;
        Ok(cluster)
    }

    /// The URL of the server, without a database.
    pub(crate) fn url(&self) -> String {
        let folder = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgres://postgres@{folder}")
    }

    fn wait_until_ready(&self, programs: &Path) -> Result<(), ClusterError> {
        let start = Instant::now();
        loop {
            let ready = Command::new(programs.join("pg_isready"))
                .args([
                    "--quiet",
                    "--username=postgres",
                    "--dbname=postgres",
                    "--host",
                ])
                .arg(&self.folder)
                .status();
            if system(Path::new("pg_isready"), ready)?.success() {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(ClusterError::Failed(format!(
                    "the PostgreSQL server did not start:\n{log}"
                )));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("the PostgreSQL server may still run: {error}");
        }
    }
}

/// Somebody who is not root.
#[derive(Debug, PartialEq, Eq)]
struct User {
    id: u32,
    group: u32,
}

impl User {
    /// Whom the server is to run as: nobody in particular, unless this is root.
    fn who_may_run_it() -> Result<Option<Self>, ClusterError> {
        if id("-u", None) != Some(0) {
            return Ok(None);
        }
        let known = ["postgres", "nobody"].iter().find_map(|name| {
            Some(Self {
                id: id("-u", Some(name))?,
                group: id("-g", Some(name))?,
            })
        });
        known.map(Some).ok_or(ClusterError::NobodyElse)
    }
}

fn id(which: &str, name: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg(which).args(name).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

fn make_folder(folder: &Path, user: Option<&User>) -> io::Result<()> {
    fs::create_dir(folder)?;
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    match user {
        Some(user) => chown(folder, Some(user.id), Some(user.group)),
        None => Ok(()),
    }
}

fn command(program: &Path, user: Option<&User>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    if let Some(user) = user {
        command.uid(user.id).gid(user.group);
    }
    command
}

fn system<T>(what: &Path, result: io::Result<T>) -> Result<T, ClusterError> {
    result.map_err(|error| ClusterError::System(what.display().to_string(), error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_runs_until_it_is_dropped_and_leaves_nothing() {
        let cluster = Cluster::start().unwrap();
        let folder = cluster.folder.clone();
        let answer = Command::new(programs().unwrap().join("psql"))
            .args([
                "--no-psqlrc",
                "-At",
                "--command=SELECT 6 * 7",
                &cluster.url(),
            ])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&answer.stdout).trim(), "42");
        let pid = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
        let process = Path::new("/proc").join(pid.lines().next().unwrap());
        assert!(process.exists());
        drop(cluster);
        assert!(!process.exists());
        assert!(!folder.exists());
    }
}
