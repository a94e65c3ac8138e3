//! A user code (RFC 8628, section 6.1): what a person types to sign in a device that has no browser.

use std::fmt;

use kernel::Random;
use serde::{Deserialize, Serialize};

/// Consonants, so that no words come about: as in the RFC.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters of a code, which has about 34 bits.
const LENGTH: usize = 8;
/// Most characters of what a person may type.
const LONGEST: usize = 64;

/// Eight consonants, shown in two halves. It names a device to somebody who is signed in, and gives nothing.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserCode(String);

/// Text that is not a user code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("user_code: expected eight letters such as BCDF-GHJK")]
pub struct MalformedUserCode;

impl UserCode {
    /// Draws a new code.
    pub fn generate(random: &dyn Random) -> Self {
        let mut code = String::with_capacity(LENGTH);
        while code.len() < LENGTH {
            // The largest multiple of 20 that fits a byte: every letter is as likely.
            let drawn = random
                .bytes::<LENGTH>()
                .into_iter()
                .filter(|byte| *byte < 240);
            let letters = drawn.filter_map(|byte| LETTERS.get(usize::from(byte % 20)));
            let missing = LENGTH - code.len();
            code.extend(letters.take(missing).map(|letter| char::from(*letter)));
        }
        Self(code)
    }

    /// Reads what a person has typed: in upper or lower case, with anything between the letters that is
    /// neither letter nor digit.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, MalformedUserCode> {
        if text.chars().count() > LONGEST {
            return Err(MalformedUserCode);
        }
        let typed = text.chars().filter(|c| c.is_alphanumeric());
        let code: String = typed.map(|c| c.to_ascii_uppercase()).collect();
        let is_letter = |byte: u8| LETTERS.contains(&byte);
        if code.len() == LENGTH && code.bytes().all(is_letter) {
            Ok(Self(code))
        } else {
            Err(MalformedUserCode)
        }
    }

    /// The letters alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As people read it.
impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = self.0.split_at(LENGTH / 2);
        write!(f, "{left}-{right}")
    }
}

impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(..)")
    }
}

impl TryFrom<String> for UserCode {
    type Error = MalformedUserCode;

    fn try_from(text: String) -> Result<Self, MalformedUserCode> {
        Self::parse(&text)
    }
}

impl From<UserCode> for String {
    fn from(code: UserCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::CountingRandom;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = UserCode::parse("BCDF-GHJK").unwrap();
        for typed in ["bcdfghjk", " bcdf ghjk ", "B.C.D.F_g-h-j-k", "BCDF–GHJK"] {
            assert_eq!(UserCode::parse(typed), Ok(code.clone()), "{typed}");
        }
        assert_eq!(code.to_string(), "BCDF-GHJK");
        for bad in [
            "",
            "BCDF-GHJ",
            "BCDF-GHJKL",
            "ACDF-GHJK",
            "BCDF-GHJ1",
            "BCDF-GHJÖ",
        ] {
            assert_eq!(UserCode::parse(bad), Err(MalformedUserCode), "{bad}");
        }
        assert_eq!(UserCode::parse(&"-".repeat(65)), Err(MalformedUserCode));
    }

    #[test]
    fn a_drawn_code_is_one_and_every_letter_comes_up() {
        let random = CountingRandom::default();
        let mut seen = std::collections::HashSet::new();
        for _ in 0..200 {
            let code = UserCode::generate(&random);
            assert_eq!(UserCode::parse(&code.to_string()), Ok(code.clone()));
            seen.extend(code.as_str().bytes());
        }
        assert_eq!(seen.len(), LETTERS.len());
    }
}
