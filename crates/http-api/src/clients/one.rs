//! One client: read, change, another secret, delete.

use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{delete, get, patch, post, put, web};
use kernel::ClientId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{ClientForm, ClientPatch, ClientView, tenant_id};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, ProblemDocument, Refusals};
use crate::request::{Json, Path, Query};
use crate::tenants::fields;

/// In which tenant. The same client id may exist in two.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Where {
    /// The tenant.
    tenant_id: String,
}

/// A client, without its secret.
#[utoipa::path(
    tag = "clients",
    operation_id = "read_client",
    params(("client_id" = String, Path, description = "The client"), Where),
    responses(
        (status = 200, description = "The client", body = ClientView),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/clients/{client_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn read_client(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(client): Path<ClientId>,
    Query(place): Query<Where>,
) -> Result<web::Json<ClientView>, Problem> {
    let tenant = tenant_id(&place.tenant_id)?;
    let record = api.registrar.read_client(&actor, &tenant, &client).await?;
    Ok(web::Json(api.client_view(record).await?))
}

/// Changes a client. What is left out stays as it is; it never moves to another tenant.
#[utoipa::path(
    tag = "clients",
    operation_id = "update_client",
    params(("client_id" = String, Path, description = "The client")),
    request_body = ClientForm,
    responses(
        (status = 200, description = "Changed", body = serde_json::Value, example = json!(null)),
        (status = 409, description = "Others change it all the time", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[put("/api/clients/{client_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn update_client(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(client): Path<ClientId>,
    Json(form): Json<ClientForm>,
) -> Result<web::Json<()>, Problem> {
    let (tenant, given) = (form.tenant()?, fields(&form)?);
    let registrar = &api.registrar;
    registrar
        .update_client(&actor, &tenant, &client, &given)
        .await?;
    Ok(web::Json(()))
}

/// Changes some fields of a client, and shows the client.
#[utoipa::path(
    tag = "clients",
    operation_id = "patch_client",
    params(("client_id" = String, Path, description = "The client"), Where),
    request_body = ClientPatch,
    responses(
        (status = 200, description = "Changed", body = ClientView),
        (status = 409, description = "Others change it all the time", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[patch("/api/clients/{client_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn patch_client(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(client): Path<ClientId>,
    Query(place): Query<Where>,
    Json(form): Json<ClientPatch>,
) -> Result<web::Json<ClientView>, Problem> {
    let (tenant, given) = (tenant_id(&place.tenant_id)?, fields(&form)?);
    let registrar = &api.registrar;
    let record = registrar
        .update_client(&actor, &tenant, &client, &given)
        .await?;
    Ok(web::Json(api.client_view(record).await?))
}

/// How the secret is replaced.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RotationForm {
    /// Seconds for which the secret before goes on working, up to 30 days.
    #[serde(default = "usual_overlap")]
    #[schema(default = usual_overlap, maximum = 2_592_000)]
    overlap_seconds: u64,
}

/// How long a replaced secret works unless somebody says otherwise: a day.
const fn usual_overlap() -> u64 {
    86_400
}

/// Gives a client another secret, which is in this answer and in no other.
#[utoipa::path(
    tag = "clients",
    operation_id = "rotate_client_secret",
    params(("client_id" = String, Path, description = "The client"), Where),
    request_body = RotationForm,
    responses(
        (status = 200, description = "The client, with its new secret", body = ClientView),
        (status = 409, description = "It has no secret", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/clients/{client_id}/secret", wrap = "from_fn(authenticated)")]
pub(crate) async fn rotate_client_secret(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(client): Path<ClientId>,
    Query(place): Query<Where>,
    Json(form): Json<RotationForm>,
) -> Result<web::Json<ClientView>, Problem> {
    let tenant = tenant_id(&place.tenant_id)?;
    let overlap = Duration::from_secs(form.overlap_seconds);
    let registrar = &api.registrar;
    let (record, secret) = registrar
        .rotate_secret(&actor, &tenant, &client, overlap)
        .await?;
    let mut view = api.client_view(record).await?;
    view.client_secret = Some(secret.reveal().to_owned());
    Ok(web::Json(view))
}

/// Deletes a client with everything that it was given.
#[utoipa::path(
    tag = "clients",
    operation_id = "delete_client",
    params(("client_id" = String, Path, description = "The client"), Where),
    responses(
        (status = 200, description = "Deleted", body = serde_json::Value, example = json!(null)),
        (status = 409, description = "It is locked", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete("/api/clients/{client_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn delete_client(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(client): Path<ClientId>,
    Query(place): Query<Where>,
) -> Result<web::Json<()>, Problem> {
    let tenant = tenant_id(&place.tenant_id)?;
    api.registrar
        .delete_client(&actor, &tenant, &client)
        .await?;
    Ok(web::Json(()))
}
