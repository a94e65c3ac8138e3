//! Measures what a sign-in costs the server and the person's own machine.
//!
//! `cargo xtask bench` runs this program and writes what it prints into `docs/benchmarks.md`: one
//! line a row, with the columns section, what, goal, median and spread between tabs. A section is a
//! module with a function that gives its rows, listed in [`SECTIONS`]; whoever adds one adds a line
//! there.
//!
//! Costs are CPU time wherever that is possible, because it does not depend on what else the machine
//! is doing: [`cpu`] says whose. The server's use cases run over the same [`Installation`] whatever
//! stores its state, and a person signs in with the real [`Person`] side of the protocol, at a cost
//! of stretching that is only for tests unless stretching is what is measured.
#![expect(
    clippy::print_stdout,
    reason = "a command line speaks on standard output"
)]

mod challenges;
mod client_side;
mod connections;
mod cpu;
mod installation;
mod operating_system;
mod person;
mod quantity;
mod row;
mod service;
mod sign_in;
mod start;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use installation::Installation;
use person::Person;
use row::Row;

/// What a measurement may fail with; printed as it is.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Gives the rows of a section; handed the service's binary.
type Measure = fn(&Path) -> Result<Vec<Row>, Failure>;

/// The sections of the table, in order.
const SECTIONS: [(&str, Measure); 8] = [
    ("One sign-in, without storage", sign_in::in_memory),
    ("One sign-in, on SQLite", sign_in::on_sqlite),
    ("One sign-in, on PostgreSQL", sign_in::on_postgres),
    ("The service under load, on SQLite", challenges::on_sqlite),
    (
        "The service under load, on PostgreSQL",
        challenges::on_postgres,
    ),
    ("The service at rest, on SQLite", start::on_sqlite),
    ("The service at rest, on PostgreSQL", start::on_postgres),
    ("The native client", client_side::measure),
];

fn main() -> ExitCode {
    let Some(binary) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Usage: bench BINARY, where BINARY is the service; or `cargo xtask bench`");
        return ExitCode::from(2);
    };
    for (section, measure) in SECTIONS {
        eprintln!("{section} ...");
        match measure(&binary) {
            Ok(rows) => rows.iter().for_each(|row| println!("{section}\t{row}")),
            Err(failure) => {
                eprintln!("error: {section}: {failure}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
