//! How two names are found to be the same.

use std::fmt;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// A username or e-mail address as it is compared: NFKC, then Unicode case folding, then NFKC.
///
/// Names are unique per tenant in this form; the form that a person typed is kept beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FoldedName(String);

impl FoldedName {
    /// Folds `name`.
    pub fn of(name: &str) -> Self {
        Self(name.nfkc().default_case_fold().nfkc().collect())
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FoldedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_and_case_do_not_make_another_name() {
        assert_eq!(FoldedName::of("ＡＤＡ"), FoldedName::of("ada"));
        assert_eq!(FoldedName::of("Straße"), FoldedName::of("STRASSE"));
        assert_ne!(FoldedName::of("ada"), FoldedName::of("adá"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(name in "[ -~À-ÿΑ-ω]{0,20}") {
            let once = FoldedName::of(&name);
            prop_assert_eq!(FoldedName::of(once.as_str()), once);
        }
    }
}
