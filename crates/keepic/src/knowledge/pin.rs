use super::Weakness;
use std::str::FromStr;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Three to six decimal digits. Wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Pin(String);

/// Why a text is not a PIN. The text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinError {
    /// Shorter than three or longer than six digits.
    #[error("a PIN has 3 to 6 digits, this one has {found}")]
    Length {
        /// How many characters there are.
        found: usize,
    },
    /// Something else than the digits 0 to 9.
    #[error("a PIN is made of the digits 0 to 9 only")]
    NotDigits,
}

impl FromStr for Pin {
    type Err = PinError;

    fn from_str(text: &str) -> Result<Self, PinError> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PinError::NotDigits);
        }
        if !(3..=6).contains(&text.len()) {
            return Err(PinError::Length { found: text.len() });
        }
        Ok(Self(text.to_owned()))
    }
}

impl Pin {
    /// The digits. A secret.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Why others would guess this PIN early.
    pub fn weakness(&self) -> Option<Weakness> {
        Weakness::of_digits(self.0.as_bytes())
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_to_six_digits_are_a_pin() {
        for text in ["000", "1234", "98765", "000000"] {
            assert_eq!(text.parse::<Pin>().unwrap().digits(), text);
        }
        assert_eq!("12".parse::<Pin>(), Err(PinError::Length { found: 2 }));
        assert_eq!("1234567".parse::<Pin>(), Err(PinError::Length { found: 7 }));
        for text in ["12a4", "12 4", "+123", "١٢٣٤"] {
            assert_eq!(text.parse::<Pin>(), Err(PinError::NotDigits));
        }
    }
}
