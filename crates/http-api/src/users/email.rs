//! Another e-mail address for one's own account.

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, put, web};
use identity::email_change::EmailForm;
use kernel::{TenantId, UserId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Api;
use crate::problem::{Conflict, HTTPValidationError, Problem, ProblemDocument, Refusals};
use crate::request::{Json, Path};
use crate::signed_in::{SignedIn, signed_in};

/// The new address, and the proof of who asks.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EmailUpdate {
    /// The challenge of the purpose `email` that is answered; empty where a passkey was used within five minutes.
    challenge_id: String,
    /// The sealed proof; empty likewise.
    challenge_data: String,
    /// The new address.
    email: String,
}

/// Gives one's own account another address. It is unconfirmed until the code that is mailed there returns at
/// `/api/auth/verify-email`; the next sign-in asks for it. The old address is told.
#[utoipa::path(
    tag = "users",
    operation_id = "update_email",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user: whoever asks"),
    ),
    request_body = EmailUpdate,
    responses(
        (status = 200, description = "Changed; a code is on its way", body = serde_json::Value, example = json!(null)),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        (status = 429, description = "Changed too often; see Retry-After", body = ProblemDocument, content_type = "application/problem+json"),
        Conflict,
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[put(
    "/api/tenants/{tenant_id}/users/{user_id}/email",
    wrap = "from_fn(signed_in)"
)]
pub(crate) async fn update_email(
    api: web::Data<Api>,
    signed_in: SignedIn,
    Path((tenant, user)): Path<(TenantId, UserId)>,
    Json(form): Json<EmailUpdate>,
) -> Result<HttpResponse, Problem> {
    let form = EmailForm {
        challenge_id: &form.challenge_id,
        challenge_data: &form.challenge_data,
        email: &form.email,
    };
    let (actor, attempt) = (&signed_in.actor, signed_in.attempt());
    let changed = api
        .email_change
        .change(actor, &attempt, &tenant, &user, &form);
    changed.await?;
    Ok(HttpResponse::Ok().json(()))
}
