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

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::guard::{GuardContext, fn_guard};
use actix_web::http::StatusCode;
use actix_web::middleware::{Next, from_fn};
use actix_web::web;
use tenancy::Tenant;

pub(crate) use form::FORM;

use crate::problem::Problem;
use crate::{Api, methods};

/// What stands in the place of a tenant in a path without one. No tenant can have these names.
const WITHOUT_TENANT: [&str; 2] = ["token", "logout"];

/// Adds the routes. Those of a tenant come first, and share the beginning of their paths, which is looked at once and
/// without a pattern: that was most of what finding a route cost. Of what follows, those come first that are asked most.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let of_tenant = web::scope("/api/oidc")
        .guard(fn_guard(has_tenant))
        .wrap(from_fn(take_tenant))
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
        .service(of_tenant)
        .service(token::token_exchange)
        .service(token::token_exchange_tenant)
        .service(logout::oidc_logout_redirect)
        .service(logout::oidc_logout)
        .service(cors::preflight)
        .service(discovery::authorization_server);
}

fn has_tenant(context: &GuardContext<'_>) -> bool {
    let mut parts = context.head().uri.path().split('/').skip(3);
    parts
        .next()
        .is_some_and(|part| !part.is_empty() && !WITHOUT_TENANT.contains(&part))
}

/// Takes the tenant off the path, as the pattern `/{tenant_id}` would.
async fn take_tenant(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let path = request.match_info_mut();
    let tenant = path.unprocessed().split('/').nth(1).unwrap_or_default();
    let (tenant, length) = (tenant.to_owned(), tenant.len() + 1);
    // What is longer is no request that the server takes.
    path.skip(u16::try_from(length).unwrap_or_default());
    path.add_static("tenant_id", tenant);
    next.call(request).await
}

impl Api {
    /// The tenant of a path.
    pub(crate) async fn tenant_of_path(&self, id: &str) -> Result<Arc<Tenant>, Problem> {
        let nothing = || Problem::refused(StatusCode::NOT_FOUND, "there is no such tenant");
        let id = id.parse().map_err(|_| nothing())?;
        self.tenants.find(&id).await?.ok_or_else(nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tenant_can_stand_where_a_path_has_none() {
        for name in WITHOUT_TENANT {
            assert!(name.parse::<kernel::TenantId>().is_err(), "{name}");
        }
    }
}
