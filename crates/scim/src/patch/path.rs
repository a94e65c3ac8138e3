//! What a PATCH operation is about (RFC 7644, section 3.5.2).

use std::fmt;

use crate::attribute_path::is_urn;
use crate::filter::{Filter, Parser};
use crate::schema::ResourceType;
use crate::{AttributePath, ScimError, ScimType};

/// The path of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Path {
    /// An attribute, or one inside it.
    Attribute(AttributePath),
    /// The elements of an attribute for which a filter holds, or one attribute inside each.
    Elements {
        /// The attribute.
        attribute: AttributePath,
        /// Which of its elements.
        filter: Filter,
        /// The attribute inside them.
        sub: Option<String>,
    },
    /// A whole extension, by its URN.
    Extension(String),
}

impl Path {
    /// Reads a path for resources of that type.
    ///
    /// # Errors
    /// `invalidPath`: it does not follow the grammar, or is longer or deeper than a filter may be.
    pub fn parse(text: &str, kind: ResourceType) -> Result<Self, ScimError> {
        if is_urn(text)
            && kind
                .extensions()
                .iter()
                .any(|it| it.urn.eq_ignore_ascii_case(text))
        {
            return Ok(Self::Extension(text.to_owned()));
        }
        let parsed = Parser::new(text).and_then(|mut parser| parser.path());
        parsed.map_err(|error| {
            let detail = error.to_string();
            let detail = detail.strip_prefix("filter: ").unwrap_or(&detail);
            ScimError::bad(ScimType::InvalidPath, format!("path: {detail}"))
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(attribute) => attribute.fmt(f),
            Self::Elements {
                attribute,
                filter,
                sub,
            } => {
                write!(f, "{attribute}[{filter}]")?;
                match sub {
                    Some(sub) => write!(f, ".{sub}"),
                    None => Ok(()),
                }
            }
            Self::Extension(urn) => f.write_str(urn),
        }
    }
}
