//! Parts of the OpenAPI document that every SCIM operation has. The handlers read what they are about
//! by SCIM's own rules.
#![expect(dead_code, reason = "only the OpenAPI document reads it")]

use utoipa::{IntoParams, IntoResponses, ToSchema};

use super::answer::ScimErrorDocument;

/// A SCIM resource or message (RFC 7643, RFC 7644).
#[derive(ToSchema)]
#[schema(value_type = Object)]
pub(crate) struct ScimDocument(serde_json::Value);

/// Which resources.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// The number of the first, from 1; less means 1.
    #[param(rename = "startIndex", minimum = 1, default = 1, required = false)]
    start_index: i64,
    /// Most resources.
    #[param(minimum = 0, maximum = 100, default = 100, required = false)]
    count: i64,
    /// Which ones (RFC 7644, section 3.4.2.2).
    filter: Option<String>,
    /// By which attribute they are ordered.
    #[param(rename = "sortBy")]
    sort_by: Option<String>,
    /// `ascending` or `descending`.
    #[param(rename = "sortOrder")]
    sort_order: Option<String>,
    /// Only these attributes, with commas between them.
    attributes: Option<String>,
    /// All attributes but these.
    #[param(rename = "excludedAttributes")]
    excluded_attributes: Option<String>,
}

/// Which attributes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProjectionQuery {
    /// Only these attributes, with commas between them.
    attributes: Option<String>,
    /// All attributes but these.
    #[param(rename = "excludedAttributes")]
    excluded_attributes: Option<String>,
}

/// What every SCIM operation may answer.
#[derive(IntoResponses)]
pub(crate) enum Refusals {
    /// The request cannot be read, or asks for what cannot be
    #[response(status = 400, content_type = "application/scim+json")]
    Bad(ScimErrorDocument),
    /// No API key and no access token was sent, or one that is not valid
    #[response(status = 401, content_type = "application/scim+json")]
    Unauthenticated(ScimErrorDocument),
    /// The key, the token or the user may not do this
    #[response(status = 403, content_type = "application/scim+json")]
    Forbidden(ScimErrorDocument),
    /// There is no such tenant or resource
    #[response(status = 404, content_type = "application/scim+json")]
    NotFound(ScimErrorDocument),
    /// A value is another resource's already
    #[response(status = 409, content_type = "application/scim+json")]
    Taken(ScimErrorDocument),
    /// The resource has another version than the header If-Match says
    #[response(status = 412, content_type = "application/scim+json")]
    Changed(ScimErrorDocument),
    /// The body is larger than it may be, or has too many operations
    #[response(status = 413, content_type = "application/scim+json")]
    TooLarge(ScimErrorDocument),
    /// The body is of another media type than JSON
    #[response(status = 415, content_type = "application/scim+json")]
    Foreign(ScimErrorDocument),
    /// The body is no SCIM document
    #[response(status = 422, content_type = "application/scim+json")]
    Invalid(ScimErrorDocument),
    /// Too many requests; Retry-After says when to come back
    #[response(status = 429, content_type = "application/scim+json")]
    TooMany(ScimErrorDocument),
    /// Something went wrong here
    #[response(status = 500, content_type = "application/scim+json")]
    Failed(ScimErrorDocument),
}
