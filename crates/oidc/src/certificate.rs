//! Certificates, for those who read a key from one only.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::{X509, X509Name};
use sha2::{Digest as _, Sha256};

/// Longer than any key is published. Nobody trusts a key for its certificate.
const VALID_FOR: Duration = Duration::from_hours(10 * 365 * 24);

/// A certificate (RFC 5280) for an RSA key, signed by the key itself, as a member of `x5c`: DER in base64.
/// The same key has the same certificate always, on every node.
pub(crate) fn self_signed(
    key: &PKey<Private>,
    kid: &str,
    made_at: Timestamp,
) -> Result<String, ErrorStack> {
    let mut name = X509Name::builder()?;
    name.append_entry_by_nid(Nid::COMMONNAME, kid)?;
    let name = name.build();
    // A positive number of at most 20 bytes (RFC 5280, section 4.1.2.2).
    let digest = Sha256::digest(kid);
    let serial: Vec<u8> = std::iter::once(1)
        .chain(digest.into_iter().take(15))
        .collect();

    let mut certificate = X509::builder()?;
    certificate.set_version(2)?;
    certificate.set_serial_number(&*Asn1Integer::from_bn(&*BigNum::from_slice(&serial)?)?)?;
    certificate.set_subject_name(&name)?;
    certificate.set_issuer_name(&name)?;
    certificate.set_not_before(&*Asn1Time::from_unix(made_at.seconds())?)?;
    certificate.set_not_after(&*Asn1Time::from_unix(made_at.plus(VALID_FOR).seconds())?)?;
    certificate.set_pubkey(key)?;
    certificate.sign(key, MessageDigest::sha256())?;
    Ok(STANDARD.encode(certificate.build().to_der()?))
}

#[cfg(test)]
mod tests {
    use tenancy::SigningAlgorithm;

    use super::*;
    use crate::fixture::{NOW, keys};

    #[test]
    fn a_certificate_is_the_keys_own_and_the_same_every_time() {
        let mut keys = keys().into_iter();
        let key = keys
            .find(|key| key.algorithm == SigningAlgorithm::Rs256)
            .unwrap();
        let private = PKey::private_key_from_der(key.private_key.reveal()).unwrap();
        let text = self_signed(&private, &key.kid, NOW).unwrap();
        assert_eq!(self_signed(&private, &key.kid, NOW).unwrap(), text);

        let certificate = X509::from_der(&STANDARD.decode(&text).unwrap()).unwrap();
        let public = certificate.public_key().unwrap();
        assert!(certificate.verify(&public).unwrap());
        assert!(public.public_eq(&private));
        assert!(*certificate.not_before() == Asn1Time::from_unix(NOW.seconds()).unwrap());
        assert_eq!(certificate.subject_name().entries().count(), 1);
    }
}
