//! One place that turns what went wrong anywhere in the service into a page, where a person looks at it.
//!
//! Every route answers with a problem document (RFC 9457) or the published API's 422. A browser that opened
//! an address gets the same answer as a page: what happened, what to do, and, where an application's
//! request was wrong, which parameter its developers have to change. Programs get the document.

use actix_web::body::{BoxBody, MessageBody, to_bytes_limited};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{FromRequest as _, HttpResponse};
use serde_json::Value;
use visitor::wants_page;

use crate::trouble::{self, Trouble};
use crate::visit::Visit;

/// Longest document that is read, in bytes; ours are far shorter.
const LONGEST: usize = 64 * 1024;

/// Shows what went wrong as a page to whoever wants a page.
pub async fn explain(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    if !wants_page(response.request()) || !is_problem(response.response()) {
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let visit = Visit::extract(&request).await?;
    let (head, body) = response.into_parts();
    let detail = match to_bytes_limited(body, LONGEST).await {
        Ok(Ok(bytes)) => detail(&bytes),
        _ => None,
    };
    let trouble = of_status(head.status(), detail.unwrap_or_default());
    let mut page = trouble::response(&visit, trouble);
    keep(head.headers(), page.headers_mut());
    *page.status_mut() = head.status();
    Ok(ServiceResponse::new(request, page))
}

fn is_problem(response: &HttpResponse<BoxBody>) -> bool {
    let media_type = response.headers().get(CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    match media_type {
        Some("application/problem+json") => true,
        // The published API's own shape for wrong fields.
        Some("application/json") => response.status() == StatusCode::UNPROCESSABLE_ENTITY,
        _ => false,
    }
}

/// What the document says: its sentence, or the fields that are wrong.
fn detail(body: &[u8]) -> Option<String> {
    let document: Value = serde_json::from_slice(body).ok()?;
    match document.get("detail")? {
        Value::String(sentence) => Some(sentence.clone()),
        Value::Array(fields) => {
            let sentences: Vec<_> = fields.iter().filter_map(field).collect();
            Some(sentences.join("; "))
        }
        _ => None,
    }
}

fn field(field: &Value) -> Option<String> {
    let name = field.get("loc")?.as_array()?.last()?.as_str()?;
    Some(format!("{name}: {}", field.get("msg")?.as_str()?))
}

fn of_status(status: StatusCode, detail: String) -> Trouble {
    match status.as_u16() {
        401 => Trouble::StartAgain(None),
        403 => Trouble::Refused(detail),
        404 | 405 => Trouble::NoPage,
        429 => Trouble::TooMany,
        500.. | 408 => Trouble::Outage,
        _ => Trouble::Request(detail),
    }
}

/// What the answer said beside its document stays, but for what the page says for itself.
pub(crate) fn keep(from: &HeaderMap, to: &mut HeaderMap) {
    for (name, value) in from {
        let is_the_documents = name == CONTENT_TYPE || name == CONTENT_LENGTH;
        if !is_the_documents && (!to.contains_key(name) || name == "set-cookie") {
            to.append(name.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests;
