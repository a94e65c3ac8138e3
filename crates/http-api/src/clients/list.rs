//! A tenant's clients: list and register.

use actix_web::middleware::from_fn;
use actix_web::{get, post, web};
use kernel::{PlainToken, TenantId};
use serde::Deserialize;
use tenancy::{ClientRecord, ClientRegistration};
use utoipa::IntoParams;

use super::{ClientForm, ClientList, ClientView};
use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, ProblemDocument, Refusals};
use crate::request::{Json, Query, number};
use crate::tenants::{fields, limit};

/// Which clients.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClientsOf {
    /// The tenant.
    tenant_id: String,
    /// How many to leave out.
    #[serde(default, deserialize_with = "number")]
    #[param(value_type = i64, required = false, default = 0, minimum = 0)]
    skip: Option<u32>,
    /// How many at most, up to 1000.
    #[serde(default, deserialize_with = "number")]
    #[param(value_type = i64, required = false, default = 100, minimum = 0, maximum = 1000)]
    limit: Option<u32>,
}

/// A tenant's clients, without secrets.
#[utoipa::path(
    tag = "clients",
    operation_id = "read_clients",
    params(ClientsOf),
    responses(
        (status = 200, description = "Clients", body = ClientList),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/clients", wrap = "from_fn(authenticated)")]
pub(crate) async fn read_clients(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Query(of): Query<ClientsOf>,
) -> Result<web::Json<ClientList>, Problem> {
    let tenant = super::tenant_id(&of.tenant_id)?;
    let (skip, limit) = (of.skip.unwrap_or(0), limit(of.limit, 100)?);
    let clients = api
        .registrar
        .list_clients(&actor, &tenant, skip, limit)
        .await?;
    let name = api.tenant_name(&tenant).await?;
    let view = |record| ClientView::new(record, name.clone());
    Ok(web::Json(ClientList {
        clients: clients.into_iter().map(view).collect(),
    }))
}

/// Registers a client. Its secret is in this answer and in no other.
#[utoipa::path(
    tag = "clients",
    operation_id = "create_client",
    request_body(content = ClientForm, example = json!({"client_id": "notes", "name": "Notes", "tenant_id": "acme", "redirect_uris": ["https://notes.example.org/back"], "allowed_scopes": ["openid", "profile"]})),
    responses(
        (status = 200, description = "The client, with its secret", body = ClientView),
        (status = 409, description = "The id is in use in this tenant", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[post("/api/clients", wrap = "from_fn(authenticated)")]
pub(crate) async fn create_client(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Json(form): Json<ClientForm>,
) -> Result<web::Json<ClientView>, Problem> {
    let tenant = form.tenant()?;
    let id = form.client_id.parse();
    let id =
        id.map_err(|error: kernel::InvalidId| Problem::body("client_id", error.to_string()))?;
    let registration = ClientRegistration::new(id, form.name.as_str()).with(&fields(&form)?)?;
    let registrar = &api.registrar;
    let (client, secret) = registrar
        .register_client(&actor, tenant, registration)
        .await?;
    let record = ClientRecord {
        client,
        updated_at: None,
    };
    let mut view = api.client_view(record).await?;
    view.client_secret = secret
        .as_ref()
        .map(|secret| PlainToken::reveal(secret).to_owned());
    Ok(web::Json(view))
}

impl Api {
    /// A client, as its administrators see it.
    pub(super) async fn client_view(&self, record: ClientRecord) -> Result<ClientView, Problem> {
        let name = self.tenant_name(&record.client.tenant_id).await?;
        Ok(ClientView::new(record, name))
    }

    /// The name of a tenant, if it has one.
    async fn tenant_name(&self, id: &TenantId) -> Result<Option<String>, Problem> {
        let tenant = self.tenants.find(id).await?;
        Ok(tenant.map(|tenant| tenant.settings.display_name.clone()))
    }
}
