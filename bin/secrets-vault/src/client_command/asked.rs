//! Whether a new PIN or pattern is one that can be entered on the tenant's pages.

use client::{Asked, Knowledge, Unasked, UserAgent};

use super::Misuse;
use crate::Failure;

/// The options by which a command takes something new.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    pub(super) pin: &'static str,
    pub(super) pattern: &'static str,
    pub(super) pattern_size: &'static str,
}

/// Refuses what many people choose, unless it `accepts_weakness`, and what the tenant does not ask for. Nothing of it
/// is sent.
pub(super) fn check(
    agent: &UserAgent,
    tenant: &str,
    knowledge: &Knowledge,
    options: Options,
    accepts_weakness: bool,
) -> Result<(), Failure> {
    if let Some(weakness) = knowledge.weakness().filter(|_| !accepts_weakness) {
        return Err(Misuse::because(format!(
            "{weakness} (--force takes it all the same)"
        )));
    }
    match agent.asked_for(tenant)? {
        Some(asked) => compare(asked, knowledge, options).map_err(Misuse::because),
        None => Ok(()),
    }
}

fn compare(asked: Asked, knowledge: &Knowledge, options: Options) -> Result<(), String> {
    let Some(unasked) = asked.refuses(knowledge) else {
        return Ok(());
    };
    let Options {
        pin,
        pattern,
        pattern_size,
    } = options;
    let option = match unasked {
        Unasked::Nothing => match (asked.pin_digits, asked.pattern_side) {
            (Some(_), Some(_)) => format!("{pin} or {pattern} is missing"),
            (None, _) => format!("{pattern} is missing"),
            (_, None) => format!("{pin} is missing"),
        },
        Unasked::Pin => pin.to_owned(),
        Unasked::Pattern => pattern.to_owned(),
        Unasked::PatternSide => pattern_size.to_owned(),
    };
    Err(format!("{option}: this tenant asks for {asked}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: Options = Options {
        pin: "--pin",
        pattern: "--pattern",
        pattern_size: "--pattern-size",
    };

    #[test]
    fn the_option_is_named_and_what_is_asked_for_is_said() {
        let pin = |digits: &str| Knowledge {
            pin: Some(digits.parse().unwrap()),
            pattern: None,
        };
        let both = Asked {
            pin_digits: Some(4),
            pattern_side: Some(3),
        };
        let pattern_only = Asked {
            pin_digits: None,
            ..both
        };
        let nothing = Knowledge::default();
        for (asked, knowledge, says) in [
            (
                both,
                &pin("482915"),
                "--pin: this tenant asks for a PIN of 4 digits or a pattern on 3 by 3 points",
            ),
            (
                both,
                &nothing,
                "--pin or --pattern is missing: this tenant asks for a PIN of 4 digits or a pattern on 3 by 3 points",
            ),
            (
                pattern_only,
                &nothing,
                "--pattern is missing: this tenant asks for a pattern on 3 by 3 points",
            ),
        ] {
            assert_eq!(compare(asked, knowledge, OPTIONS).unwrap_err(), says);
        }
        assert!(compare(both, &pin("4829"), OPTIONS).is_ok());
    }
}
