//! The code itself: a hundred bits that a person can write down, and the port that keeps codes.

use std::fmt;

use async_trait::async_trait;
use kernel::{AuditEvent, Random, StorageError, TenantId, Timestamp, UserId};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};
use zkp_protocol::MalformedField;
use zkp_protocol::verifier::OprfSeed;

use crate::mac;
use crate::mail::Mail;

/// Codes that a person has.
pub const CODES: usize = 10;
/// Characters of a code, of five bits each: Crockford's alphabet, in which none looks like another.
const CHARACTERS: usize = 20;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A recovery code as its person knows it, shown once.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// Draws a new code.
    pub fn generate(random: &dyn Random) -> Self {
        let bytes = Zeroizing::new(random.bytes::<CHARACTERS>());
        // 256 is a multiple of 32, so every character is as likely as any other.
        let characters = bytes
            .iter()
            .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
        Self(characters.map(|&character| char::from(character)).collect())
    }

    /// Reads a code as somebody typed it: in any case, with spaces and dashes, an O for a 0, an I or an L for a 1.
    ///
    /// # Errors
    /// It is not twenty such characters.
    pub fn parse(text: &str) -> Result<Self, MalformedField> {
        let malformed = MalformedField {
            field: "recovery_code",
            expected: "the twenty letters and digits of a recovery code",
        };
        if text.len() > 64 {
            return Err(malformed);
        }
        let typed = text.trim().chars().filter(|c| !matches!(c, ' ' | '-'));
        let code: String = typed
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let is_code = code.len() == CHARACTERS && code.bytes().all(|b| ALPHABET.contains(&b));
        if is_code {
            Ok(Self(code))
        } else {
            Err(malformed)
        }
    }

    /// The code in groups of five, as it is shown.
    pub fn reveal(&self) -> String {
        let groups = self.0.as_bytes().chunks(5);
        let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
        groups.join("-")
    }

    /// The form in which it is stored, bound to its account.
    pub fn mac(&self, seeds: &dyn OprfSeed, tenant: &TenantId, user: &UserId) -> RecoveryCodeMac {
        let parts = ["recovery code", tenant.as_str(), user.as_str(), &self.0];
        RecoveryCodeMac(mac::of(&seeds.look_alike_key(), &parts))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// MAC of a recovery code under a server key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryCodeMac([u8; 32]);

impl RecoveryCodeMac {
    /// The MAC as it is made for tests.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The MAC as it goes to storage.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Port: keeps recovery codes. They are used by [`Resets::redeem`](crate::reset::Resets::redeem).
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait RecoveryCodes: Send + Sync {
    /// Stores a person's codes in place of those that they had, with the mail that tells them. False, and nothing
    /// stored, if the account is gone.
    async fn replace(
        &self,
        tenant: &TenantId,
        user: &UserId,
        codes: &[RecoveryCodeMac],
        now: Timestamp,
        notice: &Mail,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;

    /// How many codes a person has left.
    async fn count(&self, tenant: &TenantId, user: &UserId) -> Result<u32, StorageError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(byte: u8) -> RecoveryCode {
        let mut random = kernel::MockRandom::new();
        random
            .expect_fill()
            .returning(move |bytes| bytes.fill(byte));
        RecoveryCode::generate(&random)
    }

    #[test]
    fn a_code_has_a_hundred_random_bits_and_does_not_print() {
        let mut random = kernel::MockRandom::new();
        random.expect_fill().returning(|bytes| {
            bytes
                .iter_mut()
                .zip(236..=255)
                .for_each(|(it, at)| *it = at);
        });
        let code = RecoveryCode::generate(&random);
        assert_eq!(code.reveal(), "CDEFG-HJKMN-PQRST-VWXYZ");
        assert_eq!(
            RecoveryCode::parse(&code.reveal().to_lowercase()),
            Ok(code.clone())
        );
        assert_eq!(format!("{code:?}"), "RecoveryCode(..)");
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = drawn(1);
        assert_eq!(code.reveal(), "11111-11111-11111-11111");
        for text in ["11111-11111-11111-11111", " IlIlI lllll iiiii 11111"] {
            assert_eq!(RecoveryCode::parse(text), Ok(code.clone()), "{text}");
        }
        let zeros = RecoveryCode::parse(&"o".repeat(20));
        assert_eq!(zeros, Ok(drawn(0)));
        for bad in [
            "",
            "1111",
            &"1".repeat(21),
            &"u".repeat(20),
            &"-".repeat(80),
        ] {
            assert!(RecoveryCode::parse(bad).is_err(), "{bad}");
        }
    }
}
