//! What must not leave a client, worked out from the protocol's and the picture scheme's
//! descriptions for somebody who is enrolled.

use client::Picture;
use hkdf::Hkdf;
use keepic::{Features, Sketch, StretchCost, Stretched, bch, lp};
use sha2::{Digest as _, Sha512};
use zkp_protocol::Purpose;

use crate::harness::{Begin, Browser, Person, Tenant, decode};

/// The secrets of one person.
pub(super) struct Secrets {
    file: Vec<u8>,
    picture: Picture,
    features: Features,
    oprf_output: Vec<u8>,
    stretched: Stretched,
    message: Vec<u8>,
    secret: keepic::Secret,
}

impl Secrets {
    /// Begins once more in their place, and goes the way from the challenge to the secret.
    pub(super) fn of(tenant: &Tenant, person: &Person) -> Self {
        let (picture, knowledge) = (person.picture(), person.knowledge());
        let begin = Begin::new(Purpose::Login, &knowledge);
        let answer = begin.send(&Browser::new(), tenant, &person.username);
        let challenge = begin.open(&answer, tenant, &person.username);
        let (handle, sketch) = (decode(&challenge.handle), decode(&challenge.sketch));
        let oprf_output = begin.oprf_output(&challenge);
        let salt = decode(&challenge.salt).try_into().unwrap();
        let cost = StretchCost::VERSION_1;
        let stretched = keepic::stretch(
            &knowledge.pinb(),
            &oprf_output,
            &salt,
            &tenant.id,
            &handle,
            cost,
        )
        .unwrap();

        let features = Features::of(&picture);
        let message = message(&sketch, &features, &stretched);
        let sketch = Sketch::from_bytes(sketch.try_into().unwrap()).unwrap();
        let recovery =
            keepic::recover(&features, &sketch, &stretched, &tenant.id, &handle).unwrap();
        let secret = recovery.secret;
        assert_eq!(
            check(&handle, &secret),
            decode(&challenge.check),
            "these are the secrets"
        );
        let file = std::fs::read(&person.photo).unwrap();
        Self {
            file,
            picture,
            features,
            oprf_output,
            stretched,
            message,
            secret,
        }
    }

    /// Each secret with its name.
    pub(super) fn bytes(&self) -> Vec<(&'static str, Vec<u8>)> {
        vec![
            (
                "F, the picture's features",
                self.features.as_bytes().to_vec(),
            ),
            ("the oblivious function's output", self.oprf_output.clone()),
            ("P, the stretched PIN", self.stretched.as_bytes().to_vec()),
            ("m, the message", self.message.clone()),
            ("x, the secret", self.secret.scalar().as_bytes().to_vec()),
        ]
    }

    /// Runs of bytes from all over the picture: from its file and from its pixels.
    pub(super) fn picture_runs(&self) -> impl Iterator<Item = (usize, Vec<u8>)> {
        let runs = |bytes: &[u8]| {
            let step = bytes.len() / 64;
            let varied = |run: &[u8]| run.iter().any(|byte| *byte != run[0]);
            let runs = (0..63).map(|index| (index * step, bytes[index * step..][..24].to_vec()));
            runs.filter(|(_, run)| varied(run)).collect::<Vec<_>>()
        };
        let (file, pixels) = (runs(&self.file), runs(self.picture.rgba()));
        assert!(
            file.len() > 50 && pixels.len() > 10,
            "a photograph is not of one colour"
        );
        file.into_iter().chain(pixels)
    }
}

/// m, from the sketch W = C ^ F ^ mask(P).
fn message(sketch: &[u8], features: &Features, stretched: &Stretched) -> Vec<u8> {
    let mut word = [0; 128];
    Hkdf::<Sha512>::new(Some(b"keepic-1"), stretched.as_bytes())
        .expand(b"mask", &mut word)
        .unwrap();
    word[127] &= 0x7f;
    for ((out, sketch), feature) in word.iter_mut().zip(sketch).zip(features.as_bytes()) {
        *out ^= sketch ^ feature;
    }
    bch::decode(&word).unwrap().message.as_bytes().to_vec()
}

/// By what a client knows that it has found the secret.
fn check(handle: &[u8], secret: &keepic::Secret) -> Vec<u8> {
    let public_key = secret.public_key();
    let parts = [b"secrets-vault/1 check", handle, public_key.as_bytes()];
    Sha512::digest(lp(&parts))[..32].to_vec()
}
