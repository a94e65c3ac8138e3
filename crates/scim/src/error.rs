//! What a client is told when a request is not served (RFC 7644, section 3.12).

use kernel::StorageError;
use serde_json::{Map, Value, json};

const URN: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// Why a request was not served. The text of a refusal is for the client; that of storage is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScimError {
    /// The client can do something about it.
    #[error("{detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What kind of mistake it is, for programs.
        scim_type: Option<ScimType>,
        /// What is wrong, and what would be right.
        detail: String,
    },
    /// Storage did not answer. The reason is for the operator only.
    #[error("the service is unavailable; try again shortly")]
    Unavailable(#[from] StorageError),
}

/// The kinds of mistake that RFC 7644 names (table 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScimType {
    /// A filter that cannot be read, or compares what cannot be compared.
    InvalidFilter,
    /// More results than the service is willing to find.
    TooMany,
    /// A value is another resource's already.
    Uniqueness,
    /// The attribute cannot be changed in this way.
    Mutability,
    /// The body is not what the request needs.
    InvalidSyntax,
    /// The path of a PATCH operation cannot be read.
    InvalidPath,
    /// The path of a PATCH operation leads nowhere.
    NoTarget,
    /// A value is missing, or is not of its attribute's kind.
    InvalidValue,
    /// The protocol version is not served.
    InvalidVers,
}

impl ScimType {
    /// The type as RFC 7644 writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
        }
    }
}

impl ScimError {
    /// A 400 of that kind.
    pub fn bad(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self::Refused {
            status: 400,
            scim_type: Some(scim_type),
            detail: detail.into(),
        }
    }

    /// A refusal that has no kind of its own.
    pub fn refused(status: u16, detail: impl Into<String>) -> Self {
        Self::Refused {
            status,
            scim_type: None,
            detail: detail.into(),
        }
    }

    /// A value that is not of its attribute's kind.
    pub fn invalid_value(detail: impl Into<String>) -> Self {
        Self::bad(ScimType::InvalidValue, detail)
    }

    /// A value that is another resource's already: 409.
    pub fn taken(detail: impl Into<String>) -> Self {
        Self::Refused {
            status: 409,
            scim_type: Some(ScimType::Uniqueness),
            detail: detail.into(),
        }
    }

    /// There is no resource of that id.
    pub fn not_found(id: &str) -> Self {
        Self::refused(404, format!("there is no resource '{id}'"))
    }

    /// The resource is not in the version that the request is about.
    pub fn changed_meanwhile() -> Self {
        let detail = "the resource has another version by now; read it again";
        Self::refused(412, detail)
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Refused { status, .. } => *status,
            Self::Unavailable(_) => 503,
        }
    }

    /// The body of the answer. The status in it is text.
    pub fn to_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("schemas".to_owned(), json!([URN]));
        body.insert("status".to_owned(), self.status().to_string().into());
        body.insert("detail".to_owned(), self.to_string().into());
        if let Self::Refused {
            scim_type: Some(scim_type),
            ..
        } = self
        {
            body.insert("scimType".to_owned(), scim_type.as_str().into());
        }
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_that_of_rfc_7644() {
        let error = ScimError::bad(ScimType::Mutability, "Attribute 'id' is readOnly");
        let expected = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "scimType": "mutability",
            "detail": "Attribute 'id' is readOnly",
            "status": "400"
        });
        assert_eq!(error.to_json(), expected);
    }

    #[test]
    fn what_storage_says_stays_inside() {
        let error = ScimError::from(StorageError::Unavailable("disk 7".to_owned()));
        assert_eq!(error.status(), 503);
        assert!(!error.to_json().to_string().contains("disk"));
    }
}
