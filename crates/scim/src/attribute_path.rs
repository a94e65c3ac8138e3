//! How an attribute is named in filters, paths and projections (RFC 7644, section 3.10).

use std::fmt;

use crate::schema::{Attribute, Kind, ResourceType};

/// The name of an attribute: `userName`, `name.familyName`, or with its schema's URN before it.
///
/// Two names are the same in any letter case.
#[derive(Clone, Debug)]
pub struct AttributePath {
    /// The URN of the schema; the core schema if there is none.
    pub schema: Option<String>,
    /// The attribute.
    pub name: String,
    /// The attribute inside it.
    pub sub: Option<String>,
}

impl AttributePath {
    /// Reads a name.
    ///
    /// # Errors
    /// A part of it is not a name, which is `$ref` or a letter and then letters, digits, `-` and `_`.
    pub fn parse(text: &str) -> Result<Self, MalformedName> {
        let (schema, rest) = match text.rsplit_once(':') {
            Some((urn, rest)) if is_urn(urn) => (Some(urn.to_owned()), rest),
            Some(_) => return Err(MalformedName(text.to_owned())),
            None => (None, text),
        };
        let (name, sub) = match rest.split_once('.') {
            Some((name, sub)) => (name, Some(sub)),
            None => (rest, None),
        };
        if !is_name(name) || sub.is_some_and(|sub| !is_name(sub)) {
            return Err(MalformedName(text.to_owned()));
        }
        Ok(Self {
            schema,
            name: name.to_owned(),
            sub: sub.map(str::to_owned),
        })
    }

    /// The attribute inside this one.
    #[must_use]
    pub fn inside(&self, sub: &str) -> Self {
        Self {
            sub: Some(sub.to_owned()),
            ..self.clone()
        }
    }

    /// What the schemas of that resource type say about it.
    pub(crate) fn resolve(&self, kind: ResourceType) -> Option<Resolved> {
        let attribute = match &self.schema {
            None => kind.attribute(&self.name)?,
            Some(urn) => match kind.schema(urn) {
                Some(schema) => schema.attribute(&self.name)?,
                None => return Some(Resolved::Unknown(self.folded())),
            },
        };
        let leaf = match &self.sub {
            None => attribute,
            Some(sub) => attribute.sub_attribute(sub)?,
        };
        let is_core = self
            .schema
            .as_deref()
            .is_none_or(|urn| kind.core().urn.eq_ignore_ascii_case(urn));
        let name = Self {
            schema: self.schema.clone().filter(|_| !is_core),
            ..self.clone()
        };
        Some(Resolved::Known(name.folded(), leaf))
    }

    fn folded(&self) -> String {
        self.to_string().to_ascii_lowercase()
    }
}

impl PartialEq for AttributePath {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for AttributePath {}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(urn) = &self.schema {
            write!(f, "{urn}:")?;
        }
        f.write_str(&self.name)?;
        match &self.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

/// Text that does not name an attribute.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not an attribute; expected for example userName, name.familyName or urn:…:User:department"
)]
pub struct MalformedName(pub String);

/// What is known about an attribute, under the name that its values have in [`crate::Leaf`].
#[derive(Clone, Debug)]
pub(crate) enum Resolved {
    /// Its schema describes it.
    Known(String, &'static Attribute),
    /// It belongs to an extension that nobody described: its values say what they are.
    Unknown(String),
}

impl Resolved {
    /// The attribute whose values are compared: of a complex one, its `value`.
    pub(crate) fn comparable(self) -> Option<Self> {
        match self {
            Self::Known(name, attribute) if attribute.kind == Kind::Complex => {
                let value = attribute.sub_attribute("value")?;
                Some(Self::Known(format!("{name}.value"), value))
            }
            other => Some(other),
        }
    }
}

/// Whether `text` begins like the URN of a schema and has only characters of one (RFC 8141).
pub(crate) fn is_urn(text: &str) -> bool {
    let begins = text
        .get(..4)
        .is_some_and(|it| it.eq_ignore_ascii_case("urn:"));
    begins
        && text.len() > 4
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._:~%/+".contains(&b))
}

/// Whether `text` is `$ref`, or a letter and then letters, digits, `-` and `_`.
pub(crate) fn is_name(text: &str) -> bool {
    let name = text.strip_prefix('$').unwrap_or(text);
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_in_the_urn_is_not_a_sub_attribute() {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let path = AttributePath::parse(&format!("{urn}:manager.value")).unwrap();
        assert_eq!(path.schema.as_deref(), Some(urn));
        assert_eq!(
            (path.name.as_str(), path.sub.as_deref()),
            ("manager", Some("value"))
        );
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "", ".", "a.", ".b", "a.b.c", "1a", "a b", "x:y", "urn:", "a\"", "é",
        ] {
            assert!(AttributePath::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn letter_case_does_not_make_another_name() {
        let parse = |text| AttributePath::parse(text).unwrap();
        assert_eq!(parse("USERNAME"), parse("userName"));
    }
}
