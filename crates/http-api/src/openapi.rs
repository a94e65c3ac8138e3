//! The service's own description.

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get};
use utoipa::openapi::RefOr;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi, openapi};

use crate::auth::{
    authenticate, challenge, change, consent, device_link, enrolment, recovery_codes, reset,
    sign_in,
};
use crate::oidc::FORM;
use crate::{
    actor, audit_events, blocks, clients, health, keys, oidc, passkeys, problem, scim, sessions,
    sign_in_quality, tenants, users,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Secrets Vault",
        description = "OpenID Connect with sign-in by a picture of one's own, proved in zero knowledge"
    ),
    paths(
        challenge::challenge,
        authenticate::authenticate,
        sign_in::sign_in,
        consent::consent,
        consent::answer_consent,
        enrolment::register,
        enrolment::verify_email,
        reset::request_reset_password,
        enrolment::reset_password_code,
        change::change_password,
        recovery_codes::draw_recovery_codes,
        recovery_codes::count_recovery_codes,
        device_link::send_device_link,
        device_link::follow_device_link,
        passkeys::own::list_passkeys,
        passkeys::own::update_passkey,
        passkeys::own::delete_passkey,
        passkeys::registration::registration_options,
        passkeys::registration::verify_registration,
        passkeys::sign_in::auth_options,
        passkeys::sign_in::verify_auth,
        users::one::get_current_user,
        users::one::get_user_by_name,
        users::many::list_users,
        users::many::create_user,
        users::many::batch_create_user,
        users::many::batch_delete_user,
        users::one::get_user,
        users::one::update_user,
        users::one::delete_user,
        users::email::update_email,
        users::one::invite_user,
        sessions::list_own_sessions,
        sessions::end_own_sessions,
        sessions::end_own_session,
        sessions::list_user_sessions,
        sessions::end_user_sessions,
        sessions::end_user_session,
        blocks::blocked_ips,
        blocks::blocked_ips_alias,
        blocks::unblock_ip,
        blocks::block_users,
        blocks::block_users_alias,
        blocks::unblock_user,
        audit_events::list::list_audit_events,
        audit_events::export::export_audit_events,
        sign_in_quality::get_sign_in_quality,
        keys::own::create_own_key,
        keys::own::list_own_keys,
        keys::own::regenerate_own_key,
        keys::own::revoke_own_key,
        keys::tenants::create_user_key,
        keys::tenants::list_user_keys,
        keys::tenants::regenerate_api_key,
        keys::tenants::revoke_api_key,
        tenants::list::list_tenants,
        tenants::list::create_tenant,
        tenants::one::read_tenant,
        tenants::one::update_tenant,
        tenants::one::patch_tenant,
        tenants::one::delete_tenant,
        tenants::one::reopen_tenant,
        clients::public::get_client,
        clients::public::get_client_tenant,
        clients::list::read_clients,
        clients::list::create_client,
        clients::one::read_client,
        clients::one::update_client,
        clients::one::patch_client,
        clients::one::rotate_client_secret,
        clients::one::delete_client,
        oidc::discovery::openid_configuration,
        oidc::discovery::authorization_server,
        oidc::discovery::jwks,
        oidc::authorize::authorize,
        oidc::authorize::authorize_post,
        oidc::push::push_authorization_request,
        oidc::device::authorize_device,
        oidc::microsoft::metadata,
        oidc::microsoft::keys,
        oidc::microsoft::authorize_microsoft,
        oidc::microsoft::authorize_microsoft_post,
        oidc::token::token_exchange,
        oidc::token::token_exchange_tenant,
        oidc::token::token_exchange_standard,
        oidc::introspection::introspect,
        oidc::introspection::revoke,
        oidc::userinfo::userinfo,
        oidc::userinfo::userinfo_post,
        oidc::logout::oidc_logout_redirect,
        oidc::logout::oidc_logout,
        oidc::logout::end_session,
        oidc::logout::end_session_post,
        scim::users::create_scim_user,
        scim::users::list_scim_users,
        scim::users::get_scim_user,
        scim::users::replace_scim_user,
        scim::users::patch_scim_user,
        scim::users::delete_scim_user,
        scim::groups::create_scim_group,
        scim::groups::list_scim_group,
        scim::groups::get_scim_group,
        scim::groups::replace_scim_group,
        scim::groups::patch_scim_group,
        scim::groups::delete_scim_group,
        scim::me::get_scim_me,
        scim::me::replace_scim_me,
        scim::me::patch_scim_me,
        scim::me::delete_scim_me,
        scim::search::list_scim_resources,
        scim::search::search_scim_resources,
        scim::search::search_scim_users,
        scim::search::search_scim_groups,
        scim::bulk::scim_bulk,
        scim::discovery::scim_config,
        scim::discovery::scim_schemas,
        scim::discovery::scim_schema,
        scim::discovery::scim_resource_types,
        scim::discovery::scim_resource_type,
        health::live,
        health::ready,
    ),
    components(schemas(problem::HTTPValidationError, problem::ProblemDocument)),
    servers((url = "/", description = "Where this document comes from")),
    modifiers(&SecuritySchemes, &BodyLimits)
)]
struct Document;

/// How callers authenticate, under the published API's names.
struct SecuritySchemes;

impl Modify for SecuritySchemes {
    fn modify(&self, document: &mut openapi::OpenApi) {
        // Whatever does not name a way is for everybody.
        document.security = Some(Vec::new());
        let components = document.components.get_or_insert_default();
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("HTTPBearer", bearer);
        let header =
            SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(actor::API_KEY_HEADER)));
        components.add_security_scheme("APIKeyHeader", header);
    }
}

/// What is answered to a body that is too large: the same shape as where a field or a parameter is wrong.
struct BodyLimits;

impl Modify for BodyLimits {
    fn modify(&self, document: &mut openapi::OpenApi) {
        for item in document.paths.paths.values_mut() {
            let operations = [&mut item.patch, &mut item.post, &mut item.put];
            for operation in operations.into_iter().flatten() {
                let Some(RefOr::T(body)) = &operation.request_body else {
                    continue;
                };
                let wrong = if body.content.contains_key("application/json") {
                    "422"
                } else if body.content.contains_key(FORM) {
                    "400"
                } else {
                    continue;
                };
                let responses = &mut operation.responses.responses;
                let Some(RefOr::T(invalid)) = responses.get(wrong) else {
                    continue;
                };
                let mut too_large = invalid.clone();
                "The body is larger than it may be".clone_into(&mut too_large.description);
                responses
                    .entry("413".to_owned())
                    .or_insert(too_large.into());
            }
        }
    }
}

/// The OpenAPI 3.1 document as JSON. It is composed beforehand: that takes longer than a sign-in, and two megabytes of
/// program.
pub static DOCUMENT: &str = include_str!("../../../docs/api/openapi.json");

/// Composes [`DOCUMENT`] anew, of what is said about each route.
///
/// # Errors
/// It cannot be written, which would be a mistake in this crate.
pub fn compose() -> Result<String, serde_json::Error> {
    Ok(Document::openapi().to_pretty_json()? + "\n")
}

/// The OpenAPI document.
#[get("/openapi.json")]
pub(crate) async fn openapi_json() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(DOCUMENT)
}
