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

    /// Reads what a document shows.
    pub(crate) fn recorded_in(document: &str) -> Self {
        let (mut rows, mut section) = (Vec::new(), "");
        for line in document.lines() {
            if let Some(heading) = line.strip_prefix("### ") {
                section = heading;
            } else if line.starts_with("## ") {
                section = "";
            } else if !section.is_empty() {
                rows.extend(recorded(section, line));
            }
        }
        Self(rows)
    }

    pub(crate) fn push(&mut self, row: Row) {
        self.0.push(row);
    }

    /// Adds a row to the last section.
    pub(crate) fn note(&mut self, what: &str, median: &str, spread: &str) {
        let Some(last) = self.0.last() else { return };
        let (section, goal) = (last.section.clone(), String::new());
        let [what, median, spread] = [what, median, spread].map(str::to_owned);
        self.push(Row {
            section,
            what,
            goal,
            median,
            spread,
        });
    }

    /// Puts the sections of `measured` in the place of those with the same headings, or at the end.
    pub(crate) fn replace(&mut self, measured: Self) {
        let is_measured = |row: &Row| measured.0.iter().any(|it| it.section == row.section);
        let place = self.0.iter().position(is_measured).unwrap_or(self.0.len());
        self.0.retain(|row| !is_measured(row));
        let place = place.min(self.0.len());
        self.0.splice(place..place, measured.0);
    }
}

/// The row of a table in a document; none for its head.
fn recorded(section: &str, line: &str) -> Option<Row> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    let mut columns = inner.split(" | ").map(|it| it.trim().to_owned());
    let row = Row {
        section: section.to_owned(),
        what: columns.next()?,
        goal: columns.next()?,
        median: columns.next()?,
        spread: columns.next()?,
    };
    (row.what != "what").then_some(row)
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
    fn what_is_measured_anew_takes_the_place_of_what_was_recorded() {
        let lines = "A\tone\t\t1\t\nB\ttwo\tbelow 3: met\t2\t1 to 2\nC\tthree\t\t3\t\n";
        let recorded = Table::parse(lines).unwrap();
        let document =
            format!("## Results\n\n{recorded}\n## Method\n\n| no | row | of | results |\n");
        let mut table = Table::recorded_in(&document);
        assert_eq!(table, recorded);

        let mut measured = Table::parse("B\tnew\t\t4\t\nD\tmore\t\t5\t\n").unwrap();
        measured.note("Measured alone", "today", "");
        table.replace(measured);
        let expected = "A\tone\t\t1\t\nB\tnew\t\t4\t\nD\tmore\t\t5\t\n\
                        D\tMeasured alone\t\ttoday\t\nC\tthree\t\t3\t\n";
        assert_eq!(table, Table::parse(expected).unwrap());
    }

    #[test]
    fn too_few_or_too_many_columns_are_refused() {
        for line in ["", "a\tb\tc\td", "a\tb\tc\td\te\tf"] {
            assert!(Table::parse(&format!("{line}\n")).is_err(), "{line:?}");
        }
    }
}
