//! How strongly somebody was authenticated (OpenID Connect Core 1.0, section 2, `acr`).

use identity::AuthenticationMethod;
use serde::{Deserialize, Serialize};

/// An authentication context class. It says what was proved, and claims no level of assurance that nobody has
/// assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acr {
    /// The picture.
    Keepic,
    /// The picture, with a PIN or pattern.
    KeepicPin,
}

impl Acr {
    /// The values that can be asked for.
    pub const SUPPORTED: &[&str] = &[Self::Keepic.as_str(), Self::KeepicPin.as_str()];

    /// The class of an authentication by these methods; none if they make none.
    pub fn of(amr: &[AuthenticationMethod]) -> Option<Self> {
        let has = |method| amr.contains(&method);
        match (
            has(AuthenticationMethod::Swk),
            has(AuthenticationMethod::Pin),
        ) {
            (true, true) => Some(Self::KeepicPin),
            (true, false) => Some(Self::Keepic),
            (false, _) => None,
        }
    }

    /// The value of the claim.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keepic => "keepic",
            Self::KeepicPin => "keepic-pin",
        }
    }
}

/// What a client asks for in `acr_values` or the `claims` parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcrRequest {
    /// The values, most wanted first; none where anything will do.
    pub values: Vec<String>,
    /// Nothing but one of these values will do (section 5.5.1.1).
    pub is_essential: bool,
}

impl AcrRequest {
    /// Whether an authentication by these methods will do.
    pub fn is_met_by(&self, amr: &[AuthenticationMethod]) -> bool {
        let is_wanted = |acr: Acr| self.values.iter().any(|value| value == acr.as_str());
        !self.is_essential || self.values.is_empty() || Acr::of(amr).is_some_and(is_wanted)
    }

    /// Whether there is any authentication that will do.
    pub fn can_be_met(&self) -> bool {
        let is_known = |value: &String| Acr::SUPPORTED.contains(&value.as_str());
        !self.is_essential || self.values.is_empty() || self.values.iter().any(is_known)
    }
}

#[cfg(test)]
mod tests {
    use AuthenticationMethod::{Pin, Swk};

    use super::*;

    #[test]
    fn a_class_says_what_was_proved_and_no_more() {
        assert_eq!(Acr::of(&[Swk, Pin]), Some(Acr::KeepicPin));
        assert_eq!(Acr::of(&[Swk]), Some(Acr::Keepic));
        assert_eq!(Acr::of(&[Pin]), None);
        assert_eq!(Acr::of(&[]), None);
    }

    #[test]
    fn only_what_is_essential_must_be_met() {
        let asked = |values: &[&str], is_essential| AcrRequest {
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            is_essential,
        };
        assert!(asked(&["keepic-pin"], false).is_met_by(&[Swk]));
        assert!(!asked(&["keepic-pin"], true).is_met_by(&[Swk]));
        assert!(asked(&["x", "keepic"], true).is_met_by(&[Swk]));
        assert!(asked(&[], true).is_met_by(&[]));
        assert!(!asked(&["x"], true).can_be_met());
        assert!(asked(&["x"], false).can_be_met());
    }
}
