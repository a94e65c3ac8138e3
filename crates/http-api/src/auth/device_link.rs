//! A mailed link that makes a browser known: for whoever is locked out, or signs in without PIN
//! and pattern on a new device.

use actix_web::{HttpRequest, HttpResponse, post, rt, web};
use serde::Deserialize;
use tracing::error;
use utoipa::ToSchema;

use super::Place;
use crate::Api;
use crate::caller::Caller;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{CookieKind, Json, Query};

/// Who wants a link.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DeviceLinkForm {
    /// The name to sign in with.
    username: String,
}

/// Asks for a link. The answer is the same, and comes as soon, whether or not the name exists.
#[utoipa::path(
    tag = "auth",
    operation_id = "send_device_link",
    params(Place),
    request_body = DeviceLinkForm,
    responses(
        (status = 200, description = "If there is such an account, a mail is on its way", body = serde_json::Value, example = json!(null)),
        (status = 401, description = "The request is used, expired or another browser's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/auth/device-link")]
pub(crate) async fn send_device_link(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<Place>,
    Json(form): Json<DeviceLinkForm>,
) -> Result<HttpResponse, Problem> {
    let caller = Caller::of(&api, &request, &place).await?;
    identity::sign_in::check_username(&form.username)?;
    // Answered first: how long the rest takes would tell whether the name exists.
    rt::spawn(async move {
        if let Err(reason) = api
            .device_linking
            .send(&caller.attempt(), &form.username)
            .await
        {
            error!(%reason, "a device link was not sent");
        }
    });
    Ok(HttpResponse::Ok().json(()))
}

/// The code of a link.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DeviceCodeForm {
    /// The code.
    code: String,
}

/// Follows a link: this browser is known from now on.
#[utoipa::path(
    tag = "auth",
    operation_id = "follow_device_link",
    params(Place),
    request_body = DeviceCodeForm,
    responses(
        (status = 200, description = "The browser is known", body = serde_json::Value, example = json!(null)),
        (status = 401, description = "Used or expired", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/auth/device-link/follow")]
pub(crate) async fn follow_device_link(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<Place>,
    Json(form): Json<DeviceCodeForm>,
) -> Result<HttpResponse, Problem> {
    let caller = Caller::of(&api, &request, &place).await?;
    let device = api
        .device_linking
        .follow(&caller.attempt(), &form.code)
        .await?;
    let cookie = api
        .settings
        .cookies()
        .set(CookieKind::Device, &caller.tenant.id, &device);
    Ok(HttpResponse::Ok().cookie(cookie).json(()))
}
