//! The endpoints of OpenID Connect, on both databases, beside those of the npm package `oidc-provider`.
//!
//! The three [`Contender`]s have the same clients, token formats and lifetimes, and one process each. Every
//! [`Operation`] is measured in rounds in which they take turns, so that whatever else the machine does meets all of
//! them.

mod caller;
mod contender;
mod jar;
mod operation;
mod ours;
mod peer;
mod round;

use std::path::Path;

use testkit::postgres::TestDatabase;

use crate::quantity::Bytes;
use crate::service::Home;
use crate::{Failure, Row};
use contender::Contender;
use operation::Operation;
use round::Round;

/// Rounds of each operation and contender, after one that warms up.
const ROUNDS: usize = 5;
/// Of its memory, ours is to be below a quarter.
const SHARE_OF_MEMORY: u64 = 4;

pub(crate) fn measure(binary: &Path) -> Result<Vec<Row>, Failure> {
    let (database, their_database) = (TestDatabase::empty(), TestDatabase::empty());
    let on_postgres = Home::new(binary)?.silent().on(database.url());
    let contenders = [
        ours::start("on SQLite", Home::new(binary)?.silent(), None)?,
        ours::start("on PostgreSQL", on_postgres, Some(&database))?,
        peer::start("oidc-provider on PostgreSQL", &their_database)?,
    ];
    let mut table = Table::default();
    for operation in Operation::ALL {
        eprintln!("  {operation} ...");
        table.add(operation, &contenders, &in_turns(&contenders, operation)?);
    }
    table.memory(&contenders)?;
    for contender in contenders {
        contender.service.stop()?;
    }
    Ok(table.rows())
}

fn in_turns(contenders: &[Contender; 3], operation: Operation) -> Result<[Vec<Round>; 3], Failure> {
    for contender in contenders {
        Round::run(contender, operation)?;
    }
    let mut rounds = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (contender, rounds) in contenders.iter().zip(&mut rounds) {
            rounds.push(Round::run(contender, operation)?);
        }
    }
    Ok(rounds)
}

/// The rows of each part of the table.
#[derive(Default)]
struct Table {
    work: Vec<Row>,
    rates: Vec<Row>,
    databases: Vec<Row>,
    memory: Vec<Row>,
}

impl Table {
    /// What an operation came to. The last contender is the one to compare with.
    fn add(&mut self, operation: Operation, contenders: &[Contender; 3], rounds: &[Vec<Round>; 3]) {
        let [.., theirs] = rounds;
        let theirs = crate::row::median(&Round::work_of(theirs));
        for (contender, rounds) in contenders.iter().zip(rounds) {
            let what = format!("{operation}, {}", contender.name);
            let work = Round::work_of(rounds);
            let goal = theirs.zip(operation.share()).filter(|_| contender.is_ours);
            self.work.push(match goal {
                Some((theirs, share)) => Row::below(&what, theirs.part(share), &work),
                None => Row::new(&what, &work),
            });
            let rates: Vec<_> = rounds.iter().map(Round::rate).collect();
            self.rates.push(Row::new(&what, &rates));
            let databases = Round::work_of_database(rounds);
            if !databases.is_empty() {
                self.databases.push(Row::new(&what, &databases));
            }
        }
    }

    fn memory(&mut self, contenders: &[Contender; 3]) -> Result<(), Failure> {
        let [.., peer] = contenders;
        let goal = Bytes(peer.service.memory()?.0 / SHARE_OF_MEMORY);
        for contender in contenders {
            let memory = [contender.service.memory()?];
            self.memory.push(if contender.is_ours {
                Row::below(contender.name, goal, &memory)
            } else {
                Row::new(contender.name, &memory)
            });
        }
        Ok(())
    }

    fn rows(self) -> Vec<Row> {
        let parts = [
            ("processor time for a request", self.work),
            ("requests a second", self.rates),
            (
                "processor time of the database for a request",
                self.databases,
            ),
            ("memory after all that", self.memory),
        ];
        let of_part = |(part, rows): (&'static str, Vec<Row>)| {
            rows.into_iter().map(move |row| row.in_part(part))
        };
        parts.into_iter().flat_map(of_part).collect()
    }
}
