//! How many tests passed and failed, read from what `cargo test` prints.

use std::fmt;

/// The sum over all test programs of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds the counts if the line is the result of a test program, such as
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
    pub(crate) fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        self.passed += count(counts, " passed;");
        self.failed += count(counts, " failed;");
    }
}

/// The number that stands before `word`.
fn count(counts: &str, word: &str) -> u64 {
    counts
        .split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_several_programs_are_added() {
        let mut tally = Tally::default();
        for line in [
            "running 14 tests",
            "test result: ok. 12 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.31s",
            "test result: FAILED. 101 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s",
            "test refused::a_result ... ok",
        ] {
            tally.read(line);
        }
        assert_eq!(tally.to_string(), "113 passed, 3 failed");
    }

    #[test]
    fn a_result_in_colour_counts_too() {
        let mut tally = Tally::default();
        tally.read("test result: \u{1b}[32mok\u{1b}[m. 7 passed; 0 failed; 0 ignored");
        assert_eq!(tally.to_string(), "7 passed, 0 failed");
    }
}
