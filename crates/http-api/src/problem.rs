//! What a caller is told when something is wrong: the one place that maps errors to HTTP.
//!
//! Fields that are wrong are listed in the published API's 422 shape; everything else is a problem
//! document (RFC 9457). OAuth endpoints have their own errors, in [`crate::oidc`].

mod people;
mod tenants;

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use kernel::access::Proof;
use kernel::{Denied, Refusal, StorageError, Timestamp};
use serde::Serialize;
use tracing::error;
use utoipa::{IntoResponses, ToSchema};
use zkp_protocol::MalformedField;

/// Seconds after which an unavailable service is worth asking again.
pub(crate) const RETRY_AFTER_OUTAGE: u64 = 5;

/// Why a request was not served.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Fields are wrong; nothing was done.
    Invalid(StatusCode, Vec<ValidationError>),
    /// Anything else that the caller can do something about.
    Refused {
        status: StatusCode,
        detail: String,
        retry_after: Option<u64>,
        /// What to show instead, for `WWW-Authenticate` (RFC 6750, section 3).
        challenge: Option<String>,
    },
    /// Storage did not answer. The reason is for the operator only.
    Unavailable(StorageError),
}

/// One wrong field, as the published API describes it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValidationError {
    /// Where the field is: `body`, `query`, `path` or `header`, then its name.
    loc: Vec<String>,
    /// What is wrong, and what would be right.
    msg: String,
    /// The kind of error, for programs.
    r#type: String,
}

/// The body of a 422.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HTTPValidationError {
    detail: Vec<ValidationError>,
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    /// What the status means.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, and what to do.
    detail: String,
}

/// What every operation that acts for somebody may answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only the OpenAPI document reads it")]
pub(crate) enum Refusals {
    /// The request cannot be read, or shows two credentials
    #[response(status = 400, content_type = "application/problem+json")]
    Unreadable(ProblemDocument),
    /// No access token and no API key was sent, or one that is not valid
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(ProblemDocument),
    /// A scope or a role is missing
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemDocument),
    /// It does not exist, or belongs to another tenant
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemDocument),
}

/// What an operation that changes things may answer besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only the OpenAPI document reads it")]
pub(crate) enum Conflict {
    /// A name is in use, or somebody else has changed the same thing
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemDocument),
}

impl Problem {
    /// One wrong field of the body.
    pub(crate) fn body(field: &str, msg: impl Into<String>) -> Self {
        Self::field(&["body", field], msg, "value_error")
    }

    /// One wrong parameter of the query.
    pub(crate) fn query(name: &str, msg: impl Into<String>) -> Self {
        Self::field(&["query", name], msg, "value_error")
    }

    /// One wrong field anywhere.
    pub(crate) fn field(place: &[&str], msg: impl Into<String>, kind: &str) -> Self {
        Self::with_status(StatusCode::UNPROCESSABLE_ENTITY, place, msg, kind)
    }

    /// One wrong field anywhere, under another status than 422.
    pub(crate) fn with_status(
        status: StatusCode,
        place: &[&str],
        msg: impl Into<String>,
        kind: &str,
    ) -> Self {
        let loc = place
            .iter()
            .filter(|part| !part.is_empty())
            .map(ToString::to_string)
            .collect();
        Self::Invalid(
            status,
            vec![ValidationError {
                loc,
                msg: msg.into(),
                r#type: kind.to_owned(),
            }],
        )
    }

    /// A refusal that has nothing to do with one field.
    pub(crate) fn refused(status: StatusCode, detail: &(impl ToString + ?Sized)) -> Self {
        Self::Refused {
            status,
            detail: detail.to_string(),
            retry_after: None,
            challenge: None,
        }
    }

    /// A request that cannot be read or may not be made.
    pub(crate) fn bad_request(detail: &(impl ToString + ?Sized)) -> Self {
        Self::refused(StatusCode::BAD_REQUEST, detail)
    }

    /// A refusal that says what to show instead.
    pub(crate) fn challenging(
        status: StatusCode,
        detail: &(impl ToString + ?Sized),
        challenge: String,
    ) -> Self {
        Self::Refused {
            status,
            detail: detail.to_string(),
            retry_after: None,
            challenge: Some(challenge),
        }
    }

    fn too_many(detail: &impl ToString, now: Timestamp, until: Timestamp) -> Self {
        // Rounded up: whoever comes back after this many whole seconds is not too early.
        let seconds = until.since(now).as_millis().div_ceil(1000);
        let retry_after = Some(u64::try_from(seconds).unwrap_or(u64::MAX).max(1));
        let status = StatusCode::TOO_MANY_REQUESTS;
        Self::Refused {
            status,
            detail: detail.to_string(),
            retry_after,
            challenge: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(_, errors) => match errors.first() {
                Some(error) => write!(f, "{}: {}", error.loc.join("."), error.msg),
                None => f.write_str("invalid"),
            },
            Self::Refused { detail, .. } => f.write_str(detail),
            Self::Unavailable(_) => f.write_str("the service is unavailable; try again shortly"),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(status, _) | Self::Refused { status, .. } => *status,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let status = self.status_code();
        let mut response = HttpResponse::build(status);
        let retry_after = match self {
            Self::Invalid(_, errors) => {
                return response.json(serde_json::json!({ "detail": errors }));
            }
            Self::Refused {
                retry_after,
                challenge,
                ..
            } => {
                if let Some(challenge) = challenge {
                    response.insert_header((WWW_AUTHENTICATE, challenge.as_str()));
                }
                *retry_after
            }
            Self::Unavailable(reason) => {
                error!(%reason, "storage did not answer");
                Some(RETRY_AFTER_OUTAGE)
            }
        };
        if let Some(seconds) = retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        let document = ProblemDocument {
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: self.to_string(),
        };
        let body = serde_json::to_string(&document).unwrap_or_default();
        response.insert_header(ContentType(mime())).body(body)
    }
}

fn mime() -> actix_web::mime::Mime {
    "application/problem+json"
        .parse()
        .unwrap_or(actix_web::mime::APPLICATION_JSON)
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        Self::Unavailable(error)
    }
}

impl From<Denied> for Problem {
    fn from(error: Denied) -> Self {
        match error {
            Denied::NotFound => Self::refused(StatusCode::NOT_FOUND, &error),
            Denied::TokenScope(scope) => {
                let challenge = format!(
                    "Bearer error=\"insufficient_scope\", error_description=\"{error}\", scope=\"{scope}\""
                );
                Self::challenging(StatusCode::FORBIDDEN, &error, challenge)
            }
            // RFC 9470, section 3.
            Denied::NotRecent => {
                let max_age = Proof::RECENT.as_secs();
                let challenge = format!(
                    "Bearer error=\"insufficient_user_authentication\", error_description=\"{error}\", max_age=\"{max_age}\""
                );
                Self::challenging(StatusCode::UNAUTHORIZED, &error, challenge)
            }
            Denied::KeyScope(_) | Denied::Role(_) | Denied::NoAccount | Denied::NotForClients => {
                Self::refused(StatusCode::FORBIDDEN, &error)
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(error: Refusal) -> Self {
        match error {
            Refusal::Denied(denied) => denied.into(),
            Refusal::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<MalformedField> for Problem {
    fn from(error: MalformedField) -> Self {
        Self::body(error.field, format!("expected {}", error.expected))
    }
}
