//! The measurements, by sections.

use super::BenchError;
use std::fmt;

/// One thing that was measured. Everything is text already, with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The section that it stands in.
    pub(crate) section: String,
    /// What was measured.
    pub(crate) what: String,
    /// What is wanted, and whether it is so; empty if nothing was promised.
    pub(crate) goal: String,
    /// The median.
    pub(crate) median: String,
    /// Between which values the middle half is.
    pub(crate) spread: String,
}

/// All rows, those of a section one after the other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table(Vec<Row>);

impl Table {
    /// Reads what the measuring program prints: a row a line, its columns between tabs.
    pub(crate) fn parse(lines: &str) -> Result<Self, BenchError> {
        lines.lines().map(parse).collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn push(&mut self, row: Row) {
        self.0.push(row);
    }
}

fn parse(line: &str) -> Result<Row, BenchError> {
    let mut columns = line.split('\t').map(str::to_owned);
    let mut next = || {
        columns
            .next()
            .ok_or_else(|| BenchError::Row(line.to_owned()))
    };
    let row = Row {
        section: next()?,
        what: next()?,
        goal: next()?,
        median: next()?,
        spread: next()?,
    };
    match columns.next() {
        None => Ok(row),
        Some(_) => Err(BenchError::Row(line.to_owned())),
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut section = "";
        for row in &self.0 {
            if row.section != section {
                let gap = if section.is_empty() { "" } else { "\n" };
                section = &row.section;
                writeln!(f, "{gap}### {section}\n")?;
                writeln!(f, "| what | goal | median | middle half |")?;
                writeln!(f, "|---|---|---|---|")?;
            }
            writeln!(f, "{row}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            goal,
            median,
            spread,
            ..
        } = self;
        write!(f, "| {what} | {goal} | {median} | {spread} |")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_a_heading_and_a_table() {
        let lines = "Rest\tmemory\tbelow 30: met\t20\t19 to 21\nRest\tstart\t\t9\t8 to 9\nLoad\trate\t\t5\t\n";
        assert_eq!(
            Table::parse(lines).unwrap().to_string(),
            "\
### Rest

| what | goal | median | middle half |
|---|---|---|---|
| memory | below 30: met | 20 | 19 to 21 |
| start |  | 9 | 8 to 9 |

### Load

| what | goal | median | middle half |
|---|---|---|---|
| rate |  | 5 |  |
"
        );
    }

    #[test]
    fn too_few_or_too_many_columns_are_refused() {
        for line in ["", "a\tb\tc\td", "a\tb\tc\td\te\tf"] {
            assert!(Table::parse(&format!("{line}\n")).is_err(), "{line:?}");
        }
    }
}
