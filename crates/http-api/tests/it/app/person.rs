//! People, who do their side of the protocol.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use keepic::{Features, Knowledge, Picture, StretchCost, specimen};
use zkp_protocol::prover::{Begin, FinishMessage, Opened, Place};
use zkp_protocol::{Applicant, Purpose};

use super::PUBLIC_URL;

/// Somebody with a drawn picture and a PIN, whose stretching costs next to nothing.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) username: String,
    picture: Picture,
    knowledge: Knowledge,
}

impl Person {
    pub(super) fn named(username: &str) -> Self {
        Self {
            username: username.to_owned(),
            picture: specimen::opaque(1, 256, 256).unwrap(),
            knowledge: Knowledge {
                pin: Some("830519".parse().unwrap()),
                pattern: None,
            },
        }
    }

    /// Begins, and gives the `cipherKey` to send.
    pub(super) fn begin(
        &self,
        tenant: &str,
        auth_req_id: Option<&str>,
        purpose: Purpose,
    ) -> (Begin, String) {
        let place = Place {
            tenant: tenant.to_owned(),
            origin: PUBLIC_URL.to_owned(),
            auth_req_id: auth_req_id.map(str::to_owned),
        };
        let (begin, cipher_key) = Begin::new(
            place,
            &self.username,
            purpose,
            &self.knowledge,
            &mut UnwrapErr(SysRng),
        )
        .unwrap();
        let begin = begin.at_cost(StretchCost::INSECURE_FOR_TEST_VECTORS);
        (begin, cipher_key)
    }

    /// Accepts an invitation, and gives `encrypted_commitment`.
    pub(super) fn commit(&self, opened: Opened, code: &str) -> String {
        let applicant = Applicant {
            username: Some(&self.username),
            email: None,
            code: Some(code),
        };
        let features = Features::of(&self.picture);
        let commitment = opened.enrol(&features, &applicant, &mut UnwrapErr(SysRng));
        commitment.unwrap()
    }

    /// Answers a challenge.
    pub(super) fn prove(&self, opened: Opened) -> FinishMessage {
        let recovered = opened.recover(&self.picture).unwrap();
        recovered.sign_in(&mut UnwrapErr(SysRng)).unwrap()
    }
}
