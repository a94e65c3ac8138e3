//! Which protocol the two sides speak. There is one version so far, and no way to ask for less.

use crate::MalformedField;

/// `proto_version` of every message of this version.
pub const PROTO_VERSION: &str = "1";

/// `algorithm` of a credential that this version enrols: how the picture becomes a secret.
pub const ALGORITHM_VERSION: &str = "keepic-1";

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProtoVersion {
    /// ristretto255, X25519 and "keepic-1".
    One,
}

impl ProtoVersion {
    /// Reads `proto_version` of a message.
    pub fn parse(text: &str) -> Result<Self, MalformedField> {
        match text {
            PROTO_VERSION => Ok(Self::One),
            _ => Err(MalformedField {
                field: "proto_version",
                expected: "\"1\", the only version there is",
            }),
        }
    }
}

/// How a picture becomes a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// "keepic-1".
    Keepic1,
}

impl Algorithm {
    /// The algorithm as text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keepic1 => ALGORITHM_VERSION,
        }
    }

    /// The algorithm that `text` names, if there is one.
    pub fn parse(text: &str) -> Option<Self> {
        (text == ALGORITHM_VERSION).then_some(Self::Keepic1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_version_is_spoken() {
        assert_eq!(ProtoVersion::parse("1"), Ok(ProtoVersion::One));
        for other in ["", "0", "2", "1.0", "01", " 1", "keepic-1"] {
            assert_eq!(
                ProtoVersion::parse(other).unwrap_err().field,
                "proto_version"
            );
            assert_eq!(Algorithm::parse(other).is_some(), other == "keepic-1");
        }
    }
}
