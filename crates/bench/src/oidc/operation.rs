//! What is measured.

use std::fmt;

/// What tokens are signed with, as in the names of clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    EdDsa,
    Rs256,
}

/// One request, or for the code flow two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Discovery,
    Jwks,
    ClientCredentials(Algorithm),
    /// With rotation; a JWT access token and an ID token are signed.
    Refresh(Algorithm),
    /// With an opaque access token.
    Userinfo,
    /// Of an opaque access token.
    Introspection,
    PushedRequest,
    /// Authorization with a session that is there, and the exchange of the code.
    CodeFlow(Algorithm),
}

impl Operation {
    /// All, in the order of the table.
    pub(super) const ALL: [Self; 11] = [
        Self::Discovery,
        Self::Jwks,
        Self::ClientCredentials(Algorithm::EdDsa),
        Self::Refresh(Algorithm::EdDsa),
        Self::Userinfo,
        Self::Introspection,
        Self::PushedRequest,
        Self::CodeFlow(Algorithm::EdDsa),
        Self::ClientCredentials(Algorithm::Rs256),
        Self::Refresh(Algorithm::Rs256),
        Self::CodeFlow(Algorithm::Rs256),
    ];

    /// The service is to need less than one part in so many of what the peer needs. None where nothing
    /// is promised: an RSA signature costs what it costs.
    pub(super) const fn share(self) -> Option<u32> {
        match self {
            Self::Discovery | Self::Jwks | Self::ClientCredentials(Algorithm::EdDsa) => Some(3),
            Self::Refresh(Algorithm::EdDsa)
            | Self::Userinfo
            | Self::Introspection
            | Self::PushedRequest
            | Self::CodeFlow(Algorithm::EdDsa) => Some(4),
            Self::ClientCredentials(Algorithm::Rs256)
            | Self::Refresh(Algorithm::Rs256)
            | Self::CodeFlow(Algorithm::Rs256) => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Discovery => write!(f, "Discovery"),
            Self::Jwks => write!(f, "JWKS"),
            Self::ClientCredentials(algorithm) => write!(f, "Client credentials, {algorithm}"),
            Self::Refresh(algorithm) => write!(f, "Refresh, {algorithm}"),
            Self::Userinfo => write!(f, "Userinfo"),
            Self::Introspection => write!(f, "Introspection"),
            Self::PushedRequest => write!(f, "Pushed request"),
            Self::CodeFlow(algorithm) => write!(f, "Code flow, {algorithm}"),
        }
    }
}
