//! What a person knows: a PIN, a pattern, both, or neither.

mod pattern;
mod pin;
mod weakness;

pub use pattern::{Pattern, PatternError};
pub use pin::{Pin, PinError};
pub use weakness::Weakness;

use crate::lp::lp;
use zeroize::Zeroizing;

/// What a person enters beside the picture; with neither, the picture stands alone.
///
/// ```
/// use keepic::{Knowledge, Pattern, Weakness};
///
/// let knowledge = Knowledge {
///     pin: Some("1234".parse()?),
///     pattern: Some(Pattern::parse(3, "0,1,2,5")?),
/// };
/// assert_eq!(knowledge.weakness(), Some(Weakness::Run));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// The PIN.
    pub pin: Option<Pin>,
    /// The pattern.
    pub pattern: Option<Pattern>,
}

impl Knowledge {
    /// The bytes that are stretched: `lp(digits or "", side and cells or "")`.
    pub fn pinb(&self) -> Zeroizing<Vec<u8>> {
        let digits = self.pin.as_ref().map(Pin::digits).unwrap_or_default();
        let points = self
            .pattern
            .as_ref()
            .map(Pattern::to_bytes)
            .unwrap_or_default();
        Zeroizing::new(lp(&[digits.as_bytes(), &points]))
    }

    /// Why others would guess the PIN or the pattern early, the PIN's reason first.
    ///
    /// A picture alone has no weakness of this kind; whether it is enough is the tenant's policy.
    pub fn weakness(&self) -> Option<Weakness> {
        let of_pin = self.pin.as_ref().and_then(Pin::weakness);
        of_pin.or_else(|| self.pattern.as_ref().and_then(Pattern::weakness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[test]
    fn pinb_is_the_published_example() {
        let both = Knowledge {
            pin: Some("1234".parse().unwrap()),
            pattern: Some(Pattern::parse(3, "0,1,2,5").unwrap()),
        };
        assert_eq!(hex(&both.pinb()), "0000000431323334000000050300010205");
        let pin_only = Knowledge {
            pattern: None,
            ..both.clone()
        };
        assert_eq!(hex(&pin_only.pinb()), "000000043132333400000000");
        let pattern_only = Knowledge { pin: None, ..both };
        assert_eq!(hex(&pattern_only.pinb()), "00000000000000050300010205");
        assert_eq!(hex(&Knowledge::default().pinb()), "0000000000000000");
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let knowledge = Knowledge {
            pin: Some("8301".parse().unwrap()),
            pattern: Some(Pattern::parse(3, "4,6,2").unwrap()),
        };
        let text = format!("{knowledge:?}");
        assert_eq!(
            text,
            "Knowledge { pin: Some(Pin(..)), pattern: Some(Pattern(..)) }"
        );
    }

    #[test]
    fn the_weakness_of_either_part_is_told() {
        let strong_pin: Pin = "8301".parse().unwrap();
        let line = Pattern::parse(3, "0,1,2").unwrap();
        let knowledge = Knowledge {
            pin: Some(strong_pin),
            pattern: Some(line),
        };
        assert_eq!(knowledge.weakness(), Some(Weakness::StraightLine));
        assert_eq!(Knowledge::default().weakness(), None);
    }
}
