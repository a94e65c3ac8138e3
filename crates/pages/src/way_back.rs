//! The way back to an application that wants its answer in a form.
//!
//! The form goes by itself where scripts run, and by its button where they do not.

use actix_web::FromRequest as _;
use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, REFERRER_POLICY};
use actix_web::middleware::Next;
use askama::Template;
use oidc::{AuthorizationResponse, FormPost};

use crate::error_page::keep;
use crate::frame::Frame;
use crate::policy::Policy;
use crate::visit::{Visit, place, see_other};

#[derive(Template)]
#[template(path = "way-back.html")]
struct WayBackPage<'a> {
    frame: Frame,
    form: &'a FormPost,
    /// Where the form goes, as a person reads it.
    place: String,
}

/// Shows the form that an answer of the API carries as a page that posts it.
pub async fn hand_over(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut response = next.call(request).await?.map_into_boxed_body();
    let form = response
        .response_mut()
        .extensions_mut()
        .remove::<FormPost>();
    let Some(form) = form else {
        return Ok(response);
    };
    let (request, response) = response.into_parts();
    let visit = Visit::extract(&request).await?;
    let mut page = show(&visit, &form);
    keep(response.headers(), page.headers_mut());
    Ok(ServiceResponse::new(request, page))
}

/// Back to the application, whichever way it wants.
pub(crate) fn go(visit: &Visit, response: &AuthorizationResponse) -> HttpResponse {
    match response {
        AuthorizationResponse::Redirect(location) => see_other(location.as_str(), None),
        AuthorizationResponse::FormPost(form) => show(visit, form),
    }
}

fn show(visit: &Visit, form: &FormPost) -> HttpResponse {
    let page = WayBackPage {
        frame: visit.frame(None, "way-back-title"),
        form,
        place: place(&form.action),
    };
    let policy = Policy::default().with_form_to(&form.action);
    let mut response = visit.show_with(&page, StatusCode::OK, &policy);
    // An application may ask from where its form came, and would read `null`; the address has secrets in it.
    let origin_only = HeaderValue::from_static("strict-origin");
    response.headers_mut().insert(REFERRER_POLICY, origin_only);
    response
}

#[cfg(test)]
mod tests;
