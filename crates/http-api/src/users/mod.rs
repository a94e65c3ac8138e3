//! Users: `/api/user` for oneself, `/api/tenants/{tenant_id}/users` for those who manage them.

pub(crate) mod email;
mod form;
pub(crate) mod many;
pub(crate) mod one;

use actix_web::web::ServiceConfig;
use identity::Account;
use serde::Serialize;
use utoipa::ToSchema;

/// Adds the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(one::get_current_user)
        .service(one::get_user_by_name)
        .service(many::list_users)
        .service(many::create_user)
        .service(many::batch_create_user)
        .service(many::batch_delete_user)
        .service(one::get_user)
        .service(one::update_user)
        .service(one::delete_user)
        .service(email::update_email)
        .service(one::invite_user);
}

/// A user as the published API shows one.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    /// Names the user within the tenant.
    user_id: String,
    /// The name to sign in with.
    #[schema(min_length = 1, max_length = 128)]
    username: String,
    /// The e-mail address.
    #[schema(format = Email)]
    email: String,
    /// The tenant.
    tenant_id: String,
    /// Nobody can sign in as this user.
    is_disabled: bool,
    /// The person has shown that the address is theirs.
    is_verified: bool,
    /// When the user was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the user was last changed.
    #[schema(format = DateTime)]
    updated_at: Option<String>,
    /// The preferred language (BCP 47).
    locale: Option<String>,
    /// Roles in the tenant.
    roles: Vec<String>,
    /// The user's name in the system that provisioned it.
    external_id: Option<String>,
}

impl From<Account> for UserView {
    fn from(account: Account) -> Self {
        Self {
            user_id: account.user_id.into(),
            username: account.username.to_string(),
            email: account.email.to_string(),
            tenant_id: account.tenant_id.into(),
            is_disabled: account.is_disabled,
            is_verified: account.is_verified,
            created_at: account.created_at.to_rfc3339(),
            updated_at: account.updated_at.map(kernel::Timestamp::to_rfc3339),
            locale: account.locale,
            roles: account.roles,
            external_id: account.external_id,
        }
    }
}
