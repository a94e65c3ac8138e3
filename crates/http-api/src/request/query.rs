//! The query of a URL.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::field;
use crate::problem::Problem;

/// A query, whose fields are answered in the published API's 422 shape when they do not fit.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

/// Longest value of a parameter, in bytes.
const MAX_VALUE: usize = 2048;

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut pairs = serde_json::Map::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if value.contains('\0') || value.contains(char::REPLACEMENT_CHARACTER) {
            return Err(Problem::query(&name, "expected UTF-8 text without NUL"));
        }
        if value.len() > MAX_VALUE {
            return Err(Problem::query(&name, "expected at most 2048 bytes"));
        }
        if pairs
            .insert(name.to_string(), value.into_owned().into())
            .is_some()
        {
            return Err(Problem::query(&name, "given more than once"));
        }
    }
    serde_path_to_error::deserialize(serde_json::Value::Object(pairs))
        .map_err(|error| field::problem("query", error.path(), error.inner()))
}
