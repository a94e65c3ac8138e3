//! The parameters of a request, as a browser or a client sent them.

use serde::{Deserialize, Serialize};

use crate::form;

/// Longest value of a parameter, in bytes.
const MAX_VALUE: usize = 2048;
/// Longest value of a parameter that is a JWT or a document, in bytes.
const MAX_LONG_VALUE: usize = 8192;
/// Longest token of this server that comes back, in bytes: longer than any that is issued.
pub(crate) const MAX_TOKEN: usize = 32 * 1024;
/// How often a parameter may be repeated that may be repeated.
const MAX_REPEATED: usize = 10;

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
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a form or a query; nothing if a name or a value is no UTF-8.
    pub fn decode(form: &[u8]) -> Option<Self> {
        form::pairs(form).map(Self)
    }

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
        self.get_up_to(name, MAX_VALUE, "expected at most 2048 bytes", is_control)
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    /// As [`get`](Self::get), or it is missing.
    pub fn require(&self, name: &'static str) -> Result<&str, InvalidParameter> {
        self.get(name)?
            .ok_or(InvalidParameter::new(name, "this parameter is required"))
    }

    /// The parameters without those of these names.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()));
        Self(kept.cloned().collect())
    }

    /// The bytes of all names and values, those of the parameter `left_out` aside.
    pub(crate) fn len_but_for(&self, left_out: &str) -> usize {
        let counted = self.0.iter().filter(|(name, _)| name != left_out);
        counted.map(|(name, value)| name.len() + value.len()).sum()
    }

    /// Whether a parameter was sent, with whatever value; one without a value counts as left out.
    pub(crate) fn is_present(&self, name: &str) -> bool {
        let is_it = |(known, value): &(String, String)| known == name && !value.is_empty();
        self.0.iter().any(is_it)
    }

    /// The ID token of `id_token_hint`.
    pub(crate) fn hint(&self) -> Result<Option<&str>, InvalidParameter> {
        self.issued("id_token_hint")
    }

    /// The access token of a form (RFC 6750, section 2.2).
    ///
    /// # Errors
    /// It was sent more than once, is longer than any that is issued, or has control characters.
    pub fn access_token(&self) -> Result<Option<&str>, InvalidParameter> {
        self.issued("access_token")
    }

    /// The token that a client wants to know about or to end.
    pub(crate) fn token(&self) -> Result<&str, InvalidParameter> {
        let token = self.issued("token")?;
        token.ok_or(InvalidParameter::new("token", "this parameter is required"))
    }

    /// The value of a parameter that is a token of this server.
    fn issued(&self, name: &'static str) -> Result<Option<&str>, InvalidParameter> {
        let too_long = "expected at most 32768 bytes";
        self.get_up_to(name, MAX_TOKEN, too_long, is_control)
    }

    /// The value of a parameter that is a JWT or a document, and may be longer than others.
    pub(crate) fn get_long(&self, name: &'static str) -> Result<Option<&str>, InvalidParameter> {
        self.get_up_to(
            name,
            MAX_LONG_VALUE,
            "expected at most 8192 bytes",
            is_control,
        )
    }

    /// The value of a parameter that is a JSON document, which may have line breaks.
    pub(crate) fn get_document(
        &self,
        name: &'static str,
    ) -> Result<Option<&str>, InvalidParameter> {
        let is_bad = |char| is_control(char) && !matches!(char, '\t' | '\n' | '\r');
        self.get_up_to(name, MAX_LONG_VALUE, "expected at most 8192 bytes", is_bad)
    }

    /// Every value of a parameter that may be sent more than once.
    pub(crate) fn all(&self, name: &'static str) -> Result<Vec<&str>, InvalidParameter> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        let values: Vec<_> = values.map(|(_, value)| value.as_str()).collect();
        if values.len() > MAX_REPEATED {
            return Err(InvalidParameter::new(name, "expected at most 10 of them"));
        }
        let read = |value| {
            check(
                name,
                value,
                MAX_VALUE,
                "expected at most 2048 bytes",
                is_control,
            )
        };
        values
            .into_iter()
            .filter(|value| !value.is_empty())
            .map(read)
            .collect()
    }

    fn get_up_to(
        &self,
        name: &'static str,
        longest: usize,
        too_long: &'static str,
        is_bad: impl Fn(char) -> bool,
    ) -> Result<Option<&str>, InvalidParameter> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let value = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(InvalidParameter::new(name, "expected only once"));
        }
        match value {
            None | Some("") => Ok(None),
            Some(value) => check(name, value, longest, too_long, is_bad).map(Some),
        }
    }
}

fn is_control(char: char) -> bool {
    char.is_control()
}

fn check<'a>(
    name: &'static str,
    value: &'a str,
    longest: usize,
    too_long: &'static str,
    is_bad: impl Fn(char) -> bool,
) -> Result<&'a str, InvalidParameter> {
    if value.len() > longest {
        return Err(InvalidParameter::new(name, too_long));
    }
    if value.chars().any(is_bad) {
        let expected = "expected text without control characters";
        return Err(InvalidParameter::new(name, expected));
    }
    Ok(value)
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
        assert!(read.is_present("c") && !read.is_present("b") && !read.is_present("d"));
    }

    #[test]
    fn long_values_and_control_characters_are_refused() {
        for bad in ["x".repeat(2049), "a\0".to_owned(), "a\r\nb".to_owned()] {
            assert!(parameters(&[("a", &bad)]).get("a").is_err(), "{bad:?}");
        }
        assert!(parameters(&[("a", &"x".repeat(2048))]).get("a").is_ok());
    }

    #[test]
    fn a_token_comes_back_however_long_it_was_made() {
        let long = "x".repeat(MAX_TOKEN);
        for name in ["id_token_hint", "access_token", "token"] {
            let sent = parameters(&[(name, &long)]);
            assert_eq!(sent.issued(name), Ok(Some(long.as_str())));
            assert!(
                parameters(&[(name, &format!("{long}x"))])
                    .issued(name)
                    .is_err()
            );
        }
    }

    #[test]
    fn a_document_may_have_line_breaks_and_nothing_else_may() {
        let document = parameters(&[("a", "{\r\n\t}"), ("b", "{\0}"), ("c", "{\u{7f}}")]);
        assert_eq!(document.get_document("a"), Ok(Some("{\r\n\t}")));
        assert!(document.get("a").is_err() && document.get_long("a").is_err());
        assert!(document.get_document("b").is_err() && document.get_document("c").is_err());
    }

    #[test]
    fn what_may_be_repeated_is_read_whole() {
        let many = |count| parameters(&vec![("r", "urn:a"); count]);
        assert_eq!(many(2).all("r").unwrap(), ["urn:a", "urn:a"]);
        assert!(many(11).all("r").is_err());
        assert!(parameters(&[("r", "ok"), ("r", "a\0")]).all("r").is_err());
        assert_eq!(
            parameters(&[("r", "")]).all("r").unwrap(),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn values_do_not_print() {
        assert_eq!(
            format!("{:?}", parameters(&[("code", "secret")])),
            "[\"code\"]"
        );
    }
}
