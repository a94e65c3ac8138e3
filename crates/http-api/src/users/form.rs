//! A user as somebody who creates or changes one sends it.

use identity::users::{NewUser, UserUpdate};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::request::ignored;

/// A user to be created or changed. When changing, what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[expect(
    clippy::option_option,
    reason = "left out, empty and a value are three things"
)]
pub(crate) struct UserForm {
    /// Names the user within the tenant; empty to have one drawn.
    #[schema(max_length = 128)]
    user_id: String,
    /// The name to sign in with: a-z, A-Z, 0-9, `_`, `.`, `@` and `-`.
    #[schema(min_length = 1, max_length = 128)]
    username: String,
    /// The e-mail address.
    #[schema(format = Email, max_length = 254)]
    email: String,
    /// The tenant of the path.
    #[schema(max_length = 63)]
    tenant_id: String,
    /// Nobody can sign in as this user, and whatever was given to it ends.
    #[schema(default = false)]
    is_disabled: Option<bool>,
    /// The address is known to be the person's.
    #[schema(default = false)]
    is_verified: Option<bool>,
    /// Said by the service; ignored here.
    #[serde(default, deserialize_with = "ignored")]
    #[schema(format = DateTime, max_length = 256)]
    #[expect(dead_code, reason = "it is for the service to say")]
    created_at: Option<String>,
    /// Said by the service; ignored here.
    #[serde(default, deserialize_with = "ignored")]
    #[schema(format = DateTime, max_length = 256)]
    #[expect(dead_code, reason = "it is for the service to say")]
    updated_at: Option<String>,
    /// The preferred language (BCP 47).
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 35)]
    locale: Option<Option<String>>,
    /// Roles in the tenant.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>, max_items = 50)]
    roles: Option<Option<Vec<String>>>,
    /// The user's name in the system that provisions it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 256)]
    external_id: Option<Option<String>>,
}

/// A field that is there, be it null; one that is left out is none.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl UserForm {
    /// The user to be created.
    pub(super) fn creation(self) -> NewUser {
        NewUser {
            user_id: Some(self.user_id).filter(|id| !id.is_empty()),
            tenant_id: Some(self.tenant_id),
            username: self.username,
            email: self.email,
            is_disabled: self.is_disabled.unwrap_or_default(),
            is_verified: self.is_verified.unwrap_or_default(),
            locale: self.locale.flatten(),
            roles: self.roles.flatten().unwrap_or_default(),
            external_id: self.external_id.flatten(),
        }
    }

    /// What to change.
    pub(super) fn update(self) -> UserUpdate {
        UserUpdate {
            user_id: Some(self.user_id),
            tenant_id: Some(self.tenant_id),
            username: Some(self.username),
            email: Some(self.email),
            is_disabled: self.is_disabled,
            is_verified: self.is_verified,
            locale: self.locale,
            roles: self.roles.map(Option::unwrap_or_default),
            external_id: self.external_id,
        }
    }
}
