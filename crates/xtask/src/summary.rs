//! The table at the end of a run.

use crate::layer::{Finished, Outcome};
use std::fmt;
use std::time::Duration;

/// All layers, one row each.
pub(crate) struct Summary<'a>(pub(crate) &'a [Finished]);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<32}{:>8}{:>10}  result", "layer", "budget", "used")?;
        for row in self.0 {
            writeln!(
                f,
                "{:<32}{:>4} min{:>10}  {}",
                row.layer.name,
                row.layer.budget_minutes,
                clock(row.used),
                result(row),
            )?;
        }
        Ok(())
    }
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}m {:02}s", seconds / 60, seconds % 60)
}

fn result(row: &Finished) -> String {
    match row.outcome {
        Outcome::Failed => "FAILED".to_owned(),
        Outcome::Passed if row.used > Duration::from_secs(60 * row.layer.budget_minutes) => {
            "passed, over its budget".to_owned()
        }
        Outcome::Passed => "passed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Layer, Passes};

    static LINTS: Layer = Layer {
        name: "lints",
        budget_minutes: 2,
        commands: &[],
        environment: &[],
        passes: Passes::OnSuccess,
    };

    fn row(outcome: Outcome, seconds: u64) -> Finished {
        Finished {
            layer: &LINTS,
            outcome,
            used: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn every_layer_shows_budget_time_and_result() {
        let rows = [
            row(Outcome::Passed, 61),
            row(Outcome::Passed, 121),
            row(Outcome::Failed, 5),
        ];
        assert_eq!(
            Summary(&rows).to_string(),
            "\
layer                             budget      used  result
lints                              2 min    1m 01s  passed
lints                              2 min    2m 01s  passed, over its budget
lints                              2 min    0m 05s  FAILED
"
        );
    }
}
