//! PINs and patterns that many people choose, and that a guesser therefore tries first.

use thiserror::Error;

/// Why a PIN or a pattern is easy to guess, in a sentence for the person who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Weakness {
    /// 0000, 777777.
    #[error("this PIN repeats one digit; choose one that is harder to guess")]
    RepeatedDigit,
    /// 123456, 654321, 7890.
    #[error("this PIN counts up or down; choose one that is harder to guess")]
    Run,
    /// 1212, 123123.
    #[error("this PIN repeats its beginning; choose one that is harder to guess")]
    RepeatedBlock,
    /// 1221, 123321.
    #[error("this PIN reads the same in both directions; choose one that is harder to guess")]
    Mirrored,
    /// A day and month, a day with its year, or a year from 1900 to 2099.
    #[error("this PIN looks like a date; people try birthdays first, so choose another")]
    Date,
    /// A line on the keypad, or another PIN known to be common.
    #[error("this PIN is one of those that many people choose; choose another")]
    Popular,
    /// All points on one line.
    #[error("this pattern is a straight line; add turns")]
    StraightLine,
    /// A letter or corner such as L, V, U, N or Z.
    #[error("this pattern is a corner or a letter such as L, U or Z; add turns")]
    Letter,
}

/// Keypad lines and favourites that none of the rules describes.
const POPULAR: [&[u8]; 31] = [
    b"007", b"147", b"159", b"258", b"357", b"369", b"420", b"911", b"0007", b"0852", b"1004",
    b"1122", b"1470", b"2580", b"5683", b"8520", b"13579", b"24680", b"98741", b"102030",
    b"112233", b"123654", b"134679", b"142536", b"147258", b"147852", b"159357", b"159753",
    b"246810", b"520131", b"789456",
];

/// Whether digits are of one kind.
type Rule = fn(&[u8]) -> bool;

impl Weakness {
    /// The weakness of a PIN, given as ASCII digits.
    pub(super) fn of_digits(digits: &[u8]) -> Option<Self> {
        let rules: [(Self, Rule); 6] = [
            (Self::RepeatedDigit, |digits| steps_by(digits, 0)),
            (Self::Run, |digits| {
                steps_by(digits, 1) || steps_by(digits, 9)
            }),
            (Self::RepeatedBlock, repeats_its_beginning),
            (Self::Mirrored, |digits| {
                digits.len() > 3 && digits.iter().eq(digits.iter().rev())
            }),
            (Self::Date, is_date),
            (Self::Popular, |digits| POPULAR.contains(&digits)),
        ];
        rules
            .into_iter()
            .find(|(_, applies)| applies(digits))
            .map(|(weakness, _)| weakness)
    }

    /// The weakness of a pattern.
    pub(super) fn of_points(side: u8, points: &[u8]) -> Option<Self> {
        let strokes = strokes(side, points);
        match strokes.as_slice() {
            [_] => Some(Self::StraightLine),
            [_, _] | [_, _, _] if strokes.iter().all(|&steps| steps >= 2) => Some(Self::Letter),
            _ => None,
        }
    }
}

/// Whether each digit follows the one before it at this distance, counting on from 9 to 0.
fn steps_by(digits: &[u8], step: u8) -> bool {
    digits
        .iter()
        .zip(digits.iter().skip(1))
        .all(|(a, b)| (10 + b - a) % 10 == step)
}

fn repeats_its_beginning(digits: &[u8]) -> bool {
    let repeats = |length| {
        digits
            .iter()
            .eq(digits.iter().cycle().skip(length).take(digits.len()))
    };
    (2..=digits.len() / 2)
        .filter(|length| digits.len().is_multiple_of(*length))
        .any(repeats)
}

/// Dates as people write them: DDMM, MMDD and years; DDMMYY, MMDDYY and YYMMDD; MYYYY and MMYYYY
/// in either order.
fn is_date(digits: &[u8]) -> bool {
    let number = |range: std::ops::Range<usize>| {
        let part = digits.get(range).unwrap_or_default();
        part.iter()
            .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
    };
    let is_year = |year| (1900..2100).contains(&year);
    let is_month = |month| (1..=12).contains(&month);
    let is_day = |day, month| {
        let longest = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        is_month(month) && (1..=longest).contains(&day)
    };
    let either_order = |a, b| is_day(a, b) || is_day(b, a);
    match digits.len() {
        4 => is_year(number(0..4)) || either_order(number(0..2), number(2..4)),
        5 => {
            (is_month(number(0..1)) && is_year(number(1..5)))
                || (is_year(number(0..4)) && is_month(number(4..5)))
        }
        6 => {
            either_order(number(0..2), number(2..4))
                || is_day(number(4..6), number(2..4))
                || (is_month(number(0..2)) && is_year(number(2..6)))
                || (is_year(number(0..4)) && is_month(number(4..6)))
        }
        _ => false,
    }
}

/// The straight strokes of a pattern, each as the number of its steps.
fn strokes(side: u8, points: &[u8]) -> Vec<usize> {
    let side = i16::from(side);
    let mut strokes = Vec::new();
    let mut heading = None;
    for (&from, &to) in points.iter().zip(points.iter().skip(1)) {
        let (from, to) = (i16::from(from), i16::from(to));
        let step = (to / side - from / side, to % side - from % side);
        match (heading, strokes.last_mut()) {
            (Some(before), Some(steps)) if is_same_line(before, step) => *steps += 1,
            _ => strokes.push(1),
        }
        heading = Some(step);
    }
    strokes
}

/// Whether a step goes on along the line of the one before, forwards or back.
fn is_same_line(before: (i16, i16), step: (i16, i16)) -> bool {
    before.0 * step.1 == before.1 * step.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_pin(digits: &str) -> Option<Weakness> {
        Weakness::of_digits(digits.as_bytes())
    }

    #[test]
    fn common_pins_are_weak_for_the_reason_a_person_would_give() {
        for (weakness, pins) in [
            (Weakness::RepeatedDigit, &["000", "1111", "000000"][..]),
            (
                Weakness::Run,
                &["123456", "654321", "1234", "7890", "0987", "210"],
            ),
            (
                Weakness::RepeatedBlock,
                &["1212", "123123", "696969", "474747"],
            ),
            (Weakness::Mirrored, &["4774", "83538", "593395"]),
            (
                Weakness::Date,
                &[
                    "1984", "2024", "3112", "1231", "2902", "310785", "073185", "850731",
                ],
            ),
            (Weakness::Date, &["71985", "19857", "071985", "198507"]),
            (Weakness::Popular, &["2580", "159753", "789456", "007"]),
        ] {
            for pin in pins {
                assert_eq!(of_pin(pin), Some(weakness), "{pin}");
            }
        }
    }

    #[test]
    fn other_pins_are_not() {
        for pin in [
            "838", "8305", "4071", "3204", "92746", "839174", "476628", "993017",
        ] {
            assert_eq!(of_pin(pin), None, "{pin}");
        }
    }

    #[test]
    fn most_pins_remain() {
        let weak = (0..1_000_000)
            .filter(|n| of_pin(&format!("{n:06}")).is_some())
            .count();
        assert!((60_000..110_000).contains(&weak), "{weak} of a million");
        let weak = (0..10_000)
            .filter(|n| of_pin(&format!("{n:04}")).is_some())
            .count();
        assert!((800..1_200).contains(&weak), "{weak} of ten thousand");
    }

    #[test]
    fn lines_and_letters_are_weak() {
        let of = |side, points: &[u8]| Weakness::of_points(side, points);
        for line in [&[0, 1, 2][..], &[2, 4, 6], &[7, 4, 1], &[1, 0, 2]] {
            assert_eq!(of(3, line), Some(Weakness::StraightLine), "{line:?}");
        }
        assert_eq!(of(4, &[0, 5, 10, 15]), Some(Weakness::StraightLine));
        for letter in [
            &[0, 3, 6, 7, 8][..],
            &[0, 1, 2, 4, 6, 7, 8],
            &[0, 3, 6, 7, 8, 5, 2],
            &[6, 3, 0, 4, 8, 5, 2],
        ] {
            assert_eq!(of(3, letter), Some(Weakness::Letter), "{letter:?}");
        }
        for other in [
            &[0, 1, 2, 5][..],
            &[0, 4, 1],
            &[4, 6, 2, 1, 8],
            &[1, 3, 4, 8, 0],
        ] {
            assert_eq!(of(3, other), None, "{other:?}");
        }
        assert_eq!(of(4, &[0, 6, 9, 15]), None);
    }
}
