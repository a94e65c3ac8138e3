//! The first two messages of the protocol, written from its description and not from the client:
//! it shows what a challenge says, to whoever may open it.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem, OpModeR};
use keepic::{Knowledge, lp};
use serde::Deserialize;
use serde_json::json;
use zkp_protocol::{Blinding, CipherKey, Element, Purpose, ReceivingKey};

use super::{Answer, Browser, Tenant};

/// A begin that can be sent, more than once and for several names.
pub(crate) struct Begin {
    receiving: ReceivingKey,
    blinding: Blinding,
    pub(crate) cipher_key: String,
}

/// What a challenge says; the text of each field as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Challenge {
    #[serde(rename = "challenge_id")]
    pub(crate) id: String,
    pub(crate) evaluated: String,
    pub(crate) handle: String,
    pub(crate) salt: String,
    pub(crate) sketch: String,
    pub(crate) check: String,
}

impl Begin {
    pub(crate) fn new(purpose: Purpose, knowledge: &Knowledge) -> Self {
        let rng = &mut client::operating_system_rng();
        let (receiving, reply_to) = ReceivingKey::generate(rng);
        let blinding = Blinding::new(&knowledge.pinb(), rng).unwrap();
        let blinded = *blinding.blinded();
        let cipher_key = CipherKey {
            reply_to,
            blinded,
            purpose,
        }
        .to_string();
        Self {
            receiving,
            blinding,
            cipher_key,
        }
    }

    /// Asks for a challenge.
    pub(crate) fn send(&self, browser: &Browser, tenant: &Tenant, username: &str) -> Answer {
        let form = json!({"username": username, "cipherKey": self.cipher_key});
        browser.post_json(&tenant.auth("challenge"), &form)
    }

    /// Opens the challenge that `answer` brings.
    pub(crate) fn open(&self, answer: &Answer, tenant: &Tenant, username: &str) -> Challenge {
        assert_eq!(answer.status, 200, "{answer}");
        let sealed = decode(answer.json()["challenge_data"].as_str().unwrap());
        let (enc, ciphertext) = sealed.split_at(32);
        let names = [
            tenant.id.as_bytes(),
            username.as_bytes(),
            self.cipher_key.as_bytes(),
        ];
        let json = hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &<X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(self.receiving.reveal()).unwrap(),
            &<X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(enc).unwrap(),
            b"secrets-vault/1 challenge",
            ciphertext,
            &lp(&names),
        );
        serde_json::from_slice(&json.unwrap()).unwrap()
    }

    /// The output of the oblivious function.
    pub(crate) fn oprf_output(&self, challenge: &Challenge) -> Vec<u8> {
        let evaluated = decode(&challenge.evaluated).try_into().unwrap();
        self.blinding
            .finalize(&Element::decode(&evaluated).unwrap())
            .to_vec()
    }
}

impl Challenge {
    /// What stays the same from begin to begin.
    pub(crate) fn lasting(&self) -> [&str; 4] {
        [&self.handle, &self.salt, &self.sketch, &self.check]
    }
}

/// The bytes of a base64url field.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    BASE64URL.decode(text).unwrap()
}
