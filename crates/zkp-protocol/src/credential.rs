//! What the server keeps of a person's picture and PIN: nothing that gives either back.

use subtle::ConstantTimeEq as _;

use crate::transcript;
use crate::{Algorithm, Element};

/// Names a credential: 16 random bytes drawn at the begin of its enrolment.
///
/// It takes the place of a username in every derivation, so a renamed account keeps its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle([u8; 16]);

impl Handle {
    /// The handle as it comes from storage or a message.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The handle as it goes to storage or into a message.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Which OPRF seed a credential was enrolled under. A credential keeps its own until it is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OprfKeyVersion(pub u32);

/// One credential as the database holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its name.
    pub handle: Handle,
    /// Salt of the stretching of PIN and pattern, drawn by the client.
    pub salt: [u8; 32],
    /// The secure sketch W, least significant bit first, bit 1023 clear. Useless without the picture.
    pub sketch: [u8; 128],
    /// X = x·G, canonical and not the identity.
    pub public_key: [u8; 32],
    /// How the picture became the secret x.
    pub algorithm: Algorithm,
    /// The OPRF seed it was enrolled under.
    pub oprf_key_version: OprfKeyVersion,
    /// Whether it was enrolled without PIN and pattern, and is therefore served to known devices only.
    pub image_only: bool,
}

/// By what a client recognises that it has found the secret, before it tells the server anything.
#[derive(Clone, Copy)]
pub(crate) struct Check(pub(crate) [u8; 32]);

impl Check {
    /// The first 32 bytes of SHA-512(lp("secrets-vault/1 check", handle, X)).
    pub(crate) fn of(handle: Handle, public_key: &[u8; 32]) -> Self {
        let hash = transcript::hash(&[b"secrets-vault/1 check", &handle.0, public_key]);
        Self(hash.first_chunk().copied().unwrap_or_default())
    }

    /// Whether `public_key` is the one that was enrolled; takes the same time either way.
    pub(crate) fn accepts(&self, handle: Handle, public_key: &Element) -> bool {
        self.0
            .ct_eq(&Self::of(handle, public_key.as_bytes()).0)
            .into()
    }
}

/// Whether W is well formed: bit 1023 is clear.
pub(crate) fn is_sketch(sketch: &[u8; 128]) -> bool {
    sketch.last().is_some_and(|last| last & 0x80 == 0)
}

/// Who asks for a new credential: the fields of the request beside the commitment, as sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applicant<'a> {
    /// `username` of a registration or reset.
    pub username: Option<&'a str>,
    /// `email` of a registration.
    pub email: Option<&'a str>,
    /// `code` of a reset.
    pub code: Option<&'a str>,
}

/// `cred`: a new credential and who asks for it, in 64 bytes that the proofs of its enrolment cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialHash(pub(crate) [u8; 64]);

impl CredentialHash {
    /// SHA-512(lp(handle, algorithm, salt, sketch, X, username or "", email or "", code or "")).
    pub fn of(
        handle: Handle,
        algorithm: Algorithm,
        salt: &[u8; 32],
        sketch: &[u8; 128],
        public_key: &[u8; 32],
        applicant: &Applicant<'_>,
    ) -> Self {
        Self(transcript::hash(&[
            &handle.0,
            algorithm.as_str().as_bytes(),
            salt,
            sketch,
            public_key,
            applicant.username.unwrap_or("").as_bytes(),
            applicant.email.unwrap_or("").as_bytes(),
            applicant.code.unwrap_or("").as_bytes(),
        ]))
    }
}
