//! From an opened challenge and a picture to the secret, and from there to a proof.

use keepic::{BitErrorRate, Features, NoMatch, Recognisable, Recovery, Sketch, StretchError};
use rand_core::CryptoRng;

use super::Opened;
use crate::credential::Check;
use crate::{Action, Element, Proof, Purpose};

/// The secret was not found. Nothing is sent, and no other reason is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoverError {
    /// Picture, PIN or pattern is not the enrolled one, or the name has none.
    #[error("picture or PIN does not match")]
    NoMatch,
    /// The device could not stretch the PIN.
    #[error(transparent)]
    Stretch(#[from] StretchError),
}

/// The answer was not made. Nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The challenge was asked for with another purpose.
    #[error("this challenge was asked for with the purpose '{}'", .0.as_str())]
    OtherPurpose(Purpose),
    /// The key that the server wants the answer sealed to is of low order.
    #[error("the server's key cannot be used; try again")]
    UnusableKey,
}

/// A challenge whose secret has been found.
pub struct Recovered {
    pub(crate) opened: Opened,
    found: Found,
}

/// A secret that the check value confirms.
struct Found {
    recovery: Recovery,
    public_key: Element,
}

/// What is sent to finish, beside `username` and `cipherKey`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishMessage {
    /// `challenge_id`.
    pub challenge_id: String,
    /// `challenge_data`.
    pub challenge_data: String,
}

impl Opened {
    /// Rebuilds the secret from the picture.
    ///
    /// If the picture as it is does not match, it is tried turned, mirrored and with cut borders.
    /// That set always runs to its end, so the time does not tell a server which try matched.
    pub fn recover(self, picture: &impl Recognisable) -> Result<Recovered, RecoverError> {
        let sketch =
            Sketch::from_bytes(self.challenge.sketch).map_err(|_| RecoverError::NoMatch)?;
        let stretched = self.stretch(&self.challenge.salt)?;
        let attempt = |features: &Features| -> Result<Found, NoMatch> {
            let recovery = keepic::recover(
                features,
                &sketch,
                &stretched,
                &self.place.tenant,
                &self.challenge.handle,
            )?;
            let public_key =
                Element::decode(recovery.secret.public_key().as_bytes()).ok_or(NoMatch)?;
            if Check(self.challenge.check).accepts(self.handle(), &public_key) {
                Ok(Found {
                    recovery,
                    public_key,
                })
            } else {
                Err(NoMatch)
            }
        };
        let mut found = attempt(&picture.features());
        if found.is_err() {
            for hypothesis in picture.retry_set() {
                let another = attempt(&hypothesis.features);
                found = found.or(another);
            }
        }
        match found {
            Ok(found) => Ok(Recovered {
                opened: self,
                found,
            }),
            Err(NoMatch) => Err(RecoverError::NoMatch),
        }
    }
}

impl Recovered {
    /// How far the picture was from the enrolled one. To be told only after the proof.
    pub fn bit_error_rate(&self) -> BitErrorRate {
        self.found.recovery.bit_error_rate()
    }

    /// Signs in.
    pub fn sign_in(self, rng: &mut impl CryptoRng) -> Result<FinishMessage, AnswerError> {
        self.finish(Action::Login, rng)
    }

    /// Gives the user another e-mail address.
    pub fn change_email(
        self,
        user_id: &str,
        email: &str,
        rng: &mut impl CryptoRng,
    ) -> Result<FinishMessage, AnswerError> {
        self.finish(Action::Email { user_id, email }, rng)
    }

    fn finish(
        self,
        action: Action<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<FinishMessage, AnswerError> {
        let proof = self.prove(action, rng)?;
        let challenge = &self.opened.challenge;
        let challenge_data = self
            .opened
            .reply()
            .seal_proof(&challenge.reply_key, &proof, rng)
            .ok_or(AnswerError::UnusableKey)?;
        Ok(FinishMessage {
            challenge_id: challenge.id.clone(),
            challenge_data,
        })
    }

    pub(crate) fn prove(
        &self,
        action: Action<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Proof, AnswerError> {
        if self.opened.purpose != action.purpose() {
            return Err(AnswerError::OtherPurpose(self.opened.purpose));
        }
        let secret = self.found.recovery.secret.scalar();
        let statement = self.opened.statement(action);
        Ok(statement.prove(secret, &self.found.public_key, rng))
    }
}
