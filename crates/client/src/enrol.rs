//! Enrol: register, or follow the link of an invitation or of a reset.

use keepic::{GatePolicy, Quality, Warning, Weakness};
use rand_core::CryptoRng;
use serde::Serialize;
use zkp_protocol::{Applicant, PROTO_VERSION, Purpose, prover};

use crate::{BeginError, Person, RequestError, UserAgent};

/// Why a person may enrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission<'a> {
    /// The tenant is open: the name is asked for and a code goes to this address.
    Registration {
        /// The e-mail address.
        email: &'a str,
    },
    /// The same with the code of the set-up link, by which the first administrator registers.
    SetUp {
        /// The e-mail address.
        email: &'a str,
        /// The code.
        code: &'a str,
    },
    /// The account exists and waits for its picture, or for another one. The code came by mail, in the link of an
    /// invitation or of a reset.
    Link {
        /// The code.
        code: &'a str,
        /// One of the person's recovery codes, where the tenant asks for a second thing beside a reset link.
        recovery_code: Option<&'a str>,
    },
}

/// Whose picture is enrolled, where, and why.
#[derive(Clone, Copy, Debug)]
pub struct Enrolment<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// The person.
    pub person: Person<'a>,
    /// Why this person may enrol.
    pub admission: Admission<'a>,
    /// Whether a PIN or pattern that many people choose is taken all the same.
    pub accepts_weakness: bool,
}

/// A picture was enrolled, or waits for the mailed code to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// How much detail the picture has.
    pub quality: Quality,
    /// What the person should know before relying on it.
    pub warning: Option<Warning>,
}

/// Nothing was enrolled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// Many people choose this PIN or pattern. Nothing was sent.
    #[error(transparent)]
    Weak(#[from] Weakness),
    /// The picture is not fit for it. Nothing was sent.
    #[error(transparent)]
    Picture(#[from] keepic::Refusal),
    /// There is no challenge.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// The commitment cannot be made.
    #[error(transparent)]
    Commit(#[from] prover::EnrolError),
    /// The server takes no commitment.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// `RegisterForm` and `ResetPasswordCodeForm` of the published API.
#[derive(Serialize)]
struct Form<'a> {
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    encrypted_commitment: &'a str,
    proto_version: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_picture_alone: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_code: Option<&'a str>,
}

impl<'a> Admission<'a> {
    const fn applicant(self, username: &'a str) -> Applicant<'a> {
        let (email, code) = match self {
            Self::Registration { email } => (Some(email), None),
            Self::SetUp { email, code } => (Some(email), Some(code)),
            Self::Link { code, .. } => (None, Some(code)),
        };
        Applicant {
            username: Some(username),
            email,
            code,
        }
    }

    const fn recovery_code(self) -> Option<&'a str> {
        match self {
            Self::Registration { .. } | Self::SetUp { .. } => None,
            Self::Link { recovery_code, .. } => recovery_code,
        }
    }

    const fn path(self) -> &'static [&'static str] {
        match self {
            Self::Registration { .. } | Self::SetUp { .. } => &["register"],
            Self::Link { .. } => &["reset-password", "code"],
        }
    }
}

impl UserAgent {
    /// Enrols a picture with PIN or pattern (protocol.md, section 3).
    ///
    /// A registration then waits for [`UserAgent::verify_email`]; by a link the picture is enrolled at once.
    pub fn enrol(
        &self,
        enrolment: &Enrolment<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Enrolled, EnrolError> {
        let Person {
            username,
            picture,
            knowledge,
        } = enrolment.person;
        if let Some(weakness) = knowledge.weakness().filter(|_| !enrolment.accepts_weakness) {
            return Err(weakness.into());
        }
        let policy = GatePolicy {
            accept_little_detail: true,
        };
        let assessment = keepic::assess(picture, &policy)?;

        let place = self.place(enrolment.tenant, None);
        let (opened, _) = self.begin(&place, username, Purpose::Enrol, knowledge, rng)?;
        let applicant = enrolment.admission.applicant(username);
        let commitment = opened.enrol(&assessment.features, &applicant, rng)?;
        let form = Form {
            username,
            email: applicant.email,
            code: applicant.code,
            encrypted_commitment: &commitment,
            proto_version: PROTO_VERSION,
            is_picture_alone: knowledge.pin.is_none() && knowledge.pattern.is_none(),
            recovery_code: enrolment.admission.recovery_code(),
        };
        self.post_auth(enrolment.admission.path(), &place, &form)?;
        Ok(Enrolled {
            quality: assessment.quality,
            warning: assessment.warning,
        })
    }
}

#[cfg(test)]
mod tests {
    use keepic::{Knowledge, Pattern, specimen};

    use super::*;
    use crate::{Server, operating_system_rng};

    /// Enrols at a server that is not there: whoever asks it fails otherwise.
    fn refusal(knowledge: &Knowledge, side: u32, accepts_weakness: bool) -> EnrolError {
        let enrolment = Enrolment {
            tenant: "acme",
            person: Person {
                username: "ada",
                picture: &specimen::opaque(1, side, side).unwrap(),
                knowledge,
            },
            admission: Admission::Registration {
                email: "ada@example.org",
            },
            accepts_weakness,
        };
        let agent = UserAgent::new(Server::parse("http://localhost:1").unwrap());
        agent
            .enrol(&enrolment, &mut operating_system_rng())
            .unwrap_err()
    }

    #[test]
    fn weak_knowledge_and_small_pictures_are_refused_before_anything_is_sent() {
        let run = Knowledge {
            pin: Some("123456".parse().unwrap()),
            pattern: None,
        };
        let line = Knowledge {
            pin: None,
            pattern: Some(Pattern::parse(3, "0,1,2").unwrap()),
        };
        assert_eq!(refusal(&run, 256, false), EnrolError::Weak(Weakness::Run));
        assert_eq!(
            refusal(&line, 256, false),
            EnrolError::Weak(Weakness::StraightLine)
        );
        assert_eq!(
            refusal(&run, 255, true),
            EnrolError::Picture(keepic::Refusal::TooSmall)
        );
        assert!(matches!(
            refusal(&run, 256, true),
            EnrolError::Begin(BeginError::Request(_))
        ));
    }
}
