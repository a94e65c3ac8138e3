//! Change how a signed-in person signs in: another picture, PIN or pattern, or another e-mail address.

use keepic::{Features, GatePolicy, Knowledge, Picture, Warning, Weakness};
use rand_core::CryptoRng;
use serde::Serialize;
use zkp_protocol::prover::{self, AnswerError, RecoverError};
use zkp_protocol::{PROTO_VERSION, Purpose};

use crate::connection::Content;
use crate::{BeginError, Person, RequestError, UserAgent};

/// The share of feature bits up to which two pictures are so alike that whoever has both sketches can test pairs of
/// PINs without the picture (keepic.md, section 3).
const SIMILAR: f64 = 0.2;

/// What takes the place of a person's picture and PIN or pattern. The user agent is signed in as that person.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// The account's id.
    pub user_id: &'a str,
    /// What the person signs in with now.
    pub old: Person<'a>,
    /// The new picture.
    pub picture: &'a Picture,
    /// The new PIN or pattern.
    pub knowledge: &'a Knowledge,
    /// Whether a PIN or pattern that many people choose is taken all the same.
    pub accepts_weakness: bool,
}

/// There is another picture now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What the person should know before relying on it.
    pub warning: Option<Warning>,
    /// The new picture is so like the old one that it does not protect the PINs of both.
    pub is_similar: bool,
}

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// Many people choose this PIN or pattern. Nothing was sent.
    #[error(transparent)]
    Weak(#[from] Weakness),
    /// The picture is not fit for it. Nothing was sent.
    #[error(transparent)]
    Picture(#[from] keepic::Refusal),
    /// There is no challenge.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// The secret of the old picture was not found. Nothing was told to the server.
    #[error(transparent)]
    Recover(#[from] RecoverError),
    /// The commitment cannot be made.
    #[error(transparent)]
    Commit(#[from] prover::EnrolError),
    /// The proof cannot be sealed.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The server refuses.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// `ChangePasswordForm` of the published API.
#[derive(Serialize)]
struct ChangeForm<'a> {
    encrypted_commitment: &'a str,
    proto_version: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_picture_alone: bool,
}

/// `EmailUpdate` of the published API.
#[derive(Serialize)]
struct EmailForm<'a> {
    challenge_id: &'a str,
    challenge_data: &'a str,
    email: &'a str,
}

impl UserAgent {
    /// Puts another picture, PIN or pattern in place of the old ones, after proving those (protocol.md, section 3).
    pub fn change(
        &self,
        change: &Change<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Changed, ChangeError> {
        let Person {
            username,
            picture,
            knowledge,
        } = change.old;
        if let Some(weakness) = change
            .knowledge
            .weakness()
            .filter(|_| !change.accepts_weakness)
        {
            return Err(weakness.into());
        }
        let policy = GatePolicy {
            accept_little_detail: true,
        };
        let assessment = keepic::assess(change.picture, &policy)?;
        let difference = Features::of(picture).hamming_distance(&assessment.features);

        let place = self.place(change.tenant, None);
        let (opened, _) = self.begin(&place, username, Purpose::Change, knowledge, rng)?;
        let old = opened.recover(picture)?;
        let (opened, _) = self.begin(&place, username, Purpose::Enrol, change.knowledge, rng)?;
        let commitment =
            opened.enrol_in_place_of(&old, change.user_id, &assessment.features, rng)?;
        let form = ChangeForm {
            encrypted_commitment: &commitment,
            proto_version: PROTO_VERSION,
            is_picture_alone: change.knowledge.pin.is_none() && change.knowledge.pattern.is_none(),
        };
        self.post_auth(&["change-password"], &place, &form)?;
        let bits = old.bit_error_rate().count_bits();
        Ok(Changed {
            warning: assessment.warning,
            is_similar: f64::from(difference) <= SIMILAR * f64::from(bits),
        })
    }

    /// Gives the account of the signed-in person another address, after proving their picture. A code is mailed there,
    /// to be returned by [`UserAgent::verify_email`].
    pub fn change_email(
        &self,
        tenant: &str,
        user_id: &str,
        person: &Person<'_>,
        email: &str,
        rng: &mut impl CryptoRng,
    ) -> Result<(), ChangeError> {
        let place = self.place(tenant, None);
        let (opened, _) = self.begin(
            &place,
            person.username,
            Purpose::Email,
            person.knowledge,
            rng,
        )?;
        let recovered = opened.recover(person.picture)?;
        let message = recovered.change_email(user_id, email, rng)?;
        let path = ["api", "tenants", tenant, "users", user_id, "email"];
        let form = Content::json(&EmailForm {
            challenge_id: &message.challenge_id,
            challenge_data: &message.challenge_data,
            email,
        });
        let url = self.server().endpoint(&path);
        self.connection().send("PUT", &url, &[], &form)?;
        Ok(())
    }
}
