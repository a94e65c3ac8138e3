//! OpenID Connect: the routes under `/api/oidc`.

pub(crate) mod authorize;
mod cors;
pub(crate) mod device;
pub(crate) mod discovery;
mod form;
pub(crate) mod introspection;
pub(crate) mod logout;
pub(crate) mod microsoft;
pub(crate) mod push;
pub(crate) mod token;
pub(crate) mod userinfo;

use actix_web::http::StatusCode;
use actix_web::web;
use tenancy::Tenant;

use crate::Api;
use crate::problem::Problem;

/// Adds the routes. Those without a tenant in their path come first: no tenant can have their names.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(token::token_exchange)
        .service(token::token_exchange_tenant)
        .service(token::token_exchange_standard)
        .service(introspection::introspect)
        .service(introspection::revoke)
        .service(logout::oidc_logout_redirect)
        .service(logout::oidc_logout)
        .service(logout::end_session)
        .service(logout::end_session_post)
        .service(push::push_authorization_request)
        .service(device::authorize_device)
        .service(authorize::authorize)
        .service(authorize::authorize_post)
        .service(microsoft::metadata)
        .service(microsoft::keys)
        .service(microsoft::authorize_microsoft)
        .service(microsoft::authorize_microsoft_post)
        .service(userinfo::userinfo)
        .service(userinfo::userinfo_post)
        .service(discovery::openid_configuration)
        .service(discovery::authorization_server)
        .service(discovery::jwks)
        .service(cors::preflight);
}

impl Api {
    /// The tenant of a path.
    pub(crate) async fn tenant_of_path(&self, id: &str) -> Result<Tenant, Problem> {
        let nothing = || Problem::refused(StatusCode::NOT_FOUND, "there is no such tenant");
        let id = id.parse().map_err(|_| nothing())?;
        self.tenants.find(&id).await?.ok_or_else(nothing)
    }
}
