//! A JSON body.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::{field, is_of_type};
use crate::BODY_LIMIT;
use crate::problem::Problem;

/// A JSON body of at most `LIMIT` bytes. What does not fit is answered in the published API's 422 shape.
pub(crate) struct Json<T, const LIMIT: usize = BODY_LIMIT>(pub(crate) T);

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest for Json<T, LIMIT> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let document = document(request, payload, LIMIT);
        Box::pin(async move { parse(&document.await?).map(Self) })
    }
}

/// A body of at most `limit` bytes that says it is JSON, and looks like an object. Apart from what depends on the type
/// that is read, so that it is compiled once.
fn document(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: usize,
) -> impl Future<Output = Result<Bytes, Problem>> + use<> {
    let is_json = is_of_type(request, &["application/json"]);
    let bytes = to_bytes_limited(BodyStream::new(payload.take()), limit);
    async move {
        // A browser sends this media type to another origin only after asking it first.
        if !is_json {
            let place = ["header", "content-type"];
            let msg = "expected application/json";
            return Err(Problem::field(&place, msg, "value_error"));
        }
        let bytes = bytes.await.map_err(|_| too_large(limit))?;
        let bytes = bytes.map_err(|_| broken_off())?;
        // Serde would take an array of the values for an object.
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            let msg = "expected a JSON object";
            return Err(Problem::field(&["body"], msg, "type_error"));
        }
        Ok(bytes)
    }
}

fn parse<T: DeserializeOwned>(document: &[u8]) -> Result<T, Problem> {
    // RFC 8259, section 8.1. Serde would not look at texts that nobody reads.
    let text = std::str::from_utf8(document)
        .map_err(|_| Problem::field(&["body"], "expected UTF-8", "json_invalid"))?;
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut *deserializer).map_err(|error| {
        if error.inner().is_data() {
            field::problem("body", error.path(), error.inner())
        } else {
            no_json(error.inner())
        }
    })?;
    deserializer.end().map_err(|error| no_json(&error))?;
    Ok(value)
}

/// A body that is not JSON: what its fields would be is unknown.
fn no_json(error: &serde_json::Error) -> Problem {
    Problem::field(&["body"], error.to_string(), "json_invalid")
}

/// A body that is too large or broke off.
pub(crate) fn unreadable(error: &actix_web::Error) -> Problem {
    match error.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(BODY_LIMIT),
        _ => broken_off(),
    }
}

fn too_large(limit: usize) -> Problem {
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    let msg = format!("expected at most {limit} bytes");
    Problem::with_status(status, &["body"], msg, "too_large")
}

fn broken_off() -> Problem {
    Problem::field(&["body"], "the body broke off", "value_error")
}
