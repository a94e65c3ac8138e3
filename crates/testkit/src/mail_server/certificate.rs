//! A certificate for 127.0.0.1 that signs itself.

use std::path::PathBuf;
use std::sync::Arc;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Name};
use tempfile::TempDir;

/// A certificate and its key, in files that are removed with the last clone.
#[derive(Clone, Debug)]
pub struct Certificate(Arc<TempDir>);

impl Certificate {
    /// Makes a certificate for 127.0.0.1 and localhost.
    pub fn generate() -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let mut name = X509Name::builder().unwrap();
        name.append_entry_by_nid(Nid::COMMONNAME, "localhost")
            .unwrap();
        let name = name.build();
        let serial = BigNum::from_u32(1).unwrap().to_asn1_integer().unwrap();
        let mut certificate = X509::builder().unwrap();
        certificate.set_version(2).unwrap();
        certificate.set_serial_number(&serial).unwrap();
        certificate.set_subject_name(&name).unwrap();
        certificate.set_issuer_name(&name).unwrap();
        certificate.set_pubkey(&key).unwrap();
        certificate
            .set_not_before(&Asn1Time::days_from_now(0).unwrap())
            .unwrap();
        certificate
            .set_not_after(&Asn1Time::days_from_now(1).unwrap())
            .unwrap();
        let names = SubjectAlternativeName::new()
            .ip("127.0.0.1")
            .dns("localhost")
            .build(&certificate.x509v3_context(None, None))
            .unwrap();
        certificate.append_extension(names).unwrap();
        let authority = BasicConstraints::new().critical().ca().build().unwrap();
        certificate.append_extension(authority).unwrap();
        certificate.sign(&key, MessageDigest::sha256()).unwrap();

        let folder = TempDir::new().unwrap();
        let pem = certificate.build().to_pem().unwrap();
        let key = key.private_key_to_pem_pkcs8().unwrap();
        std::fs::write(folder.path().join("certificate.pem"), &pem).unwrap();
        std::fs::write(folder.path().join("both.pem"), [pem, key].concat()).unwrap();
        Self(Arc::new(folder))
    }

    /// The certificate, in a PEM file.
    pub fn path(&self) -> PathBuf {
        self.0.path().join("certificate.pem")
    }

    /// The certificate and its key, in a PEM file.
    pub fn with_key(&self) -> PathBuf {
        self.0.path().join("both.pem")
    }
}
