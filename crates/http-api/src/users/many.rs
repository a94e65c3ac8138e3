//! Several users: lists and batches.

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, get, post, web};
use identity::AccountOrder;
use identity::users::UserQuery;
use kernel::{TenantId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::UserView;
use super::form::UserForm;
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{Conflict, HTTPValidationError, Problem, Refusals};
use crate::request::{Bounded, Json, Path, Query};

/// Most bytes of a batch.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

/// Which users to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// How usernames begin, in any case.
    #[serde(default)]
    #[param(value_type = Option<String>, max_length = 128, default = "")]
    username: String,
    /// How e-mail addresses begin, in any case.
    #[serde(default)]
    #[param(value_type = Option<String>, max_length = 128, default = "")]
    email: String,
    /// Most users to give.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 10)]
    limit: Option<Bounded<1, 500>>,
    /// Users to leave out before.
    #[param(value_type = Option<u64>, minimum = 0, default = 0)]
    offset: Option<Bounded<0, { i64::MAX }>>,
    /// 1: the first come first; -1: the last do.
    #[param(value_type = Option<i32>, minimum = -1, maximum = 1, default = -1)]
    sort_direction: Option<Bounded<-1, 1>>,
    /// By what they are sorted.
    #[serde(default)]
    #[param(schema_with = user_sort_field, required = false)]
    sort_by: UserSortField,
}

/// By what users are sorted.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UserSortField {
    #[default]
    CreatedAt,
    Username,
    Email,
}

/// utoipa puts no default beside an enum of a query.
fn user_sort_field() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["created_at", "username", "email"]))
        .default(Some("created_at".into()))
        .build()
}

impl ListQuery {
    fn read(self) -> Result<UserQuery, Problem> {
        for (name, prefix) in [("username", &self.username), ("email", &self.email)] {
            if prefix.chars().count() > 128 {
                return Err(Problem::query(name, "expected at most 128 characters"));
            }
        }
        Ok(UserQuery {
            username: self.username,
            email: self.email,
            order: match self.sort_by {
                UserSortField::CreatedAt => AccountOrder::CreatedAt,
                UserSortField::Username => AccountOrder::Username,
                UserSortField::Email => AccountOrder::Email,
            },
            is_descending: self
                .sort_direction
                .is_none_or(|direction| direction.get::<i64>() < 1),
            limit: self.limit.map_or(10, Bounded::get),
            offset: self.offset.map_or(0, Bounded::get),
        })
    }
}

/// Some users of many.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserPage {
    /// The users.
    data: Vec<UserView>,
    /// There are more behind them.
    has_next: bool,
    /// How many there are in all.
    total_count: u64,
}

/// The tenant's users.
#[utoipa::path(
    tag = "users",
    operation_id = "list_users",
    params(("tenant_id" = String, Path, description = "The tenant"), ListQuery),
    responses(
        (status = 200, description = "A page of users", body = UserPage),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/tenants/{tenant_id}/users", wrap = "from_fn(authenticated)")]
pub(crate) async fn list_users(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Query(query): Query<ListQuery>,
) -> Result<web::Json<UserPage>, Problem> {
    let query = query.read()?;
    let page = api.users.list(&actor, &tenant, &query).await?;
    let shown = u64::try_from(page.users.len()).unwrap_or(u64::MAX);
    Ok(web::Json(UserPage {
        has_next: query.offset.saturating_add(shown) < page.total,
        total_count: page.total,
        data: page.users.into_iter().map(UserView::from).collect(),
    }))
}

/// Creates a user, whose person is invited by mail to enrol.
#[utoipa::path(
    tag = "users",
    operation_id = "create_user",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body(content = UserForm, example = json!({"user_id": "", "username": "grace.murray", "email": "grace.murray@example.org", "tenant_id": "acme", "roles": []})),
    responses(
        (status = 201, description = "The user", body = UserView),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
        Conflict,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/tenants/{tenant_id}/users", wrap = "from_fn(authenticated)")]
pub(crate) async fn create_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Json(form): Json<UserForm>,
) -> Result<HttpResponse, Problem> {
    let created = api.users.create(&actor, &tenant, form.creation()).await?;
    Ok(HttpResponse::Created().json(UserView::from(created.account)))
}

/// Users to be created.
#[derive(Deserialize, ToSchema)]
pub(crate) struct UserBatchCreate {
    /// The users; at most 10,000.
    #[schema(max_items = 10_000)]
    users: Vec<UserForm>,
}

/// What became of a batch.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserBatchCreateResult {
    /// How many users were created.
    success_created_count: usize,
    /// The names of users that cannot be: a field is wrong, or a role is not the caller's to give.
    fail_create_usernames: Vec<String>,
    /// The names of users whose id, username or address is in use.
    duplicate_usernames: Vec<String>,
}

/// Creates as many of these users as can be, and says what became of each.
#[utoipa::path(
    tag = "users",
    operation_id = "batch_create_user",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body = UserBatchCreate,
    responses(
        (status = 201, description = "What became of each", body = UserBatchCreateResult),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post(
    "/api/tenants/{tenant_id}/users/batch",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn batch_create_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Json(form): Json<UserBatchCreate, BATCH_BYTES>,
) -> Result<HttpResponse, Problem> {
    let users = form.users.into_iter().map(UserForm::creation).collect();
    let outcome = api.users.create_many(&actor, &tenant, users).await?;
    Ok(HttpResponse::Created().json(UserBatchCreateResult {
        success_created_count: outcome.created,
        fail_create_usernames: outcome.failed,
        duplicate_usernames: outcome.duplicates,
    }))
}

/// Users to be deleted.
#[derive(Deserialize, ToSchema)]
pub(crate) struct UserBatchDelete {
    /// Their ids; at most 10,000.
    #[schema(max_items = 10_000)]
    users_ids: Vec<String>,
}

/// Deletes those of these users that there are, with everything that is theirs.
#[utoipa::path(
    tag = "users",
    operation_id = "batch_delete_user",
    params(("tenant_id" = String, Path, description = "The tenant")),
    request_body = UserBatchDelete,
    responses(
        (status = 201, description = "None of them is there any more", body = serde_json::Value, example = json!(null)),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post(
    "/api/tenants/{tenant_id}/users/batch-delete",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn batch_delete_user(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Json(form): Json<UserBatchDelete, BATCH_BYTES>,
) -> Result<HttpResponse, Problem> {
    // What is no id is nobody's.
    let ids: Vec<UserId> = form
        .users_ids
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    api.users.delete_many(&actor, &tenant, &ids).await?;
    Ok(HttpResponse::Created().json(()))
}
