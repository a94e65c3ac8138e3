//! The parts of a URL's path.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use kernel::Denied;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// Parts of the path. What cannot be the name of anything names nothing: the answer is that of
/// things that do not exist.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut values = request.match_info().iter();
        // Not every database has a text with NUL.
        let has_nul = values.any(|(_, value)| value.contains("%00") || value.contains('\0'));
        let parts = web::Path::<T>::extract(request).into_inner();
        ready(match parts {
            Ok(parts) if !has_nul => Ok(Self(parts.into_inner())),
            _ => Err(Denied::NotFound.into()),
        })
    }
}
