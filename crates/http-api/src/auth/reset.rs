//! POST /api/auth/reset-password: a mailed link for somebody who has lost picture or PIN.

use actix_web::{HttpRequest, HttpResponse, post, web};
use kernel::ClientId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::Place;
use crate::Api;
use crate::caller::Caller;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{Json, Query};

/// Where somebody wants to sign in again.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ResetPlace {
    /// The client, to whose application the link leads back.
    client_id: String,
    /// The tenant.
    tenant_id: String,
}

/// Who wants a link.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ResetPasswordRequestForm {
    /// The account's username.
    username: String,
    /// The account's e-mail address.
    email: String,
}

/// Asks for a link by which another picture is chosen. The answer is the same, and takes the same work, whether or
/// not there is such an account.
#[utoipa::path(
    tag = "auth",
    operation_id = "request_reset_password",
    params(ResetPlace),
    request_body = ResetPasswordRequestForm,
    responses(
        (status = 200, description = "If there is such an account, a mail is on its way", body = serde_json::Value, example = json!(null)),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        (status = 429, description = "Too many requests; see Retry-After", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[post("/api/auth/reset-password")]
pub(crate) async fn request_reset_password(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<ResetPlace>,
    Json(form): Json<ResetPasswordRequestForm>,
) -> Result<HttpResponse, Problem> {
    let tenant_only = Place {
        auth_req_id: None,
        tenant_id: Some(place.tenant_id),
    };
    let caller = Caller::of(&api, &request, &tenant_only).await?;
    let client = place.client_id.parse::<ClientId>();
    let client = client.map_err(|error| Problem::query("client_id", error.to_string()))?;
    let known = api
        .provider
        .clients
        .find(&caller.tenant.id, &client)
        .await?;
    if known.is_none() {
        return Err(Problem::query("client_id", "there is no such client"));
    }
    let attempt = caller.attempt();
    let asked = api
        .reset_requests
        .request(&attempt, &form.username, &form.email, Some(&client));
    asked.await?;
    Ok(HttpResponse::Ok().json(()))
}
