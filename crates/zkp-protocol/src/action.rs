//! What a proof asks for. A proof covers its action, so it cannot be spent on another one.

use crate::transcript::lp;
use crate::{CredentialHash, Purpose};

/// What a proof asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Sign this person in.
    Login,
    /// Give this user this e-mail address.
    Email {
        /// The user, as in the path of the request.
        user_id: &'a str,
        /// The address, as sent.
        email: &'a str,
    },
    /// Enrol this credential; the proof is of its own secret.
    Enrol(CredentialHash),
    /// Let this credential take the place of the one whose secret is proved.
    Change {
        /// The user whose credential it is.
        user_id: &'a str,
        /// The new credential.
        new: CredentialHash,
    },
}

impl Action<'_> {
    /// The purpose of the challenge that such a proof answers.
    pub const fn purpose(&self) -> Purpose {
        match self {
            Self::Login => Purpose::Login,
            Self::Email { .. } => Purpose::Email,
            Self::Enrol(_) => Purpose::Enrol,
            Self::Change { .. } => Purpose::Change,
        }
    }

    /// `action` of the transcript.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Login => Vec::new(),
            Self::Email { user_id, email } => lp(&[user_id.as_bytes(), email.as_bytes()]),
            Self::Enrol(new) => new.0.to_vec(),
            Self::Change { user_id, new } => lp(&[user_id.as_bytes(), &new.0]),
        }
    }
}
