//! Tenants: `/api/tenants`.

mod form;
pub(crate) mod list;
pub(crate) mod one;
mod settings;
mod view;

pub(crate) use form::{TenantForm, TenantPatch, TenantUpdate, fields};
pub(crate) use list::limit;
pub(crate) use view::{PublicTenantView, TenantList, TenantView};

use actix_web::web::ServiceConfig;

/// Adds the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(list::list_tenants)
        .service(list::create_tenant)
        .service(one::read_tenant)
        .service(one::update_tenant)
        .service(one::patch_tenant)
        .service(one::delete_tenant)
        .service(one::reopen_tenant);
}
