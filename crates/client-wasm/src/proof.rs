//! The prover's states, from JavaScript. Each method that goes on to the next state uses up its own.

use keepic::{Recognisable as _, StretchCost};
use wasm_bindgen::prelude::wasm_bindgen;
use zkp_protocol::prover::{self, Place};
use zkp_protocol::{Applicant, Purpose};

use crate::code::Thrown;
use crate::{Knowledge, Picture, rng};

/// A begin that waits for its challenge.
#[wasm_bindgen]
pub struct Begin {
    state: prover::Begin,
    cipher_key: String,
}

#[wasm_bindgen]
impl Begin {
    /// Starts, with the purpose `login`, `enrol`, `change` or `email`. `origin` is `location.origin`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        tenant: String,
        origin: String,
        auth_req_id: Option<String>,
        username: &str,
        purpose: &str,
        knowledge: &Knowledge,
    ) -> Result<Self, Thrown> {
        let place = Place {
            tenant,
            origin,
            auth_req_id,
        };
        let purpose: Purpose = purpose.parse()?;
        let (state, cipher_key) =
            prover::Begin::new(place, username, purpose, &knowledge.0, &mut rng())?;
        Ok(Self { state, cipher_key })
    }

    /// The `cipherKey` to ask for a challenge with, and to finish with.
    #[wasm_bindgen(getter, js_name = cipherKey)]
    pub fn cipher_key(&self) -> String {
        self.cipher_key.clone()
    }

    /// The same begin at the cost of the published test vectors, at which it meets no real
    /// credential. With it anybody can hold this very package to the vectors.
    #[must_use]
    #[wasm_bindgen(js_name = atCostOfTestVectors)]
    pub fn at_cost_of_test_vectors(self) -> Self {
        Self {
            state: self.state.at_cost(StretchCost::INSECURE_FOR_TEST_VECTORS),
            ..self
        }
    }

    /// Opens the server's answer.
    pub fn open(self, proto_version: &str, challenge_data: &str) -> Result<Opened, Thrown> {
        Ok(Opened(self.state.open(proto_version, challenge_data)?))
    }
}

/// A challenge that has been opened.
#[wasm_bindgen]
pub struct Opened(prover::Opened);

#[wasm_bindgen]
impl Opened {
    /// Rebuilds the secret from the picture: the costly step of a sign-in.
    pub fn recover(self, picture: &Picture) -> Result<Recovered, Thrown> {
        Ok(Recovered(self.0.recover(&picture.impression)?))
    }

    /// Enrols the picture: the costly step of a registration. Gives `encrypted_commitment`, which
    /// covers the fields of the request that it is sent with; no text stands for no field.
    pub fn enrol(
        self,
        picture: &Picture,
        username: &str,
        email: &str,
        code: &str,
    ) -> Result<String, Thrown> {
        let applicant = Applicant {
            username: Some(username),
            email: Some(email),
            code: Some(code),
        };
        let features = picture.impression.features();
        Ok(self.0.enrol(&features, &applicant, &mut rng())?)
    }

    /// Enrols the picture in place of the one whose secret was found for the purpose `change`. Gives
    /// `encrypted_commitment`.
    #[wasm_bindgen(js_name = enrolInPlaceOf)]
    pub fn enrol_in_place_of(
        self,
        old: &Recovered,
        user_id: &str,
        picture: &Picture,
    ) -> Result<String, Thrown> {
        let features = picture.impression.features();
        let opened = self.0;
        Ok(opened.enrol_in_place_of(&old.0, user_id, &features, &mut rng())?)
    }
}

/// A secret that has been found.
#[wasm_bindgen]
pub struct Recovered(prover::Recovered);

#[wasm_bindgen]
impl Recovered {
    /// How many feature bits differed from the enrolled picture.
    #[wasm_bindgen(getter, js_name = errorBits)]
    pub fn error_bits(&self) -> u16 {
        self.0.bit_error_rate().error_bits()
    }

    /// How many feature bits there are.
    #[wasm_bindgen(getter, js_name = countBits)]
    pub fn count_bits(&self) -> u16 {
        self.0.bit_error_rate().count_bits()
    }

    /// The share of differing bits in per cent, as the published API writes it.
    #[wasm_bindgen(getter, js_name = errorPercent)]
    pub fn error_percent(&self) -> String {
        self.0.bit_error_rate().percent_text()
    }

    /// Signs in.
    #[wasm_bindgen(js_name = signIn)]
    pub fn sign_in(self) -> Result<FinishMessage, Thrown> {
        Ok(FinishMessage::of(self.0.sign_in(&mut rng())?))
    }

    /// Gives the user another e-mail address, for the purpose `email`.
    #[wasm_bindgen(js_name = changeEmail)]
    pub fn change_email(self, user_id: &str, email: &str) -> Result<FinishMessage, Thrown> {
        let message = self.0.change_email(user_id, email, &mut rng())?;
        Ok(FinishMessage::of(message))
    }
}

/// What is sent to finish, beside what the form says itself.
#[wasm_bindgen]
pub struct FinishMessage {
    challenge_id: String,
    challenge_data: String,
}

impl FinishMessage {
    fn of(message: prover::FinishMessage) -> Self {
        Self {
            challenge_id: message.challenge_id,
            challenge_data: message.challenge_data,
        }
    }
}

#[wasm_bindgen]
impl FinishMessage {
    /// `challenge_id`.
    #[wasm_bindgen(getter, js_name = challengeId)]
    pub fn challenge_id(&self) -> String {
        self.challenge_id.clone()
    }

    /// `challenge_data`.
    #[wasm_bindgen(getter, js_name = challengeData)]
    pub fn challenge_data(&self) -> String {
        self.challenge_data.clone()
    }
}
