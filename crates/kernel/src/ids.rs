//! Identifiers that appear in URLs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{PlainToken, Random};

/// Text that is not an identifier of the kind asked for. The message says what one looks like.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{expected}")]
pub struct InvalidId {
    expected: &'static str,
}

macro_rules! identifier {
    ($(#[$meta:meta])* $name:ident, $valid:path, $expected:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                if $valid(&text) { Ok(Self(text)) } else { Err(InvalidId { expected: $expected }) }
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier!(
    /// Names a tenant: `[a-z0-9][a-z0-9-]{0,62}`, and not a word that the routes use themselves.
    TenantId,
    is_tenant_id,
    "a tenant id is 1 to 63 characters a-z, 0-9 and '-', does not begin with '-', and is not 'token' or 'logout'"
);

identifier!(
    /// Names a user within a tenant: 1 to 128 unreserved URL characters (RFC 3986, section 2.3).
    UserId,
    is_user_id,
    "a user id is 1 to 128 characters A-Z, a-z, 0-9, '-', '.', '_' and '~', and is not 'batch', 'batch-delete' or 'by-name'"
);

identifier!(
    /// Names a relying party within a tenant: 1 to 128 unreserved URL characters (RFC 3986, section 2.3).
    ClientId,
    is_client_id,
    "a client id is 1 to 128 characters A-Z, a-z, 0-9, '-', '.', '_' and '~'"
);

impl UserId {
    /// Draws the id of a new user: 132 random bits.
    pub fn generate(random: &dyn Random) -> Self {
        Self(
            PlainToken::generate(random)
                .reveal()
                .chars()
                .take(22)
                .collect(),
        )
    }
}

fn is_tenant_id(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !matches!(text, "token" | "logout")
}

fn is_user_id(text: &str) -> bool {
    is_client_id(text) && !matches!(text, "batch" | "batch-delete" | "by-name")
}

fn is_client_id(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !matches!(text, "." | "..")
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_id_fits_into_a_path_and_shadows_no_route() {
        for good in ["a", "0", "acme", "a-1", &"x".repeat(63)] {
            assert!(good.parse::<TenantId>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "-a",
            "A",
            "a_b",
            "a/b",
            "token",
            "logout",
            "ä",
            &"x".repeat(64),
        ] {
            assert!(bad.parse::<TenantId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_user_id_shadows_no_route() {
        for bad in [
            "batch",
            "batch-delete",
            "by-name",
            ".",
            "..",
            "a b",
            "a/b",
            "",
        ] {
            assert!(bad.parse::<UserId>().is_err(), "{bad}");
        }
        assert!("ada.lovelace_1815~x".parse::<UserId>().is_ok());
    }

    #[test]
    fn a_drawn_user_id_is_one() {
        for byte in 0..=255 {
            let mut random = crate::MockRandom::new();
            random
                .expect_fill()
                .returning(move |bytes| bytes.fill(byte));
            let id = UserId::generate(&random);
            assert_eq!(id.as_str().parse::<UserId>().as_ref(), Ok(&id));
        }
    }

    #[test]
    fn deserialization_applies_the_same_rule() {
        assert!(serde_json::from_str::<ClientId>("\"bo\"").is_ok());
        assert!(serde_json::from_str::<ClientId>("\"b o\"").is_err());
    }
}
