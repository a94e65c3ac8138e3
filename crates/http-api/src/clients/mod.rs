//! Clients (relying parties): `/api/clients` for those who manage them, `/api/client` for everybody.

mod form;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod public;
mod view;

pub(crate) use form::{ClientForm, ClientPatch};
pub(crate) use view::{ClientList, ClientView, PublicClientView};

use actix_web::web::ServiceConfig;
use kernel::{Denied, TenantId};

use crate::problem::Problem;

/// Adds the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(public::get_client)
        .service(public::get_client_tenant)
        .service(list::read_clients)
        .service(list::create_client)
        .service(one::read_client)
        .service(one::update_client)
        .service(one::patch_client)
        .service(one::rotate_client_secret)
        .service(one::delete_client);
}

/// A tenant that a request names. What cannot be the name of one names nothing.
fn tenant_id(text: &str) -> Result<TenantId, Problem> {
    Ok(text.parse().map_err(|_| Denied::NotFound)?)
}

impl ClientForm {
    /// The tenant that a form names, which must leave the secret to the server.
    fn tenant(&self) -> Result<TenantId, Problem> {
        if self.client_secret.is_some() {
            let msg =
                "the server draws it; leave it out, and see POST /api/clients/{client_id}/secret";
            return Err(Problem::body("client_secret", msg));
        }
        tenant_id(&self.tenant_id)
    }
}
