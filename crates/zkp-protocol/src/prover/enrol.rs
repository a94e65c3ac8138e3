//! From an opened challenge and a new picture to `encrypted_commitment`.

use keepic::{Enrolment, Features, StretchError};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{AnswerError, Opened, Recovered};
use crate::commitment::{Commitment, OldProof, WireProof};
use crate::{ALGORITHM_VERSION, Action, Algorithm, Applicant, CredentialHash, Element, Purpose};

/// The enrolment was not made. Nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The device could not stretch the PIN.
    #[error(transparent)]
    Stretch(#[from] StretchError),
    /// The challenge cannot be answered.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The drawn randomness gives a secret of zero, which happens with probability 2^-252.
    #[error("the enrolment did not succeed; try again")]
    ZeroSecret,
}

impl Opened {
    /// Enrols a picture that has passed the quality gate, for a registration or a reset, or for a
    /// change that a recent passkey authorizes (with an empty applicant).
    ///
    /// Gives `encrypted_commitment`.
    pub fn enrol(
        self,
        features: &Features,
        applicant: &Applicant<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<String, EnrolError> {
        let (commitment, _) = self.commit(features, applicant, rng)?;
        self.seal(&commitment, rng)
    }

    /// Enrols a picture in place of the one whose secret has just been found for the purpose
    /// [`Purpose::Change`].
    ///
    /// Gives `encrypted_commitment`.
    pub fn enrol_in_place_of(
        self,
        old: &Recovered,
        user_id: &str,
        features: &Features,
        rng: &mut impl CryptoRng,
    ) -> Result<String, EnrolError> {
        let (mut commitment, new) = self.commit(features, &Applicant::default(), rng)?;
        let old_proof = old.prove(Action::Change { user_id, new }, rng)?;
        commitment.old_proof = Some(OldProof::of(old.opened.challenge.id.clone(), &old_proof));
        self.seal(&commitment, rng)
    }

    pub(crate) fn commit(
        &self,
        features: &Features,
        applicant: &Applicant<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<(Commitment, CredentialHash), EnrolError> {
        if self.purpose != Purpose::Enrol {
            return Err(AnswerError::OtherPurpose(self.purpose).into());
        }
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        let mut message = Zeroizing::new([0; 34]);
        rng.fill_bytes(&mut *message);

        let enrolment = keepic::enrol(
            features,
            &self.stretch(&salt)?,
            &message,
            &self.place.tenant,
            &self.challenge.handle,
        );
        self.commit_to(&enrolment, salt, applicant, rng)
    }

    /// The commitment to one enrolment, without old proof.
    pub(crate) fn commit_to(
        &self,
        enrolment: &Enrolment,
        salt: [u8; 32],
        applicant: &Applicant<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<(Commitment, CredentialHash), EnrolError> {
        let public_key = Element::decode(enrolment.secret.public_key().as_bytes())
            .ok_or(EnrolError::ZeroSecret)?;
        let sketch = enrolment.sketch.as_bytes();
        let new = CredentialHash::of(
            self.handle(),
            Algorithm::Keepic1,
            &salt,
            sketch,
            public_key.as_bytes(),
            applicant,
        );
        let proof =
            self.statement(Action::Enrol(new))
                .prove(enrolment.secret.scalar(), &public_key, rng);
        let commitment = Commitment {
            algorithm: ALGORITHM_VERSION.to_owned(),
            salt,
            sketch: *sketch,
            public_key: *public_key.as_bytes(),
            proof: WireProof::of(&proof),
            old_proof: None,
        };
        Ok((commitment, new))
    }

    pub(crate) fn seal(
        &self,
        commitment: &Commitment,
        rng: &mut impl CryptoRng,
    ) -> Result<String, EnrolError> {
        self.reply()
            .seal_commitment(&self.challenge.reply_key, commitment, rng)
            .ok_or(EnrolError::Answer(AnswerError::UnusableKey))
    }
}
