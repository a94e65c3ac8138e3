//! One user.

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, delete, get, post, put, web};
use kernel::{TenantId, UserId};

use super::UserView;
use super::form::UserForm;
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{Conflict, HTTPValidationError, Problem, Refusals};
use crate::request::{Json, Path};

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

/// Changes a user; what is left out stays. Disabling ends whatever was given to the user at once. A
/// new address gets an invitation, unless `is_verified` says that it is known to be the person's.
#[utoipa::path(
    tag = "users",
    operation_id = "update_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    request_body = UserForm,
    responses(
        (status = 200, description = "The user", body = UserView),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
        Conflict,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[put(
    "/api/tenants/{tenant_id}/users/{user_id}",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn update_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user)): Path<(TenantId, UserId)>,
    Json(form): Json<UserForm>,
) -> Result<web::Json<UserView>, Problem> {
    let update = form.update();
    let account = api.users.update(&actor, &tenant, &user, &update).await?;
    Ok(web::Json(account.into()))
}

/// Deletes a user with everything that is theirs.
#[utoipa::path(
    tag = "users",
    operation_id = "delete_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    responses((status = 204, description = "The user is gone"), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete(
    "/api/tenants/{tenant_id}/users/{user_id}",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn delete_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user)): Path<(TenantId, UserId)>,
) -> Result<HttpResponse, Problem> {
    api.users.delete(&actor, &tenant, &user).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Mails a new invitation, with which the person enrols; earlier ones no longer work.
#[utoipa::path(
    tag = "users",
    operation_id = "invite_user",
    params(
        ("tenant_id" = String, Path, description = "The tenant"),
        ("user_id" = String, Path, description = "The user"),
    ),
    responses((status = 204, description = "The invitation is on its way"), Refusals, Conflict),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post(
    "/api/tenants/{tenant_id}/users/{user_id}/invitation",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn invite_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path((tenant, user)): Path<(TenantId, UserId)>,
) -> Result<HttpResponse, Problem> {
    api.users.invite(&actor, &tenant, &user).await?;
    Ok(HttpResponse::NoContent().finish())
}
