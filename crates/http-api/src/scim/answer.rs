//! Answers and errors as SCIM writes them.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, ETAG, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use kernel::{Denied, StorageError};
use scim::{Answer, ScimError};
use serde::Serialize;
use tracing::error;
use utoipa::ToSchema;

use crate::problem::{Problem, RETRY_AFTER_OUTAGE};

/// The body of an error (RFC 7644, section 3.12).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ScimError)]
pub(crate) struct ScimErrorDocument {
    /// `urn:ietf:params:scim:api:messages:2.0:Error`.
    schemas: Vec<String>,
    /// The HTTP status, as text.
    status: String,
    /// The kind of mistake, for programs.
    scim_type: Option<String>,
    /// What is wrong, and what would be right.
    detail: Option<String>,
}

/// Why a SCIM request was not served.
#[derive(Debug)]
pub(crate) struct ScimProblem {
    error: ScimError,
    challenge: Option<String>,
    retry_after: Option<u64>,
}

impl ScimProblem {
    /// A request that comes too soon.
    pub(super) fn too_many(seconds: u64) -> Self {
        let detail = format!("too many requests; try again in {seconds} seconds");
        Self {
            retry_after: Some(seconds),
            ..ScimError::refused(429, detail).into()
        }
    }
}

impl From<ScimError> for ScimProblem {
    fn from(error: ScimError) -> Self {
        Self {
            error,
            challenge: None,
            retry_after: None,
        }
    }
}

impl From<StorageError> for ScimProblem {
    fn from(error: StorageError) -> Self {
        ScimError::from(error).into()
    }
}

impl From<Denied> for ScimProblem {
    fn from(denied: Denied) -> Self {
        Problem::from(denied).into()
    }
}

impl From<Problem> for ScimProblem {
    fn from(problem: Problem) -> Self {
        let (status, detail) = (problem.status_code().as_u16(), problem.to_string());
        let refused = ScimError::refused(status, detail);
        match problem {
            Problem::Unavailable(storage) => ScimError::from(storage).into(),
            Problem::Invalid(..) => refused.into(),
            Problem::Refused {
                retry_after,
                challenge,
                ..
            } => Self {
                error: refused,
                challenge,
                retry_after,
            },
        }
    }
}

impl fmt::Display for ScimProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for ScimProblem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status_code());
        let mut retry_after = self.retry_after;
        if let ScimError::Unavailable(reason) = &self.error {
            error!(%reason, "storage did not answer");
            retry_after = Some(RETRY_AFTER_OUTAGE);
        }
        if let Some(seconds) = retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if let Some(challenge) = &self.challenge {
            response.insert_header((WWW_AUTHENTICATE, challenge.as_str()));
        }
        let body = self.error.to_json().to_string();
        response.insert_header(ContentType(mime())).body(body)
    }
}

/// An answer over HTTP.
pub(super) fn respond(answer: Answer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = HttpResponse::build(status);
    if let Some(version) = answer.version {
        response.insert_header((ETAG, version));
    }
    if let Some(location) = answer.location {
        response.insert_header((LOCATION, location));
    }
    match answer.body {
        Some(body) => response
            .insert_header(ContentType(mime()))
            .body(body.to_string()),
        None => response.finish(),
    }
}

fn mime() -> actix_web::mime::Mime {
    "application/scim+json"
        .parse()
        .unwrap_or(actix_web::mime::APPLICATION_JSON)
}
