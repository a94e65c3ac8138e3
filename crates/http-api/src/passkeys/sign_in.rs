//! Signing in with a passkey.

use actix_web::{HttpRequest, post, web};
use identity::passkey::Assertion;
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::Api;
use crate::auth::Place;
use crate::auth::authenticate::AuthResult;
use crate::caller::Caller;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{Json, Query};

/// In which tenant.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TenantQuery {
    /// The tenant; the same as in the body.
    tenant_id: String,
}

/// For which authorization request.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RequestQuery {
    /// The authorization request that is served. Only the browser that opened it may name it.
    auth_req_id: Option<String>,
}

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasskeyAuthOptionsForm {
    /// The name to sign in with; empty to sign in as whoever the passkey says.
    username: String,
    /// The tenant.
    tenant_id: String,
}

/// A signature, as a browser gives it. Bytes are base64url without padding.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasskeyAssertion {
    /// The credential id.
    id: String,
    /// The same.
    raw_id: String,
    /// `response.clientDataJSON`.
    client_data_json: String,
    /// `response.authenticatorData`.
    authenticator_data: String,
    /// `response.signature`.
    signature: String,
    /// The same as for the options.
    username: String,
    /// The tenant.
    tenant_id: String,
    /// `response.userHandle`. Needed where there is no username.
    user_handle: Option<String>,
    /// `platform` or `cross-platform`. Accepted, and not used.
    #[expect(dead_code, reason = "part of the published API")]
    authenticator_attachment: Option<String>,
}

/// Asks for what a browser hands to `navigator.credentials.get`. The answer is the same whether or not the
/// name exists, and also while it is blocked.
#[utoipa::path(
    tag = "passkeys",
    operation_id = "auth_options",
    params(TenantQuery),
    request_body = PasskeyAuthOptionsForm,
    responses(
        (status = 200, description = "PublicKeyCredentialRequestOptionsJSON", body = Value),
        (status = 403, description = "Passkeys are not in use here", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        (status = 429, description = "Too many attempts; see Retry-After", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[post("/api/passkeys/auth/options")]
pub(crate) async fn auth_options(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(query): Query<TenantQuery>,
    Json(form): Json<PasskeyAuthOptionsForm>,
) -> Result<web::Json<Value>, Problem> {
    if query.tenant_id != form.tenant_id {
        let msg = "expected the same tenant as in the query";
        return Err(Problem::body("tenant_id", msg));
    }
    let place = Place {
        auth_req_id: None,
        tenant_id: Some(query.tenant_id),
    };
    let caller = Caller::of(&api, &request, &place).await?;
    let sign_in = &api.passkey_sign_in;
    let options = sign_in.options(&caller.attempt(), &form.username).await?;
    Ok(web::Json(options))
}

/// Takes the authenticator's answer. Whatever is wrong, the refusal is the same, and the challenge is spent.
#[utoipa::path(
    tag = "passkeys",
    operation_id = "verify_auth",
    params(RequestQuery),
    request_body = PasskeyAssertion,
    responses(
        (status = 200, description = "The signature holds", body = AuthResult),
        (status = 401, description = "It was refused", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "Passkeys are not in use here", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/passkeys/auth/verify")]
pub(crate) async fn verify_auth(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(query): Query<RequestQuery>,
    Json(form): Json<PasskeyAssertion>,
) -> Result<web::Json<AuthResult>, Problem> {
    let place = Place {
        auth_req_id: query.auth_req_id,
        tenant_id: Some(form.tenant_id),
    };
    let caller = Caller::of(&api, &request, &place).await?;
    let assertion = Assertion {
        id: form.id,
        raw_id: form.raw_id,
        client_data_json: form.client_data_json,
        authenticator_data: form.authenticator_data,
        signature: form.signature,
        user_handle: form.user_handle,
    };
    let done = api
        .passkey_sign_in
        .authenticate(&caller.attempt(), &form.username, &assertion)
        .await?;
    Ok(web::Json(AuthResult::from(done)))
}
