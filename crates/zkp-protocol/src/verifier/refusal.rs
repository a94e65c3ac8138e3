//! Why a finish does not succeed, for two readers: the caller and the operator.

use core::fmt;

use kernel::StorageError;

use super::Occasion;
use crate::MalformedField;

/// A finish did not succeed. Whatever challenge it named is spent, unless it was malformed or
/// storage failed before the challenge was taken out.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// A field has not the form of such a field, which anybody could have told.
    #[error(transparent)]
    Malformed(#[from] MalformedField),
    /// Anything else, always in the same words.
    #[error(transparent)]
    Refused(#[from] Box<Refused>),
    /// Storage did not answer.
    #[error("the service is unavailable")]
    Unavailable(#[from] StorageError),
}

/// A refusal. To the caller all are alike; the reason is for the operator and not in the text.
#[derive(Debug, thiserror::Error)]
#[error("the proof was refused")]
pub struct Refused {
    /// Why.
    pub reason: RefusalReason,
    /// Who began, if the challenge was there: the failure is charged to them.
    pub occasion: Option<Occasion>,
}

/// Why a finish was refused, for logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// There is no such challenge: never issued, used or expired.
    NoChallenge,
    /// The challenge was issued for another tenant, purpose, user, name, request or browser.
    ForeignChallenge,
    /// The sealed message does not open, or what is in it is malformed.
    Unreadable,
    /// No usable credential has the handle: a look-alike, a replaced one, a disabled user's.
    NoCredential,
    /// The proof does not hold.
    WrongProof,
    /// A change came with neither an old proof nor a recent passkey.
    NoOldProof,
}

impl fmt::Display for RefusalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoChallenge => "no such challenge: never issued, used or expired",
            Self::ForeignChallenge => "the challenge was issued for something else",
            Self::Unreadable => "the sealed message is malformed or was sealed for something else",
            Self::NoCredential => "no usable credential has this handle",
            Self::WrongProof => "the proof does not hold",
            Self::NoOldProof => "neither an old proof nor a recent passkey",
        })
    }
}

impl FinishError {
    pub(super) fn refused(reason: RefusalReason, occasion: Option<Occasion>) -> Self {
        Self::Refused(Box::new(Refused { reason, occasion }))
    }
}
