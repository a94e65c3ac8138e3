//! A signed token on its way to whoever it belongs to.

use std::fmt;

use serde::{Serialize, Serializer};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A signed JSON Web Token (RFC 7519) in compact form. It does not print.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Jwt(String);

impl Jwt {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The token itself, to be handed to whoever it belongs to and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jwt(..)")
    }
}

impl Serialize for Jwt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
