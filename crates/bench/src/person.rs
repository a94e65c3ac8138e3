//! The person's side of the protocol.

use keepic::{Features, Knowledge, Picture, StretchCost, specimen};
use rand_core::CryptoRng;
use zkp_protocol::prover::{Begin, FinishMessage, Opened, Place};
use zkp_protocol::{Applicant, Purpose};

use crate::Failure;

/// Side of a drawn picture, in pixels: the smallest that may be enrolled.
const SIDE: u32 = 256;

/// Somebody with a picture and a PIN.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) username: String,
    pub(crate) picture: Picture,
    pub(crate) knowledge: Knowledge,
    cost: StretchCost,
}

impl Person {
    /// A person whose PIN is stretched as version "1" says.
    pub(crate) fn new(username: &str, picture: Picture) -> Result<Self, Failure> {
        Ok(Self {
            username: username.to_owned(),
            picture,
            knowledge: Knowledge {
                pin: Some("830519".parse()?),
                pattern: None,
            },
            cost: StretchCost::VERSION_1,
        })
    }

    /// A person with a drawn picture, who costs the machine that measures a server next to nothing.
    pub(crate) fn drawn(number: u32) -> Result<Self, Failure> {
        let picture = specimen::opaque(number + 1, SIDE, SIDE)?;
        Ok(Self {
            cost: StretchCost::INSECURE_FOR_TEST_VECTORS,
            ..Self::new(&format!("person-{number}"), picture)?
        })
    }

    /// Begins, and gives the `cipherKey` to send.
    pub(crate) fn begin(&self, place: Place, purpose: Purpose) -> Result<(Begin, String), Failure> {
        let (begin, cipher_key) =
            Begin::new(place, &self.username, purpose, &self.knowledge, &mut rng())?;
        Ok((begin.at_cost(self.cost), cipher_key))
    }

    /// Enrols by an invitation's code, and gives `encrypted_commitment`.
    pub(crate) fn commit(&self, opened: Opened, code: &str) -> Result<String, Failure> {
        let applicant = Applicant {
            username: Some(&self.username),
            email: None,
            code: Some(code),
        };
        Ok(opened.enrol(&Features::of(&self.picture), &applicant, &mut rng())?)
    }

    /// Answers a challenge.
    pub(crate) fn prove(&self, opened: Opened) -> Result<FinishMessage, Failure> {
        Ok(opened.recover(&self.picture)?.sign_in(&mut rng())?)
    }
}

fn rng() -> impl CryptoRng {
    client::operating_system_rng()
}
