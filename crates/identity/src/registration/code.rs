//! The code that a mail carries: eight digits.

use std::fmt;

use kernel::{FoldedName, Random, TenantId, UserId};
use zeroize::{Zeroize, ZeroizeOnDrop};
use zkp_protocol::MalformedField;
use zkp_protocol::verifier::OprfSeed;

use super::CodeMac;
use crate::mac;

const DIGITS: usize = 8;

/// A code of eight digits, to be typed from a mail.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct EmailCode(String);

impl EmailCode {
    /// Draws a new code.
    pub fn generate(random: &dyn Random) -> Self {
        // 2^64 is so much larger than 10^8 that the remainder is even enough.
        let number = u64::from_be_bytes(random.bytes()) % 10_u64.pow(8);
        Self(format!("{number:0DIGITS$}"))
    }

    /// Reads a code as somebody typed it: spaces and dashes between the digits do not matter.
    ///
    /// # Errors
    /// It is not eight digits.
    pub fn parse(text: &str) -> Result<Self, MalformedField> {
        let expected = "the eight digits from the mail";
        let malformed = MalformedField {
            field: "code",
            expected,
        };
        if text.len() > 32 {
            return Err(malformed);
        }
        let code: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if code.len() == DIGITS && code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(code))
        } else {
            Err(malformed)
        }
    }

    /// The code itself, for the mail.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The form in which the code is stored, bound to the tenant and name that it confirms.
    pub(super) fn mac(
        &self,
        seeds: &dyn OprfSeed,
        tenant: &TenantId,
        name: &FoldedName,
    ) -> CodeMac {
        let parts = ["e-mail code", tenant.as_str(), name.as_str(), &self.0];
        CodeMac::from_bytes(mac::of(&seeds.look_alike_key(), &parts))
    }
}

impl EmailCode {
    /// The form in which the code is stored, bound to the account and the address that it confirms.
    pub(crate) fn mac_of_address(
        &self,
        seeds: &dyn OprfSeed,
        tenant: &TenantId,
        user: &UserId,
        address: &FoldedName,
    ) -> CodeMac {
        let (tenant, user, address) = (tenant.as_str(), user.as_str(), address.as_str());
        let parts = ["address code", tenant, user, address, &self.0];
        CodeMac::from_bytes(mac::of(&seeds.look_alike_key(), &parts))
    }
}

impl fmt::Debug for EmailCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = EmailCode::parse("01234567").unwrap();
        assert_eq!(EmailCode::parse("0123 4567").unwrap(), code);
        assert_eq!(EmailCode::parse("0123-4567").unwrap(), code);
        for bad in [
            "",
            "1234567",
            "123456789",
            "1234567a",
            "１２３４５６７８",
            &" ".repeat(40),
        ] {
            assert!(EmailCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn leading_zeros_are_kept() {
        let mut random = kernel::MockRandom::new();
        random
            .expect_fill()
            .returning(|bytes| bytes.copy_from_slice(&42_u64.to_be_bytes()));
        assert_eq!(EmailCode::generate(&random).reveal(), "00000042");
    }
}
