use super::Weakness;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A line drawn through at least three different points of a square grid, in drawing order.
///
/// Points are numbered from 0 at the top left, row by row. Wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Pattern {
    side: u8,
    points: Vec<u8>,
}

/// Why something is not a pattern. The points themselves are never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PatternError {
    /// The grid is neither 3 by 3 nor 4 by 4.
    #[error("a pattern is drawn on 3 by 3 or 4 by 4 points")]
    Side,
    /// The text is not a list of numbers.
    #[error("a pattern is written as numbers with commas between them, such as 0,4,2,5")]
    NotNumbers,
    /// A point lies outside the grid.
    #[error("the points of this pattern are numbered from 0 to {last}")]
    Outside {
        /// The highest number there is.
        last: u8,
    },
    /// A point is used twice.
    #[error("a pattern passes each point at most once")]
    Repeated,
    /// Fewer than three points.
    #[error("a pattern needs at least 3 points")]
    TooShort,
}

impl Pattern {
    /// A pattern from its points, on a grid of `side` by `side`.
    pub fn new(side: u8, points: &[u8]) -> Result<Self, PatternError> {
        if !matches!(side, 3 | 4) {
            return Err(PatternError::Side);
        }
        let last = side * side - 1;
        if points.iter().any(|&point| point > last) {
            return Err(PatternError::Outside { last });
        }
        let mut passed = 0_u16;
        for point in points {
            if passed >> point & 1 == 1 {
                return Err(PatternError::Repeated);
            }
            passed |= 1 << point;
        }
        if points.len() < 3 {
            return Err(PatternError::TooShort);
        }
        Ok(Self {
            side,
            points: points.to_vec(),
        })
    }

    /// A pattern from text such as `0,1,2,5`; spaces around the numbers do not matter.
    pub fn parse(side: u8, text: &str) -> Result<Self, PatternError> {
        let number = |item: &str| {
            let item = item.trim();
            let digits = !item.is_empty() && item.bytes().all(|byte| byte.is_ascii_digit());
            if digits {
                item.parse().map_err(|_| PatternError::NotNumbers)
            } else {
                Err(PatternError::NotNumbers)
            }
        };
        // Room for every item from the start, so that no copy stays behind.
        let mut points = Zeroizing::new(Vec::with_capacity(text.len()));
        for item in text.split(',') {
            points.push(number(item)?);
        }
        Self::new(side, &points)
    }

    /// How many points the grid has on each side: 3 or 4.
    pub fn side(&self) -> u8 {
        self.side
    }

    /// The points in drawing order. A secret.
    pub fn points(&self) -> &[u8] {
        &self.points
    }

    /// Why others would guess this pattern early.
    pub fn weakness(&self) -> Option<Weakness> {
        Weakness::of_points(self.side, &self.points)
    }

    /// The side, then the points.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(1 + self.points.len()));
        bytes.push(self.side);
        bytes.extend_from_slice(&self.points);
        bytes
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pattern(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_in_order() {
        let pattern = Pattern::parse(4, " 15, 0,7 ").unwrap();
        assert_eq!((pattern.side(), pattern.points()), (4, &[15, 0, 7][..]));
    }

    #[test]
    fn each_mistake_has_its_own_reason() {
        let reason = |side, text| Pattern::parse(side, text).unwrap_err();
        assert_eq!(reason(5, "0,1,2"), PatternError::Side);
        assert_eq!(reason(3, "0,1,9"), PatternError::Outside { last: 8 });
        assert_eq!(reason(4, "0,1,16"), PatternError::Outside { last: 15 });
        assert_eq!(reason(3, "0,1,0"), PatternError::Repeated);
        assert_eq!(reason(3, "0,1"), PatternError::TooShort);
        for text in ["", "0,1,", "a,b,c", "0;1;2", "-1,0,1", "+1,0,2", "0,1,256"] {
            assert_eq!(reason(3, text), PatternError::NotNumbers, "{text}");
        }
        assert_eq!(
            reason(3, "0,1,12").to_string(),
            "the points of this pattern are numbered from 0 to 8"
        );
    }
}
