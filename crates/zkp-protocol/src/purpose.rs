//! What a challenge is for. A challenge serves its purpose only.

use core::str::FromStr;

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To sign in.
    Login,
    /// To give an account a new picture: registration, reset and change.
    Enrol,
    /// To prove the old picture when it is changed.
    Change,
    /// To change the e-mail address.
    Email,
}

impl Purpose {
    /// The word that stands for the purpose in messages and transcripts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Enrol => "enrol",
            Self::Change => "change",
            Self::Email => "email",
        }
    }
}

/// The text names no purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a purpose is 'login', 'enrol', 'change' or 'email'")]
pub struct UnknownPurpose;

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(text: &str) -> Result<Self, UnknownPurpose> {
        [Self::Login, Self::Enrol, Self::Change, Self::Email]
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
            .ok_or(UnknownPurpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_four_words_are_purposes() {
        for word in ["login", "enrol", "change", "email"] {
            assert_eq!(word.parse::<Purpose>().unwrap().as_str(), word);
        }
        for other in ["", "Login", "enroll", "login ", "reset"] {
            assert_eq!(other.parse::<Purpose>(), Err(UnknownPurpose));
        }
    }
}
