//! `encrypted_commitment`: a new credential with the proofs of its enrolment, sealed.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::credential::is_sketch;
use crate::field::{decode, decode_exact, encode};
use crate::finish::Reply;
use crate::sealed::{self, OVERHEAD, ReceivingKey};
use crate::{Algorithm, Applicant, CredentialHash, Handle, MalformedField, Proof, json};

const INFO: &[u8] = b"secrets-vault/1 enrol";

/// Length of the plaintext with an old proof. Without one it is filled up with spaces, which JSON
/// allows at its end, so that the length does not tell how a change was authorized.
const LENGTH: usize = 604;

/// The plaintext, field by field as the JSON has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commitment {
    pub(crate) algorithm: String,
    #[serde(with = "crate::field::bytes")]
    pub(crate) salt: [u8; 32],
    #[serde(with = "crate::field::bytes")]
    pub(crate) sketch: [u8; 128],
    #[serde(with = "crate::field::bytes")]
    pub(crate) public_key: [u8; 32],
    pub(crate) proof: WireProof,
    pub(crate) old_proof: Option<OldProof>,
}

/// A proof as the JSON has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WireProof {
    #[serde(rename = "R", with = "crate::field::bytes")]
    commitment: [u8; 32],
    #[serde(rename = "s", with = "crate::field::bytes")]
    response: [u8; 32],
}

/// The proof of the credential that is replaced, for a challenge of purpose `change`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OldProof {
    pub(crate) challenge_id: String,
    #[serde(rename = "R", with = "crate::field::bytes")]
    commitment: [u8; 32],
    #[serde(rename = "s", with = "crate::field::bytes")]
    response: [u8; 32],
}

impl WireProof {
    pub(crate) fn of(proof: &Proof) -> Self {
        Self {
            commitment: *proof.commitment(),
            response: *proof.response(),
        }
    }

    pub(crate) fn decode(&self) -> Option<Proof> {
        Proof::decode(&self.commitment, &self.response)
    }
}

impl OldProof {
    pub(crate) fn of(challenge_id: String, proof: &Proof) -> Self {
        Self {
            challenge_id,
            commitment: *proof.commitment(),
            response: *proof.response(),
        }
    }

    pub(crate) fn decode(&self) -> Option<Proof> {
        Proof::decode(&self.commitment, &self.response)
    }
}

impl Commitment {
    /// `cred` of the new credential; nothing if its algorithm is unknown or its sketch malformed.
    pub(crate) fn hash(&self, handle: Handle, applicant: &Applicant<'_>) -> Option<CredentialHash> {
        let algorithm = Algorithm::parse(&self.algorithm)?;
        is_sketch(&self.sketch).then(|| {
            CredentialHash::of(
                handle,
                algorithm,
                &self.salt,
                &self.sketch,
                &self.public_key,
                applicant,
            )
        })
    }
}

impl Reply<'_> {
    /// Seals a commitment as `encrypted_commitment`; nothing if the server's key is of low order.
    pub(crate) fn seal_commitment(
        &self,
        reply_key: &[u8; 32],
        commitment: &Commitment,
        rng: &mut impl CryptoRng,
    ) -> Option<String> {
        let mut plaintext = json::write(commitment);
        plaintext.resize(plaintext.len().max(LENGTH), b' ');
        let sealed = sealed::seal(reply_key, INFO, &self.aad(), &plaintext, rng)?;
        Some(format!("{}.{}", self.challenge_id, encode(&sealed)))
    }

    /// Opens a commitment; nothing unless it answers this challenge and is well formed.
    ///
    /// The spaces at the end only hide a length from whoever reads along: none are insisted on.
    pub(crate) fn open_commitment(
        &self,
        key: &ReceivingKey,
        sealed: &SealedCommitment<'_>,
    ) -> Option<Commitment> {
        let plaintext = key.open(INFO, &self.aad(), &sealed.sealed)?;
        json::read(plaintext.trim_ascii_end())
    }
}

/// `encrypted_commitment` as it arrives: taken apart, and not yet opened.
pub(crate) struct SealedCommitment<'a> {
    pub(crate) challenge_id: &'a str,
    sealed: Vec<u8>,
}

impl<'a> SealedCommitment<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, MalformedField> {
        Self::read(text).ok_or(MalformedField {
            field: "encrypted_commitment",
            expected: "a challenge_id and a sealed message, both in base64url without padding, \
                       joined by '.'",
        })
    }

    fn read(text: &'a str) -> Option<Self> {
        // Looks at the length first, so that an oversized field costs nothing.
        if text.len() > 43 + 1 + ((LENGTH + OVERHEAD) * 4).div_ceil(3) {
            return None;
        }
        let (challenge_id, sealed) = text.split_once('.')?;
        decode_exact::<32>(challenge_id)?;
        Some(Self {
            challenge_id,
            sealed: decode(sealed)?,
        })
    }
}
