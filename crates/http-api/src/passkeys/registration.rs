//! Adding a passkey to one's own account.

use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, post, web};
use identity::passkey::Attestation;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, ProblemDocument, Refusals};
use crate::request::{Json, visitor};

/// A new credential, as a browser gives it. Bytes are base64url without padding.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasskeyRegistration {
    /// The credential id.
    id: String,
    /// The same.
    raw_id: String,
    /// `response.clientDataJSON`.
    client_data_json: String,
    /// `response.attestationObject`.
    attestation_object: String,
    /// Ways to the authenticator, such as `usb`. Accepted, and not used: it is never named to a browser.
    #[expect(dead_code, reason = "part of the published API")]
    transports: Option<Vec<String>>,
    /// `platform` or `cross-platform`. Accepted, and not used.
    #[expect(dead_code, reason = "part of the published API")]
    authenticator_attachment: Option<String>,
    /// What it is to be called: 1 to 64 characters.
    name: Option<String>,
}

/// Asks for what a browser hands to `navigator.credentials.create`. This needs a sign-in of the last five
/// minutes.
#[utoipa::path(
    tag = "passkeys",
    operation_id = "registration_options",
    responses(
        (status = 200, description = "PublicKeyCredentialCreationOptionsJSON", body = Value),
        (status = 409, description = "The account has as many passkeys as it may", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Too many at once", body = ProblemDocument, content_type = "application/problem+json"),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/passkeys/register/options", wrap = "from_fn(authenticated)")]
pub(crate) async fn registration_options(
    api: web::Data<Api>,
    request: HttpRequest,
    Authenticated(actor): Authenticated,
) -> Result<web::Json<Value>, Problem> {
    let visitor = visitor(&request, &api.settings.trusted_proxies, None);
    let options = api.passkey_registration.options(&actor, &visitor).await?;
    Ok(web::Json(options))
}

/// Adds the passkey that the authenticator has made. Its person is told by mail.
#[utoipa::path(
    tag = "passkeys",
    operation_id = "verify_registration",
    request_body = PasskeyRegistration,
    responses(
        (status = 200, description = "Added", body = Value, example = json!(null)),
        (status = 400, description = "It was not accepted; ask for new options", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "The account has as many passkeys as it may", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/passkeys/register/verify", wrap = "from_fn(authenticated)")]
pub(crate) async fn verify_registration(
    api: web::Data<Api>,
    request: HttpRequest,
    Authenticated(actor): Authenticated,
    Json(form): Json<PasskeyRegistration>,
) -> Result<HttpResponse, Problem> {
    let visitor = visitor(&request, &api.settings.trusted_proxies, None);
    let attestation = Attestation {
        id: form.id,
        raw_id: form.raw_id,
        client_data_json: form.client_data_json,
        attestation_object: form.attestation_object,
    };
    let name = form.name.as_deref();
    let passkeys = &api.passkey_registration;
    passkeys
        .register(&actor, &visitor, &attestation, name)
        .await?;
    Ok(HttpResponse::Ok().json(()))
}
