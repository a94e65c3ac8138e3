//! POST /api/auth/change-password: another picture, PIN or pattern for whoever is signed in.

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, post, web};
use identity::change::ChangeForm;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::telemetry::{self, LogData};
use crate::Api;
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Json, Query};
use crate::signed_in::{SignedIn, signed_in};

/// Where somebody is signed in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionPlace {
    /// The tenant, if the browser is signed in to several.
    #[serde(rename = "tenant_id")]
    _tenant_id: Option<String>,
}

/// Another picture, in place of the one that is proved.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangePasswordForm {
    /// The sealed commitment to picture and PIN or pattern, with the proof of the old one.
    encrypted_commitment: String,
    /// The protocol version.
    proto_version: String,
    /// The client's own log; telemetry.
    log_data: Option<LogData>,
    /// Whether neither PIN nor pattern goes with the picture, which few tenants allow.
    #[serde(default)]
    is_picture_alone: bool,
}

/// Gives whoever is signed in another picture. The old one is proved by a challenge of the purpose `change`, or a
/// passkey was used within the last five minutes. All other sessions end, and all refresh tokens.
#[utoipa::path(
    tag = "auth",
    operation_id = "change_password",
    params(SessionPlace),
    request_body = ChangePasswordForm,
    security(("APIKeyHeader" = []), ("HTTPBearer" = [])),
    responses(
        (status = 200, description = "Changed", body = serde_json::Value, example = json!(null)),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    )
)]
#[post("/api/auth/change-password", wrap = "from_fn(signed_in)")]
pub(crate) async fn change_password(
    api: web::Data<Api>,
    signed_in: SignedIn,
    _place: Query<SessionPlace>,
    Json(form): Json<ChangePasswordForm>,
) -> Result<HttpResponse, Problem> {
    telemetry::collect(None, form.log_data.as_ref())?;
    let change = ChangeForm {
        encrypted_commitment: &form.encrypted_commitment,
        proto_version: &form.proto_version,
        is_picture_alone: form.is_picture_alone,
    };
    let (attempt, keep) = (signed_in.attempt(), signed_in.session.as_ref());
    let changed = api
        .credential_change
        .change(&signed_in.actor, &attempt, keep, &change);
    changed.await?;
    Ok(HttpResponse::Ok().json(()))
}
