//! Roles that mean something to the service itself; a tenant may have its own beside them.

/// May do everything in every tenant; lives in tenant `main`.
pub const GLOBAL_ADMIN: &str = "global_admin";
/// May do everything in its own tenant.
pub const TENANT_ADMIN: &str = "tenant_admin";
/// May manage its own account.
pub const USER: &str = "user";

/// Whether a role could have that name: 1 to 64 characters of `[a-zA-Z0-9_.:-]`.
pub fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}
