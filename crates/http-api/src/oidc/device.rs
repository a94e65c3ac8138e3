//! Devices without a browser (RFC 8628).

use actix_web::http::header::PRAGMA;
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::form::OAuthForm;
use super::token::{OAuthError, with_client};
use crate::Api;

/// What a device sends.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the form; the use case reads it")]
pub(crate) struct DeviceForm {
    /// The client on the device. May be left out with HTTP Basic.
    client_id: String,
    /// The client's secret, unless it is public or uses HTTP Basic.
    client_secret: Option<String>,
    /// What the device asks for, separated by spaces.
    scope: Option<String>,
    /// A resource server that the token is to be for (RFC 8707). Can be given more than once.
    resource: Option<String>,
    /// A JWT with which a client that has keys authenticates (RFC 7523).
    client_assertion: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
}

/// What a device shows its person, and asks for its tokens with (section 3.2).
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceAuthorization {
    /// For the token endpoint.
    device_code: String,
    /// For the person to type.
    user_code: String,
    /// Where they type it.
    verification_uri: String,
    /// The same with the code in it, for a link or a picture of one.
    verification_uri_complete: String,
    /// Seconds until both codes expire.
    expires_in: u32,
    /// Seconds that the device waits between two questions.
    interval: u32,
}

/// Begins to sign in a device: its person types the user code in a browser, and the device asks at the token endpoint
/// until they have.
#[utoipa::path(
    tag = "oidc",
    context_path = "/api/oidc/{tenant_id}",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = DeviceForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The codes", body = DeviceAuthorization),
        (status = 400, description = "The request was refused", body = OAuthError),
        (status = 401, description = "The client did not authenticate", body = OAuthError),
        (status = 404, description = "There is no such tenant", body = OAuthError),
    )
)]
#[post("/device_authorization")]
pub(crate) async fn authorize_device(
    api: web::Data<Api>,
    request: HttpRequest,
    tenant: web::Path<String>,
    OAuthForm(form): OAuthForm,
) -> HttpResponse {
    with_client(&api, &request, &tenant, form.as_ref(), async |asked| {
        let opened = api.provider.authorize_device(&asked).await?;
        Ok(HttpResponse::Ok()
            .insert_header((PRAGMA, "no-cache"))
            .json(opened))
    })
    .await
}
