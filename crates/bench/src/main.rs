//! Measures what a sign-in costs the server and the person's own machine, and what provisioning costs the server.
//!
//! `cargo xtask bench` runs this program and writes what it prints into `docs/benchmarks.md`: one
//! line a row, with the columns heading, what, goal, median and spread between tabs. A section is a
//! module with a function that gives its rows, listed in [`SECTIONS`]; whoever adds one adds a line
//! there. A second argument names a group of sections, and the others are left out.
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
mod empty_store;
mod installation;
mod oidc;
mod operating_system;
mod person;
mod provisioning;
mod quantity;
mod row;
mod service;
mod sign_in;
mod start;
mod users;
mod wall;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use installation::Installation;
use person::Person;
use row::Row;

/// What a measurement may fail with; printed as it is.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Gives the rows of a section; handed the service's binary.
type Measure = fn(&Path) -> Result<Vec<Row>, Failure>;

/// A section of the table.
struct Section {
    /// What can be measured alone, by this name.
    group: &'static str,
    heading: &'static str,
    measure: Measure,
}

/// The sections of the table, in order.
const SECTIONS: [Section; 13] = [
    Section::new(
        "sign-in",
        "One sign-in, without storage",
        sign_in::in_memory,
    ),
    Section::new("sign-in", "One sign-in, on SQLite", sign_in::on_sqlite),
    Section::new(
        "sign-in",
        "One sign-in, on PostgreSQL",
        sign_in::on_postgres,
    ),
    Section::new(
        "service",
        "The service under load, on SQLite",
        challenges::on_sqlite,
    ),
    Section::new(
        "service",
        "The service under load, on PostgreSQL",
        challenges::on_postgres,
    ),
    Section::new(
        "service",
        "The service at rest, on SQLite",
        start::on_sqlite,
    ),
    Section::new(
        "service",
        "The service at rest, on PostgreSQL",
        start::on_postgres,
    ),
    Section::new("scim", "Provisioning, on SQLite", provisioning::on_sqlite),
    Section::new(
        "scim",
        "Provisioning, on PostgreSQL",
        provisioning::on_postgres,
    ),
    Section::new("users", "Users, a million, on SQLite", users::on_sqlite),
    Section::new(
        "users",
        "Users, a million, on PostgreSQL",
        users::on_postgres,
    ),
    Section::new("client", "The native client", client_side::measure),
    Section::new("oidc", "OpenID Connect", oidc::measure),
];

impl Section {
    const fn new(group: &'static str, heading: &'static str, measure: Measure) -> Self {
        Self {
            group,
            heading,
            measure,
        }
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(binary) = arguments.next().map(PathBuf::from) else {
        eprintln!(
            "Usage: bench BINARY [GROUP], where BINARY is the service; or `cargo xtask bench`"
        );
        return ExitCode::from(2);
    };
    let only = arguments.next();
    let is_wanted = |section: &&Section| only.as_ref().is_none_or(|only| only == section.group);
    let sections: Vec<_> = SECTIONS.iter().filter(is_wanted).collect();
    if sections.is_empty() {
        eprintln!("error: there is no group of measurements by that name");
        return ExitCode::from(2);
    }
    for Section {
        heading, measure, ..
    } in sections
    {
        eprintln!("{heading} ...");
        match measure(&binary) {
            Ok(rows) => rows
                .iter()
                .for_each(|row| println!("{}\t{row}", row.heading(heading))),
            Err(failure) => {
                eprintln!("error: {heading}: {failure}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
