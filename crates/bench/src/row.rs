//! One row of the table.

use std::fmt;

/// What was measured, what is wanted and what came out.
#[derive(Debug)]
pub(crate) struct Row {
    /// The part of its section that it stands in.
    part: Option<&'static str>,
    what: String,
    goal: String,
    median: String,
    spread: String,
}

impl Row {
    /// A row of repeated measurements: their median, and between which values their middle half is.
    pub(crate) fn new<T: Copy + Ord + fmt::Display>(
        what: impl Into<String>,
        samples: &[T],
    ) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable();
        Self {
            part: None,
            what: what.into(),
            goal: String::new(),
            median: quarter(&sorted, 2).map_or_else(String::new, |median| median.to_string()),
            spread: match (quarter(&sorted, 1), quarter(&sorted, 3)) {
                (Some(low), Some(high)) => format!("{low} to {high}"),
                _ => String::new(),
            },
        }
    }

    /// The same of something that ought to be below `goal`.
    pub(crate) fn below<T: Copy + Ord + fmt::Display>(
        what: impl Into<String>,
        goal: T,
        samples: &[T],
    ) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable();
        let is_met = quarter(&sorted, 2).is_some_and(|median| median < goal);
        let verdict = if is_met { "met" } else { "missed" };
        Self {
            goal: format!("below {goal}: {verdict}"),
            ..Self::new(what, samples)
        }
    }

    /// The same in a part of its section.
    pub(crate) fn in_part(self, part: &'static str) -> Self {
        Self {
            part: Some(part),
            ..self
        }
    }

    /// The heading that it stands under.
    pub(crate) fn heading(&self, section: &str) -> String {
        match self.part {
            Some(part) => format!("{section}: {part}"),
            None => section.to_owned(),
        }
    }
}

/// The value in the middle.
pub(crate) fn median<T: Copy + Ord>(samples: &[T]) -> Option<T> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    quarter(&sorted, 2)
}

/// The value that `quarters` quarters of the others are not above.
fn quarter<T: Copy>(sorted: &[T], quarters: usize) -> Option<T> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((last * quarters + 2) / 4).copied()
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
        write!(f, "{what}\t{goal}\t{median}\t{spread}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Bytes;

    fn mebibytes(values: &[u64]) -> Vec<Bytes> {
        values.iter().map(|&it| Bytes::from_mebibytes(it)).collect()
    }

    #[test]
    fn the_middle_counts_and_outliers_do_not() {
        let row = Row::new("memory", &mebibytes(&[900, 21, 20, 22, 1]));
        assert_eq!(row.to_string(), "memory\t\t21.0 MiB\t20.0 MiB to 22.0 MiB");
    }

    #[test]
    fn a_goal_is_met_only_below_it() {
        for (value, verdict) in [(29, "met"), (30, "missed"), (31, "missed")] {
            let row = Row::below("memory", Bytes::from_mebibytes(30), &mebibytes(&[value]));
            let line = row.to_string();
            assert!(
                line.contains(&format!("\tbelow 30.0 MiB: {verdict}\t")),
                "{line}"
            );
        }
        let nothing = Row::below("memory", Bytes(1), &[]);
        assert!(nothing.to_string().contains("missed"));
    }
}
