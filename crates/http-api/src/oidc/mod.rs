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

use crate::problem::Problem;
use crate::{Api, methods};

/// Adds the routes. Those without a tenant in their path come first: no tenant can have their names. The others share
/// the beginning of their paths, which is looked at once; of what follows, those come first that are asked most.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let of_tenant = web::scope("/api/oidc/{tenant_id}")
        .service(token::token_exchange_standard)
        .service(discovery::jwks)
        .service(userinfo::userinfo)
        .service(introspection::introspect)
        .service(authorize::authorize)
        .service(discovery::openid_configuration)
        .service(push::push_authorization_request)
        .service(userinfo::userinfo_post)
        .service(authorize::authorize_post)
        .service(introspection::revoke)
        .service(device::authorize_device)
        .service(logout::end_session)
        .service(logout::end_session_post)
        .service(microsoft::metadata)
        .service(microsoft::keys)
        .service(microsoft::authorize_microsoft)
        .service(microsoft::authorize_microsoft_post)
        .service(cors::preflight_of_tenant)
        .default_service(web::to(methods::nothing));
    config
        .service(token::token_exchange)
        .service(token::token_exchange_tenant)
        .service(logout::oidc_logout_redirect)
        .service(logout::oidc_logout)
        .service(cors::preflight)
        .service(of_tenant)
        .service(discovery::authorization_server);
}

impl Api {
    /// The tenant of a path.
    pub(crate) async fn tenant_of_path(&self, id: &str) -> Result<Tenant, Problem> {
        let nothing = || Problem::refused(StatusCode::NOT_FOUND, "there is no such tenant");
        let id = id.parse().map_err(|_| nothing())?;
        self.tenants.find(&id).await?.ok_or_else(nothing)
    }
}
