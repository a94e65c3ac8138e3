//! The algorithm `Ed25519` (RFC 9864, section 2.2): what `EdDSA` is with keys on that curve, by a name that says so.

use josekit::JoseError;
use josekit::jwk::Jwk;
use josekit::jws::alg::eddsa::EddsaJwsVerifier;
use josekit::jws::{EdDSA, JwsAlgorithm, JwsVerifier};

#[derive(Clone, Debug)]
struct Ed25519;

impl JwsAlgorithm for Ed25519 {
    fn name(&self) -> &'static str {
        "Ed25519"
    }

    fn box_clone(&self) -> Box<dyn JwsAlgorithm> {
        Box::new(self.clone())
    }
}

/// Verifies signatures whose header says `Ed25519`.
#[derive(Clone, Debug)]
pub(super) struct Ed25519Verifier(EddsaJwsVerifier);

impl Ed25519Verifier {
    /// A verifier for a key on that curve and no other.
    pub(super) fn from_jwk(key: &Jwk) -> Result<Self, JoseError> {
        if key.curve() == Some("Ed25519") {
            EdDSA.verifier_from_jwk(key).map(Self)
        } else {
            let problem = std::io::Error::other("the key is on another curve");
            Err(JoseError::InvalidKeyFormat(problem.into()))
        }
    }
}

impl JwsVerifier for Ed25519Verifier {
    fn algorithm(&self) -> &dyn JwsAlgorithm {
        &Ed25519
    }

    fn key_id(&self) -> Option<&str> {
        self.0.key_id()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        self.0.verify(message, signature)
    }

    fn box_clone(&self) -> Box<dyn JwsVerifier> {
        Box::new(self.clone())
    }
}
