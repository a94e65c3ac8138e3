//! The first two messages: ask for a challenge and open it.

use keepic::Knowledge;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zkp_protocol::prover::{self, OpenError, Opened, Place};
use zkp_protocol::{Purpose, UnusableInput};

use crate::server::are_one_local_server;
use crate::{RequestError, UserAgent};

/// No challenge that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BeginError {
    /// The server gave none.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// PIN and pattern cannot be blinded, which happens with probability 2^-252.
    #[error(transparent)]
    Input(#[from] UnusableInput),
    /// The challenge cannot be used.
    #[error(transparent)]
    Open(OpenError),
}

impl From<OpenError> for BeginError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::ForeignOrigin { named, own } if are_one_local_server(&named, &own) => {
                Self::Request(RequestError::OtherLocalName { named, own })
            }
            other => Self::Open(other),
        }
    }
}

#[derive(Serialize)]
struct ChallengeForm<'a> {
    username: &'a str,
    #[serde(rename = "cipherKey")]
    cipher_key: &'a str,
}

#[derive(Deserialize)]
struct Challenge {
    challenge_data: String,
    proto_version: String,
}

impl UserAgent {
    /// Where a proof is given: the origin is the one that the user configured.
    pub(crate) fn place(&self, tenant: &str, auth_req_id: Option<&str>) -> Place {
        Place {
            tenant: tenant.to_owned(),
            origin: self.server().origin(),
            auth_req_id: auth_req_id.map(str::to_owned),
        }
    }

    /// Asks for a challenge and opens it. Gives it with the `cipherKey` that it was asked with.
    pub(crate) fn begin(
        &self,
        place: &Place,
        username: &str,
        purpose: Purpose,
        knowledge: &Knowledge,
        rng: &mut impl CryptoRng,
    ) -> Result<(Opened, String), BeginError> {
        let (state, cipher_key) =
            prover::Begin::new(place.clone(), username, purpose, knowledge, rng)?;
        let form = ChallengeForm {
            username,
            cipher_key: &cipher_key,
        };
        let answer = self.post_auth(&["challenge"], place, &form)?;
        let challenge: Challenge = self.connection().json(&answer)?;
        let opened = state.open(&challenge.proto_version, &challenge.challenge_data)?;
        Ok((opened, cipher_key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(named: &str, own: &str) -> BeginError {
        OpenError::ForeignOrigin {
            named: named.to_owned(),
            own: own.to_owned(),
        }
        .into()
    }

    #[test]
    fn another_name_of_this_machine_is_a_mistake_and_anything_else_an_attack() {
        assert_eq!(
            refused("http://localhost:8080", "http://127.0.0.1:8080").to_string(),
            "the server calls itself http://localhost:8080: use that URL instead of \
             http://127.0.0.1:8080"
        );
        for (named, own) in [
            ("http://localhost:8081", "http://127.0.0.1:8080"),
            ("https://other.example", "https://id.example"),
            ("http://localhost:8080", "https://id.example:8080"),
        ] {
            assert!(
                matches!(refused(named, own), BeginError::Open(_)),
                "{named}"
            );
        }
    }
}
