//! Roles that mean something to the service itself; a tenant may have its own beside them.

/// May do everything in every tenant; lives in tenant `main`.
pub const GLOBAL_ADMIN: &str = "global_admin";
/// May do everything in its own tenant.
pub const TENANT_ADMIN: &str = "tenant_admin";
/// May manage its own account.
pub const USER: &str = "user";
