//! What anybody may know of a client and its tenant: what a sign-in page must know.

use std::sync::Arc;

use actix_web::{get, web};
use kernel::{ClientId, Denied};
use serde::{Deserialize, Serialize};
use tenancy::{RelyingParty, Tenant};
use utoipa::{IntoParams, ToSchema};

use super::{PublicClientView, tenant_id};
use crate::Api;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::Query;
use crate::tenants::PublicTenantView;

/// Which client.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// The client.
    client_id: String,
    /// The tenant.
    tenant_id: String,
}

/// A client and its tenant.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicClientTenant {
    /// The client.
    client: PublicClientView,
    /// The tenant.
    tenant: PublicTenantView,
}

/// The public part of a client.
#[utoipa::path(
    tag = "clients",
    operation_id = "get_client",
    params(Which),
    responses(
        (status = 200, description = "The client", body = PublicClientView),
        (status = 404, description = "There is no such client", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[get("/api/client")]
pub(crate) async fn get_client(
    api: web::Data<Api>,
    Query(which): Query<Which>,
) -> Result<web::Json<PublicClientView>, Problem> {
    let (tenant, client) = api.public_client(&which).await?;
    Ok(web::Json(PublicClientView::new(&client, &tenant)))
}

/// The public parts of a client and its tenant.
#[utoipa::path(
    tag = "clients",
    operation_id = "get_client_tenant",
    params(Which),
    responses(
        (status = 200, description = "Client and tenant", body = PublicClientTenant),
        (status = 404, description = "There is no such client", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[get("/api/client/tenant")]
pub(crate) async fn get_client_tenant(
    api: web::Data<Api>,
    Query(which): Query<Which>,
) -> Result<web::Json<PublicClientTenant>, Problem> {
    let (tenant, client) = api.public_client(&which).await?;
    Ok(web::Json(PublicClientTenant {
        tenant: tenant.as_ref().into(),
        client: PublicClientView::new(&client, &tenant),
    }))
}

impl Api {
    async fn public_client(
        &self,
        which: &Which,
    ) -> Result<(Arc<Tenant>, Arc<RelyingParty>), Problem> {
        let tenant = self.tenants.find(&tenant_id(&which.tenant_id)?).await?;
        let tenant = tenant.ok_or(Denied::NotFound)?;
        let client: Result<ClientId, _> = which.client_id.parse();
        let client = client.map_err(|_| Denied::NotFound)?;
        let client = self.provider.clients.find(&tenant.id, &client).await?;
        Ok((tenant, client.ok_or(Denied::NotFound)?))
    }
}
