//! `challenge_data` of a finish: R ‖ s, sealed to the key that the challenge named.

use rand_core::CryptoRng;

use crate::field::{decode_exact, encode};
use crate::sealed::{self, OVERHEAD, ReceivingKey};
use crate::transcript::lp;
use crate::{MalformedField, Proof, Purpose};

const INFO: &[u8] = b"secrets-vault/1 proof";

/// Which challenge a message to the server answers.
#[derive(Clone, Copy)]
pub(crate) struct Reply<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) purpose: Purpose,
    pub(crate) challenge_id: &'a str,
    pub(crate) cipher_key: &'a str,
}

impl Reply<'_> {
    /// lp(tenant, purpose, challenge id, cipherKey).
    pub(crate) fn aad(&self) -> Vec<u8> {
        lp(&[
            self.tenant.as_bytes(),
            self.purpose.as_str().as_bytes(),
            self.challenge_id.as_bytes(),
            self.cipher_key.as_bytes(),
        ])
    }

    /// Seals `proof` as `challenge_data`; nothing if the server's key is of low order.
    pub(crate) fn seal_proof(
        &self,
        reply_key: &[u8; 32],
        proof: &Proof,
        rng: &mut impl CryptoRng,
    ) -> Option<String> {
        let plaintext = [*proof.commitment(), *proof.response()].concat();
        let sealed = sealed::seal(reply_key, INFO, &self.aad(), &plaintext, rng)?;
        Some(encode(&sealed))
    }

    /// Opens a sealed proof; nothing unless it answers this challenge and is well formed.
    pub(crate) fn open_proof(&self, key: &ReceivingKey, sealed: &SealedProof) -> Option<Proof> {
        let plaintext = key.open(INFO, &self.aad(), &sealed.0)?;
        let (commitment, response) = plaintext.split_at_checked(32)?;
        Proof::decode(commitment.try_into().ok()?, response.try_into().ok()?)
    }
}

/// `challenge_data` as it arrives: of the right length, and not yet opened.
pub(crate) struct SealedProof([u8; 64 + OVERHEAD]);

impl SealedProof {
    pub(crate) fn parse(challenge_data: &str) -> Result<Self, MalformedField> {
        decode_exact(challenge_data)
            .map(Self)
            .ok_or(MalformedField {
                field: "challenge_data",
                expected: "112 bytes in base64url without padding",
            })
    }
}
