//! An authenticator in software, as WebAuthn describes one (sections 6 and 7): it makes passkeys, signs, and
//! lies where a test tells it to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::sha::sha256;
use openssl::sign::Signer;
use serde_json::{Value, json};

/// Flags of the authenticator data (WebAuthn, section 6.1).
const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const ATTESTED_CREDENTIAL: u8 = 0x40;

/// One passkey and the device that holds it.
#[derive(Clone, Debug)]
pub struct SoftToken {
    key: EcKey<Private>,
    credential_id: [u8; 32],
    /// The account's handle, which it was made for; None to withhold it.
    pub user_handle: Option<String>,
    /// Signatures so far; an authenticator that does not count stays at 0.
    pub counter: u32,
    /// What it does otherwise than it should.
    pub lies: Lies,
}

/// What an authenticator, or the browser before it, does otherwise than it should.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a lie of its own, told alone or with others"
)]
pub struct Lies {
    /// Nobody touched it.
    pub without_presence: bool,
    /// It did not ask for a finger or a PIN.
    pub without_verification: bool,
    /// The key is also elsewhere, and it says so.
    pub is_synchronized: bool,
    /// The page was at this origin.
    pub origin: Option<&'static str>,
    /// The page was of this domain.
    pub domain: Option<&'static str>,
    /// The browser did this instead of `webauthn.get` or `webauthn.create`.
    pub act: Option<&'static str>,
    /// Another key signs.
    pub has_wrong_key: bool,
}

impl SoftToken {
    /// A device with a key that nobody knows yet.
    pub fn new() -> Self {
        let mut credential_id = [0; 32];
        openssl::rand::rand_bytes(&mut credential_id).unwrap();
        Self {
            key: new_key(),
            credential_id,
            user_handle: None,
            counter: 0,
            lies: Lies::default(),
        }
    }

    /// The same device, which does otherwise than it should.
    #[must_use]
    pub fn lying(&self, lies: Lies) -> Self {
        Self {
            lies,
            ..self.clone()
        }
    }

    /// The credential id, base64url.
    pub fn id(&self) -> String {
        base64url(&self.credential_id)
    }

    /// Makes the passkey that `options` ask for, at a page of `origin`: the published API's form.
    pub fn register(&mut self, origin: &str, options: &Value) -> Value {
        self.user_handle = Some(options["user"]["id"].as_str().unwrap().to_owned());
        let domain = options["rp"]["id"].as_str().unwrap();
        let mut data = self.authenticator_data(domain, ATTESTED_CREDENTIAL);
        data.extend([0; 16]); // the model, which is nobody's business
        data.extend(
            u16::try_from(self.credential_id.len())
                .unwrap()
                .to_be_bytes(),
        );
        data.extend(self.credential_id);
        data.extend(self.public_key());
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        attestation.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        attestation.extend(data);
        json!({
            "id": self.id(),
            "raw_id": self.id(),
            "client_data_json": base64url(&self.client_data("webauthn.create", origin, options)),
            "attestation_object": base64url(&attestation),
            "transports": ["internal"],
            "authenticator_attachment": "platform",
        })
    }

    /// Signs what `options` ask for, at a page of `origin`: the published API's form, but for the fields
    /// `username` and `tenant_id`.
    pub fn sign(&mut self, origin: &str, options: &Value) -> Value {
        let data = self.authenticator_data(options["rpId"].as_str().unwrap(), 0);
        let client_data = self.client_data("webauthn.get", origin, options);
        let key = if self.lies.has_wrong_key {
            new_key()
        } else {
            self.key.clone()
        };
        let key = PKey::from_ec_key(key).unwrap();
        let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
        signer.update(&data).unwrap();
        signer.update(&sha256(&client_data)).unwrap();
        json!({
            "id": self.id(),
            "raw_id": self.id(),
            "client_data_json": base64url(&client_data),
            "authenticator_data": base64url(&data),
            "signature": base64url(&signer.sign_to_vec().unwrap()),
            "user_handle": self.user_handle,
            "authenticator_attachment": "platform",
        })
    }

    fn client_data(&self, act: &str, origin: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": self.lies.act.unwrap_or(act),
            "challenge": options["challenge"],
            "origin": self.lies.origin.unwrap_or(origin),
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn authenticator_data(&self, domain: &str, more: u8) -> Vec<u8> {
        let flag = |flag: u8, is_set: bool| if is_set { flag } else { 0 };
        let mut data = sha256(self.lies.domain.unwrap_or(domain).as_bytes()).to_vec();
        data.push(
            more | flag(USER_PRESENT, !self.lies.without_presence)
                | flag(USER_VERIFIED, !self.lies.without_verification)
                | flag(BACKUP_ELIGIBLE, self.lies.is_synchronized),
        );
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// The public key in COSE (RFC 9052): ES256 on P-256.
    fn public_key(&self) -> Vec<u8> {
        let (mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        let mut context = BigNumContext::new().unwrap();
        let point = self.key.public_key();
        point
            .affine_coordinates(self.key.group(), &mut x, &mut y, &mut context)
            .unwrap();
        let mut cose = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        cose.extend(x.to_vec_padded(32).unwrap());
        cose.extend(b"\x22\x58\x20");
        cose.extend(y.to_vec_padded(32).unwrap());
        cose
    }
}

impl Default for SoftToken {
    fn default() -> Self {
        Self::new()
    }
}

fn new_key() -> EcKey<Private> {
    EcKey::generate(&EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap()).unwrap()
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
