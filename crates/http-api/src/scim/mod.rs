//! SCIM 2.0 (RFC 7644) at `/scim/v2/{tenant_id}`: the routes and what they read.
//!
//! What a request means is decided by the crates `scim` and `provisioning`; here are only bodies,
//! headers and status codes.

mod admission;
mod answer;
pub(crate) mod bulk;
mod description;
pub(crate) mod discovery;
pub(crate) mod groups;
pub(crate) mod me;
mod request;
mod resource;
pub(crate) mod search;
pub(crate) mod users;

use actix_web::middleware::from_fn;
use actix_web::web;
use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError, Route};
use scim::ScimError;

use crate::methods::with_allow;
pub(crate) use answer::{ScimErrorDocument, ScimProblem};
pub(crate) use description::{ListQuery, ProjectionQuery, Refusals, ScimDocument};
pub(crate) use request::{Document, Parameters, Provisioned, Unfiltered};

/// Most bytes of a body: thousands of members, or a bulk request.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// Adds the routes. Each resource answers for the methods that it does not have.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("/scim/v2/{tenant_id}")
            .app_data(web::PayloadConfig::new(BODY_LIMIT))
            .wrap(from_fn(admission::admit))
            .service(
                at("")
                    .route(web::get().to(search::list_scim_resources))
                    .route(web::head().to(search::list_scim_resources)),
            )
            .service(
                at("/Users")
                    .route(web::get().to(users::list_scim_users))
                    .route(web::head().to(users::list_scim_users))
                    .route(web::post().to(users::create_scim_user)),
            )
            .service(at("/Users/.search").route(web::post().to(search::search_scim_users)))
            .service(
                at("/Users/{user_id}")
                    .route(web::get().to(users::get_scim_user))
                    .route(web::head().to(users::get_scim_user))
                    .route(web::put().to(users::replace_scim_user))
                    .route(web::patch().to(users::patch_scim_user))
                    .route(web::delete().to(users::delete_scim_user)),
            )
            .service(
                at("/Groups")
                    .route(web::get().to(groups::list_scim_group))
                    .route(web::head().to(groups::list_scim_group))
                    .route(web::post().to(groups::create_scim_group)),
            )
            .service(at("/Groups/.search").route(web::post().to(search::search_scim_groups)))
            .service(
                at("/Groups/{group_id}")
                    .route(web::get().to(groups::get_scim_group))
                    .route(web::head().to(groups::get_scim_group))
                    .route(web::put().to(groups::replace_scim_group))
                    .route(web::patch().to(groups::patch_scim_group))
                    .route(web::delete().to(groups::delete_scim_group)),
            )
            .service(
                at("/Me")
                    .route(web::get().to(me::get_scim_me))
                    .route(web::head().to(me::get_scim_me))
                    .route(web::put().to(me::replace_scim_me))
                    .route(web::patch().to(me::patch_scim_me))
                    .route(web::delete().to(me::delete_scim_me)),
            )
            .service(at("/Bulk").route(web::post().to(bulk::scim_bulk)))
            .service(at("/.search").route(web::post().to(search::search_scim_resources)))
            .service(described(
                "/ServiceProviderConfig",
                web::get().to(discovery::scim_config),
            ))
            .service(described(
                "/Schemas",
                web::get().to(discovery::scim_schemas),
            ))
            .service(described(
                "/Schemas/{id}",
                web::get().to(discovery::scim_schema),
            ))
            .service(described(
                "/ResourceTypes",
                web::get().to(discovery::scim_resource_types),
            ))
            .service(described(
                "/ResourceTypes/{id}",
                web::get().to(discovery::scim_resource_type),
            ))
            .default_service(web::to(nothing)),
    );
}

fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(no_such_method))
}

fn described(path: &str, get: Route) -> Resource {
    at(path).route(get)
}

async fn nothing() -> Result<HttpResponse, ScimProblem> {
    Err(ScimError::refused(404, "there is nothing here").into())
}

async fn no_such_method(request: HttpRequest) -> HttpResponse {
    let problem = ScimProblem::from(ScimError::refused(405, "this cannot be done here"));
    with_allow(problem.error_response(), &request)
}
