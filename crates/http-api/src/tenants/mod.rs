//! Tenants: `/api/tenants`.

mod form;
pub(crate) mod list;
pub(crate) mod one;
mod settings;
mod view;

pub(crate) use form::{TenantForm, TenantPatch, TenantUpdate, fields};
pub(crate) use list::limit;
pub(crate) use view::{PublicTenantView, TenantList, TenantView};
