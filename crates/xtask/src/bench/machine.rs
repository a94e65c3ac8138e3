//! What was measured on, as far as it makes a difference.

use super::{BenchError, at, output};
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

/// A machine, its compiler, the day and how busy it was.
#[derive(Debug)]
pub(crate) struct Machine {
    processor: String,
    cores: usize,
    memory_gibibytes: u64,
    kernel: String,
    compiler: String,
    /// Programs that were running or wanted to, over the minute before the measurements.
    load: String,
    day: String,
}

impl Machine {
    /// Looks at this machine (proc(5)).
    pub(crate) fn look() -> Result<Self, BenchError> {
        let read = |path: &str| at(Path::new(path), fs::read_to_string(path));
        let kernel = read("/proc/sys/kernel/osrelease")?;
        let load = read("/proc/loadavg")?;
        Ok(Self {
            processor: field(&read("/proc/cpuinfo")?, "model name").unwrap_or_else(unknown),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory_gibibytes: gibibytes(&read("/proc/meminfo")?),
            // What a distribution appends names a machine rather than a kernel.
            kernel: kernel.split('.').take(2).collect::<Vec<_>>().join("."),
            compiler: output(Command::new("rustc").arg("--version"))?
                .trim()
                .to_owned(),
            load: load.split(' ').next().map_or_else(unknown, str::to_owned),
            day: today()?,
        })
    }

    /// What a document says about the machine.
    pub(crate) fn recorded_in(document: &str) -> Option<String> {
        let (_, rest) = document.split_once("## Machine\n\n")?;
        let (table, _) = rest.split_once("\n\n")?;
        Some(table.to_owned())
    }

    pub(crate) fn day(&self) -> &str {
        &self.day
    }

    /// What may differ between two runs: how busy which processor was.
    pub(crate) fn circumstances(&self) -> String {
        format!("load before: {}, on {}", self.load, self.processor)
    }
}

/// The present day as RFC 3339 writes it.
pub(crate) fn today() -> Result<String, BenchError> {
    let day = output(Command::new("date").args(["--utc", "+%F"]))?;
    Ok(day.trim().to_owned())
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// The value of the first line `name : value`.
fn field(text: &str, name: &str) -> Option<String> {
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = pairs.find(|(key, _)| key.trim() == name)?;
    Some(value.trim().to_owned())
}

fn gibibytes(meminfo: &str) -> u64 {
    let total = field(meminfo, "MemTotal").unwrap_or_default();
    let kibibytes: u64 = total.trim_end_matches(" kB").parse().unwrap_or(0);
    (kibibytes + (1 << 19)) >> 20
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | |")?;
        writeln!(f, "|---|---|")?;
        writeln!(
            f,
            "| Processor | {}, {} cores |",
            self.processor, self.cores
        )?;
        writeln!(f, "| Memory | {} GiB |", self.memory_gibibytes)?;
        writeln!(f, "| System | Linux {} |", self.kernel)?;
        writeln!(f, "| Compiler | {} |", self.compiler)?;
        writeln!(f, "| Load before the run | {} |", self.load)?;
        write!(f, "| Day | {} |", self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_and_rounded() {
        let info = "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nmodel name\t: Another\n";
        assert_eq!(field(info, "model name").unwrap(), "Some CPU @ 2 GHz");
        assert_eq!(field(info, "cache size"), None);
        assert_eq!(gibibytes("MemTotal:       24684000 kB\n"), 24);
    }

    #[test]
    fn this_machine_has_an_answer_to_everything() {
        let machine = Machine::look().unwrap().to_string();
        assert!(machine.contains("| Compiler | rustc 1."));
        assert!(!machine.contains("|  |"), "{machine}");
    }
}
