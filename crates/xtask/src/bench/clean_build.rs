//! How long the service takes to build where nothing has been built before.

use super::machine::today;
use super::table::Row;
use super::{BenchError, at, succeed};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const WHAT: &str = "Clean release build, sources downloaded";
/// Ticks of the processor times in /proc (`USER_HZ`), the same on all common platforms.
const TICKS_PER_SECOND: u64 = 100;

/// A clean build that was timed, in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CleanBuild {
    time: String,
    note: String,
}

impl CleanBuild {
    /// What a document says about it.
    pub(crate) fn recorded_in(document: &str) -> Self {
        let mut rows = document.lines().map(|line| line.split('|').map(str::trim));
        let recorded = rows.find_map(|mut columns| {
            columns.find(|column| *column == WHAT)?;
            let (_, time, note) = (columns.next()?, columns.next()?, columns.next()?);
            Some((time.to_owned(), note.to_owned()))
        });
        let (time, note) = recorded.unwrap_or_else(|| {
            let how = "cargo xtask bench --clean-build";
            ("not measured".to_owned(), how.to_owned())
        });
        Self { time, note }
    }

    pub(crate) fn row(self) -> Row {
        Row {
            section: "The binary".to_owned(),
            what: WHAT.to_owned(),
            goal: String::new(),
            median: self.time,
            spread: self.note,
        }
    }
}

/// Builds the service into a folder of its own, which is removed again.
pub(crate) fn measure(root: &Path) -> Result<CleanBuild, BenchError> {
    let folder = root.join("target").join("clean-build");
    remove(&folder)?;
    succeed(
        Command::new(env!("CARGO"))
            .args(["fetch", "--locked"])
            .current_dir(root),
    )?;
    let (start, work_before) = (Instant::now(), work_of_children()?);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--release",
        "--locked",
        "--package",
        "secrets-vault",
    ]);
    cargo.env("CARGO_TARGET_DIR", &folder);
    succeed(cargo.current_dir(root))?;
    let (time, work) = (
        start.elapsed(),
        work_of_children()?.saturating_sub(work_before),
    );
    remove(&folder)?;
    let note = format!("{} of processor time, on {}", clock(work), today()?);
    Ok(CleanBuild {
        time: clock(time),
        note,
    })
}

fn remove(folder: &Path) -> Result<(), BenchError> {
    if folder.exists() {
        at(folder, fs::remove_dir_all(folder))?;
    }
    Ok(())
}

/// The processor time of all programs that this one has waited for (`cutime` and `cstime`; proc(5)).
fn work_of_children() -> Result<Duration, BenchError> {
    let path = Path::new("/proc/self/stat");
    let stat = at(path, fs::read_to_string(path))?;
    let (_, fields) = stat.rsplit_once(") ").unwrap_or_default();
    let times = fields.split(' ').skip(13).take(2);
    let ticks: u64 = times.filter_map(|it| it.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND))
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_recorded_stays() {
        let build = CleanBuild {
            time: "5 min 01 s".to_owned(),
            note: "9 min 30 s of processor time, on 2026-01-31".to_owned(),
        };
        let row = build.row();
        let document = format!("# Benchmarks\n\n| what | goal |\n|---|---|\n{row}\n");
        assert_eq!(CleanBuild::recorded_in(&document).row(), row);
    }

    #[test]
    fn a_document_without_it_says_how_to_get_it() {
        let row = CleanBuild::recorded_in("# Benchmarks\n").row();
        assert_eq!(row.median, "not measured");
        assert!(row.spread.contains("--clean-build"));
    }

    #[test]
    fn the_work_of_children_is_counted_once_they_are_waited_for() {
        let before = work_of_children().unwrap();
        let busy = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        succeed(Command::new("sh").args(["-c", busy])).unwrap();
        assert!(work_of_children().unwrap() > before);
        assert_eq!(clock(Duration::from_secs(301)), "5 min 01 s");
    }
}
