//! One user.

use actix_web::middleware::from_fn;
use actix_web::{get, web};
use kernel::{TenantId, UserId};

use super::UserView;
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::Path;

/// The caller's own account.
#[utoipa::path(
    tag = "users",
    operation_id = "get_current_user",
    responses((status = 200, description = "The caller's account", body = UserView), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/user/me", wrap = "from_fn(authenticated)")]
pub(crate) async fn get_current_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
) -> Result<web::Json<UserView>, Problem> {
    Ok(web::Json(api.users.own(&actor).await?.into()))
}

/// The user who signs in under that name.
#[utoipa::path(
    tag = "users",
    operation_id = "get_user_by_name",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("username" = String, Path, description = "The name, in any case", max_length = 128),
    ),
    responses(
        (status = 200, description = "The user", body = UserView),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get(
    "/api/tenants/{tenant_id}/users/by-name/{username}",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn get_user_by_name(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, username)): Path<(TenantId, String)>,
) -> Result<web::Json<UserView>, Problem> {
    let users = &api.users;
    let account = users.find_by_username(&actor, &tenant, &username).await?;
    Ok(web::Json(account.into()))
}

/// The user of that id.
#[utoipa::path(
    tag = "users",
    operation_id = "get_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    responses(
        (status = 200, description = "The user", body = UserView),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get(
    "/api/tenants/{tenant_id}/users/{user_id}",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn get_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user)): Path<(TenantId, UserId)>,
) -> Result<web::Json<UserView>, Problem> {
    let account = api.users.find(&actor, &tenant, &user).await?;
    Ok(web::Json(account.into()))
}
