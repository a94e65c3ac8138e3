//! Register, return the mailed code, or enrol by the code of a mailed link.

use actix_web::{HttpRequest, HttpResponse, post, web};
use identity::registration::{AcceptForm, RegisterForm as Register, VerifiedEmail};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Place;
use super::telemetry::{self, LogData};
use crate::Api;
use crate::caller::Caller;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{CookieKind, Json, Query};

/// A registration.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RegisterForm {
    /// The name asked for.
    #[schema(pattern = "^[a-zA-Z0-9_.@-]+$")]
    username: String,
    /// The address to which the code is mailed.
    #[schema(format = Email)]
    email: String,
    /// The sealed commitment to picture and PIN or pattern.
    encrypted_commitment: String,
    /// The protocol version.
    proto_version: String,
    /// The client's own log; telemetry.
    log_data: Option<LogData>,
    /// The code of the set-up link, with which the first administrator registers.
    code: Option<String>,
    /// Whether neither PIN nor pattern goes with the picture, which few tenants allow.
    #[serde(default)]
    is_picture_alone: bool,
}

/// Takes a registration; it waits for the mailed code. The answer is the same whether or not the name is free.
#[utoipa::path(
    tag = "auth",
    operation_id = "register",
    params(Place),
    request_body = RegisterForm,
    responses(
        (status = 201, description = "Taken; a mail is on its way", body = serde_json::Value, example = json!(null)),
        (status = 401, description = "The enrolment was refused", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "Registration is closed", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        (status = 429, description = "Too many registrations; see Retry-After", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[post("/api/auth/register")]
pub(crate) async fn register(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<Place>,
    Json(form): Json<RegisterForm>,
) -> Result<HttpResponse, Problem> {
    let caller = Caller::of(&api, &request, &place).await?;
    telemetry::collect(None, form.log_data.as_ref())?;
    let register = Register {
        username: &form.username,
        email: &form.email,
        encrypted_commitment: &form.encrypted_commitment,
        proto_version: &form.proto_version,
        code: form.code.as_deref(),
        is_picture_alone: form.is_picture_alone,
    };
    api.registration
        .register(&caller.attempt(), &register)
        .await?;
    Ok(HttpResponse::Created().json(()))
}

/// The code from the mail.
#[derive(Deserialize, ToSchema)]
pub(crate) struct VerifyEmailForm {
    /// The name that was registered.
    username: String,
    /// The code, with or without spaces.
    code: String,
}

/// The account exists.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerifiedAccount {
    /// The new account's id.
    user_id: String,
}

/// Returns the mailed code: the account exists from now on. The first to confirm a name has it.
#[utoipa::path(
    tag = "auth",
    operation_id = "verify_email",
    params(Place),
    request_body = VerifyEmailForm,
    responses(
        (status = 200, description = "The account exists", body = VerifiedAccount),
        (status = 401, description = "The code is wrong or has expired", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "Somebody else was faster", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/auth/verify-email")]
pub(crate) async fn verify_email(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<Place>,
    Json(form): Json<VerifyEmailForm>,
) -> Result<HttpResponse, Problem> {
    let caller = Caller::of(&api, &request, &place).await?;
    let attempt = caller.attempt();
    let verified = api
        .registration
        .verify_email(&attempt, &form.username, &form.code)
        .await?;
    let body = VerifiedAccount {
        user_id: verified.user_id.to_string(),
    };
    Ok(known(&api, &caller, &verified).json(body))
}

/// A new picture by a mailed code.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ResetPasswordCodeForm {
    /// The code from the mailed link.
    code: String,
    /// The account's username.
    username: String,
    /// The sealed commitment to picture and PIN or pattern.
    encrypted_commitment: String,
    /// The protocol version.
    proto_version: String,
    /// The client's own log; telemetry.
    log_data: Option<LogData>,
    /// Whether neither PIN nor pattern goes with the picture, which few tenants allow.
    #[serde(default)]
    is_picture_alone: bool,
    /// One of the person's recovery codes, where the tenant asks for a second thing beside a reset link.
    recovery_code: Option<String>,
    /// In its place, the nonce that a passkey of theirs has given at `/api/passkeys/auth/verify`, without `auth_req_id`.
    passkey_nonce: Option<String>,
}

/// Enrols a picture by the code of an invitation or of a reset link. A reset ends the account's sessions and refresh
/// tokens, and its person is told by mail.
#[utoipa::path(
    tag = "auth",
    operation_id = "reset_password_code",
    params(Place),
    request_body = ResetPasswordCodeForm,
    responses(
        (status = 200, description = "Enrolled", body = serde_json::Value, example = json!(null)),
        (status = 401, description = "The code or the enrolment was refused", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "The tenant asks for a second thing, which was not given or not accepted", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/auth/reset-password/code")]
pub(crate) async fn reset_password_code(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<Place>,
    Json(form): Json<ResetPasswordCodeForm>,
) -> Result<HttpResponse, Problem> {
    let caller = Caller::of(&api, &request, &place).await?;
    telemetry::collect(None, form.log_data.as_ref())?;
    let accept = AcceptForm {
        code: &form.code,
        username: &form.username,
        encrypted_commitment: &form.encrypted_commitment,
        proto_version: &form.proto_version,
        is_picture_alone: form.is_picture_alone,
        recovery_code: form.recovery_code.as_deref(),
        passkey_nonce: form.passkey_nonce.as_deref(),
    };
    let verified = api.registration.accept(&caller.attempt(), &accept).await?;
    Ok(known(&api, &caller, &verified).json(()))
}

/// An answer after which the browser is known.
fn known(api: &Api, caller: &Caller, verified: &VerifiedEmail) -> actix_web::HttpResponseBuilder {
    let cookies = api.settings.cookies();
    let mut response = HttpResponse::Ok();
    response.cookie(cookies.set(CookieKind::Device, &caller.tenant.id, &verified.device));
    response
}
