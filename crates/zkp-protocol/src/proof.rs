//! The proof that somebody knows x with X = x·G, bound to one challenge and one action: Schnorr's
//! (RFC 8235) with our transcript as its context.

use curve25519_dalek::ristretto::RistrettoPoint;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::group::{Element, Scalar, decode_scalar};
use crate::{Action, ChallengeHash, Handle, transcript};

/// What a proof states, beside the knowledge of x.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// The credential whose secret is proved.
    pub handle: Handle,
    /// The challenge that is answered.
    pub challenge: &'a ChallengeHash,
    /// The authorization request that this belongs to, if any.
    pub auth_req_id: Option<&'a str>,
    /// The web origin of the server as the client sees it, or as the server is configured.
    pub origin: &'a str,
    /// What is asked for.
    pub action: Action<'a>,
}

/// R and s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    commitment: Element,
    response: Scalar,
}

impl Proof {
    /// Reads R and s; nothing if R is not canonical or the identity, or s not below the order.
    pub fn decode(commitment: &[u8; 32], response: &[u8; 32]) -> Option<Self> {
        Some(Self {
            commitment: Element::decode(commitment)?,
            response: decode_scalar(response)?,
        })
    }

    /// R, encoded.
    pub const fn commitment(&self) -> &[u8; 32] {
        self.commitment.as_bytes()
    }

    /// s, encoded.
    pub const fn response(&self) -> &[u8; 32] {
        self.response.as_bytes()
    }
}

impl Statement<'_> {
    /// Proves the statement with `secret`, whose public key is `public_key`.
    ///
    /// r is hashed from the secret, the statement and 64 fresh bytes, so neither a weak random
    /// number generator nor a fault in the statement can make two proofs share it.
    pub fn prove(&self, secret: &Scalar, public_key: &Element, rng: &mut impl CryptoRng) -> Proof {
        let (r, commitment) = loop {
            let mut fresh = Zeroizing::new([0; 64]);
            rng.fill_bytes(&mut *fresh);
            let r = self.derive_nonce(secret, &fresh);
            // Nothing comes out for r = 0 only.
            if let Some(commitment) = Element::of(RistrettoPoint::mul_base(&r)) {
                break (r, commitment);
            }
        };
        let c = self.derive_challenge(public_key, &commitment);
        Proof {
            commitment,
            response: *r + c * secret,
        }
    }

    /// Whether `proof` proves the statement for `public_key`: s·G = R + c·X.
    ///
    /// All of it is public, so the time may depend on it.
    pub fn is_proved_by(&self, proof: &Proof, public_key: &Element) -> bool {
        let c = self.derive_challenge(public_key, &proof.commitment);
        RistrettoPoint::vartime_double_scalar_mul_basepoint(
            &-c,
            public_key.point(),
            &proof.response,
        ) == *proof.commitment.point()
    }

    /// c = SHA-512(lp("secrets-vault/1 proof", purpose, tenant, handle, X, R, `H_ch`, …)) mod L.
    pub(crate) fn derive_challenge(&self, public_key: &Element, commitment: &Element) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&transcript::hash(&[
            b"secrets-vault/1 proof",
            self.action.purpose().as_str().as_bytes(),
            self.tenant.as_bytes(),
            self.handle.as_bytes(),
            public_key.as_bytes(),
            commitment.as_bytes(),
            self.challenge.as_bytes(),
            self.auth_req_id.unwrap_or("").as_bytes(),
            self.origin.as_bytes(),
            &self.action.to_bytes(),
        ]))
    }

    /// r = SHA-512(lp("secrets-vault/1 r", x, fresh, purpose, tenant, handle, `H_ch`, …)) mod L.
    pub(crate) fn derive_nonce(&self, secret: &Scalar, fresh: &[u8; 64]) -> Zeroizing<Scalar> {
        let hash = Zeroizing::new(transcript::hash(&[
            b"secrets-vault/1 r",
            secret.as_bytes(),
            fresh,
            self.action.purpose().as_str().as_bytes(),
            self.tenant.as_bytes(),
            self.handle.as_bytes(),
            self.challenge.as_bytes(),
            self.auth_req_id.unwrap_or("").as_bytes(),
            self.origin.as_bytes(),
            &self.action.to_bytes(),
        ]));
        Zeroizing::new(Scalar::from_bytes_mod_order_wide(&hash))
    }
}

#[cfg(test)]
mod tests;
