//! The parameters of a request, as a browser or a client sent them.

/// Longest value of a parameter, in bytes.
const MAX_VALUE: usize = 2048;
/// Longest ID token that comes back as a hint, in bytes.
const MAX_HINT: usize = 8192;

/// A parameter that cannot be read. The message names it and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct InvalidParameter {
    name: &'static str,
    problem: &'static str,
}

impl InvalidParameter {
    pub(crate) const fn new(name: &'static str, problem: &'static str) -> Self {
        Self { name, problem }
    }
}

/// Decoded `application/x-www-form-urlencoded` parameters. Unknown ones are ignored (RFC 6749,
/// section 3.1).
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The parameters in the order they came.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The parameters in the order they came.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value of a parameter; one without a value counts as left out (RFC 6749, section 3.1).
    ///
    /// # Errors
    /// It was sent more than once, is longer than 2048 bytes, or has control characters.
    pub fn get(&self, name: &'static str) -> Result<Option<&str>, InvalidParameter> {
        self.get_up_to(name, MAX_VALUE, "expected at most 2048 bytes")
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    /// As [`get`](Self::get), or it is missing.
    pub fn require(&self, name: &'static str) -> Result<&str, InvalidParameter> {
        self.get(name)?
            .ok_or(InvalidParameter::new(name, "this parameter is required"))
    }

    /// Whether a parameter was sent at all, with whatever value.
    pub(crate) fn is_present(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The ID token of `id_token_hint`, which may be longer than other parameters.
    pub(crate) fn hint(&self) -> Result<Option<&str>, InvalidParameter> {
        self.get_up_to("id_token_hint", MAX_HINT, "expected at most 8192 bytes")
    }

    fn get_up_to(
        &self,
        name: &'static str,
        longest: usize,
        too_long: &'static str,
    ) -> Result<Option<&str>, InvalidParameter> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(InvalidParameter::new(name, "expected only once"));
        }
        match value {
            None | Some("") => Ok(None),
            Some(value) if value.len() > longest => Err(InvalidParameter::new(name, too_long)),
            Some(value) if value.chars().any(char::is_control) => Err(InvalidParameter::new(
                name,
                "expected text without control characters",
            )),
            value => Ok(value),
        }
    }
}

impl std::fmt::Debug for Parameters {
    /// The names alone: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Parameters::new(pairs.iter().map(owned).collect())
    }

    #[test]
    fn a_parameter_is_read_once_and_an_empty_one_is_absent() {
        let read = parameters(&[("a", "1"), ("b", ""), ("c", "1"), ("c", "1")]);
        assert_eq!(read.get("a"), Ok(Some("1")));
        assert_eq!(read.get("b"), Ok(None));
        assert_eq!(read.get("d"), Ok(None));
        assert!(read.get("c").is_err() && read.require("b").is_err());
    }

    #[test]
    fn long_values_and_control_characters_are_refused() {
        for bad in ["x".repeat(2049), "a\0".to_owned(), "a\r\nb".to_owned()] {
            assert!(parameters(&[("a", &bad)]).get("a").is_err(), "{bad:?}");
        }
        assert!(parameters(&[("a", &"x".repeat(2048))]).get("a").is_ok());
    }

    #[test]
    fn values_do_not_print() {
        assert_eq!(
            format!("{:?}", parameters(&[("code", "secret")])),
            "[\"code\"]"
        );
    }
}
