//! The server's answer to a begin: everything the client needs to rebuild its secret, sealed.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::credential::is_sketch;
use crate::field::{decode, decode_exact, encode};
use crate::sealed::{self, OVERHEAD, ReceivingKey};
use crate::transcript::{self, lp};
use crate::{CipherKey, json};

/// How long a challenge may be answered, in seconds.
pub const CHALLENGE_SECONDS: u16 = 120;

const INFO: &[u8] = b"secrets-vault/1 challenge";

/// No honest challenge is longer, whatever its origin: bounds the work for a false one.
const LONGEST: usize = 4096;

/// The plaintext of `challenge_data`, field by field as the JSON has them.
///
/// Every field but `origin`, which one server never changes, has a fixed length, so the length of
/// the message tells nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Challenge {
    /// `b64` of 32 random bytes; the text itself is what transcripts cover.
    #[serde(rename = "challenge_id")]
    pub(crate) id: String,
    #[serde(with = "crate::field::bytes")]
    pub(crate) nonce: [u8; 32],
    #[serde(with = "crate::field::bytes")]
    pub(crate) evaluated: [u8; 32],
    #[serde(with = "crate::field::bytes")]
    pub(crate) handle: [u8; 16],
    #[serde(with = "crate::field::bytes")]
    pub(crate) salt: [u8; 32],
    #[serde(with = "crate::field::bytes")]
    pub(crate) sketch: [u8; 128],
    #[serde(with = "crate::field::bytes")]
    pub(crate) check: [u8; 32],
    #[serde(with = "crate::field::bytes")]
    pub(crate) reply_key: [u8; 32],
    pub(crate) origin: String,
    pub(crate) expires_in: u16,
}

/// `H_ch`: one challenge and the request that it answers, in 64 bytes that every proof covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChallengeHash([u8; 64]);

impl ChallengeHash {
    /// The hash as it comes from storage.
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The hash as it goes to storage.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    fn of(request: &Request<'_>, json: &[u8]) -> Self {
        Self(transcript::hash(&[
            INFO,
            request.tenant.as_bytes(),
            request.username.as_bytes(),
            request.cipher_key.as_bytes(),
            json,
        ]))
    }
}

/// The request that a challenge answers, as sent.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) username: &'a str,
    pub(crate) cipher_key: &'a str,
}

impl Request<'_> {
    fn aad(&self) -> Vec<u8> {
        lp(&[
            self.tenant.as_bytes(),
            self.username.as_bytes(),
            self.cipher_key.as_bytes(),
        ])
    }

    /// Seals `challenge` as `challenge_data`; nothing if the client's key is of low order.
    pub(crate) fn seal(
        &self,
        cipher_key: &CipherKey,
        challenge: &Challenge,
        rng: &mut impl CryptoRng,
    ) -> Option<(String, ChallengeHash)> {
        let json = json::write(challenge);
        let sealed = sealed::seal(&cipher_key.reply_to, INFO, &self.aad(), &json, rng)?;
        Some((encode(&sealed), ChallengeHash::of(self, &json)))
    }

    /// Opens `challenge_data`; nothing unless it answers this request and is well formed.
    pub(crate) fn open(
        &self,
        key: &ReceivingKey,
        challenge_data: &str,
    ) -> Option<(Challenge, ChallengeHash)> {
        if challenge_data.len() > LONGEST + OVERHEAD {
            return None;
        }
        let json = key.open(INFO, &self.aad(), &decode(challenge_data)?)?;
        let challenge: Challenge = json::read(&json)?;
        let well_formed = decode_exact::<32>(&challenge.id).is_some()
            && is_sketch(&challenge.sketch)
            && challenge.expires_in == CHALLENGE_SECONDS;
        well_formed.then(|| (challenge, ChallengeHash::of(self, &json)))
    }
}
