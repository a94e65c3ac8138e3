//! `EdDSA` with Ed25519 (RFC 8037), in a third of the time that OpenSSL takes for it.

use std::array::TryFromSliceError;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use josekit::JoseError;
use josekit::jws::{EdDSA, JwsAlgorithm, JwsSigner, JwsVerifier};
use openssl::pkey::{PKey, Private};
use zeroize::Zeroizing;

use super::KeyError;

/// Signs with a private key. It is wiped when dropped.
#[derive(Clone, Debug)]
pub(super) struct Ed25519Signer(SigningKey);

/// Verifies with a public key.
#[derive(Clone, Debug)]
pub(super) struct Ed25519Verifier(VerifyingKey);

/// The two halves of a key.
///
/// # Errors
/// It is no Ed25519 key.
pub(super) fn halves(key: &PKey<Private>) -> Result<(Ed25519Signer, Ed25519Verifier), KeyError> {
    let seed = Zeroizing::new(key.raw_private_key()?);
    let seed = seed.as_slice().try_into();
    let seed =
        seed.map_err(|error: TryFromSliceError| JoseError::InvalidKeyFormat(error.into()))?;
    let key = SigningKey::from_bytes(seed);
    let public = key.verifying_key();
    Ok((Ed25519Signer(key), Ed25519Verifier(public)))
}

impl JwsSigner for Ed25519Signer {
    fn algorithm(&self) -> &dyn JwsAlgorithm {
        &EdDSA
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn signature_len(&self) -> usize {
        Signature::BYTE_SIZE
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }

    fn box_clone(&self) -> Box<dyn JwsSigner> {
        Box::new(self.clone())
    }
}

impl JwsVerifier for Ed25519Verifier {
    fn algorithm(&self) -> &dyn JwsAlgorithm {
        &EdDSA
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        let refused =
            |error: ed25519_dalek::SignatureError| JoseError::InvalidSignature(error.into());
        let signature = Signature::from_slice(signature).map_err(refused)?;
        self.0.verify_strict(message, &signature).map_err(refused)
    }

    fn box_clone(&self) -> Box<dyn JwsVerifier> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_signs_what_openssl_signs_and_each_verifies_the_other() {
        for length in [0, 1, 64, 1000] {
            let message = vec![7; length];
            let key = PKey::generate_ed25519().unwrap();
            let der = key.private_key_to_pkcs8().unwrap();
            let public = key.public_key_to_der().unwrap();
            let theirs = EdDSA.signer_from_der(der).unwrap().sign(&message).unwrap();
            let (signer, verifier) = halves(&key).unwrap();
            let ours = signer.sign(&message).unwrap();
            assert_eq!(ours, theirs);
            assert_eq!(ours.len(), signer.signature_len());
            verifier.verify(&message, &theirs).unwrap();
            let openssl = EdDSA.verifier_from_der(public).unwrap();
            openssl.verify(&message, &ours).unwrap();
        }
    }

    #[test]
    fn what_was_altered_is_refused() {
        let key = PKey::generate_ed25519().unwrap();
        let (signer, verifier) = halves(&key).unwrap();
        let signature = signer.sign(b"message").unwrap();
        assert!(verifier.verify(b"another", &signature).is_err());
        for index in 0..signature.len() {
            let mut altered = signature.clone();
            altered[index] ^= 1;
            assert!(verifier.verify(b"message", &altered).is_err(), "{index}");
        }
        assert!(verifier.verify(b"message", &signature[1..]).is_err());
        // A signature of which both parts are nothing.
        assert!(verifier.verify(b"message", &[0; 64]).is_err());
    }

    #[test]
    fn another_kind_of_key_has_no_such_halves() {
        let key = PKey::generate_x448().unwrap();
        assert!(halves(&key).is_err());
    }
}
