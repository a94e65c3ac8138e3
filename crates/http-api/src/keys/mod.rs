//! API keys: `/api/user/api-keys` for one's own, `/api/api-keys` for those of a tenant.

pub(crate) mod own;
pub(crate) mod tenants;

use actix_web::HttpResponse;
use actix_web::web::ServiceConfig;
use identity::api_key::{ApiKey, ListedApiKey, NewApiKey};
use kernel::{PlainToken, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Api;
use crate::stamp::StampView;

/// Adds the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(own::create_own_key)
        .service(own::list_own_keys)
        .service(own::regenerate_own_key)
        .service(own::revoke_own_key)
        .service(tenants::create_user_key)
        .service(tenants::list_user_keys)
        .service(tenants::regenerate_api_key)
        .service(tenants::revoke_api_key);
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ApiKeyCreate {
    /// What it is called; 1 to 128 characters.
    #[schema(min_length = 1, max_length = 128)]
    name: String,
    /// What it may do: USER, USER:READ, CLIENT, CLIENT:READ, `API_KEY`, `API_KEY:READ`, TENANT, TENANT:READ, SCIM2.
    scopes: Vec<String>,
    /// The tenant that it acts in.
    #[schema(value_type = String)]
    tenant_id: TenantId,
}

impl From<ApiKeyCreate> for NewApiKey {
    fn from(form: ApiKeyCreate) -> Self {
        Self {
            tenant_id: form.tenant_id,
            name: form.name,
            scopes: form.scopes,
        }
    }
}

/// A key, without the key itself.
#[derive(Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub(crate) struct ApiKeyView {
    /// Names the key; no secret.
    key_id: String,
    /// Always empty: not even the hash of a key is told.
    key_hash: &'static str,
    /// Whose key it is; none for the tenant's own.
    user_id: Option<String>,
    /// The tenant that it acts in.
    tenant_id: String,
    /// When, from where and with what it was made.
    created_at: StampView,
    /// What it is called.
    #[schema(default = "")]
    name: String,
    /// What it may do.
    scopes: Vec<&'static str>,
    /// When, from where and with what it was last used, to the minute.
    last_use_at: Option<StampView>,
    /// It works.
    #[schema(default = true)]
    is_active: bool,
}

/// A key and, this once, the key itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyCreated {
    #[serde(flatten)]
    key: ApiKeyView,
    /// The key itself. It is not shown again.
    api_key: String,
}

/// A key with the name of its owner.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyListItem {
    #[serde(flatten)]
    key: ApiKeyView,
    /// The owner's username; empty for the tenant's own keys.
    #[schema(default = "")]
    username: String,
}

/// Keys, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyList {
    api_keys: Vec<ApiKeyListItem>,
}

impl Api {
    fn key(&self, key: ApiKey) -> ApiKeyView {
        ApiKeyView {
            key_id: key.key_id,
            key_hash: "",
            user_id: key.owner.map(String::from),
            tenant_id: key.tenant_id.into(),
            created_at: self.stamp(key.created),
            name: key.name,
            scopes: key.scopes.iter().map(|scope| scope.as_str()).collect(),
            last_use_at: key.last_use.map(|stamp| self.stamp(stamp)),
            is_active: key.is_active,
        }
    }

    fn made(&self, (key, token): (ApiKey, PlainToken)) -> ApiKeyCreated {
        ApiKeyCreated {
            key: self.key(key),
            api_key: token.reveal().to_owned(),
        }
    }

    fn listed(&self, keys: Vec<ListedApiKey>) -> HttpResponse {
        let item = |listed: ListedApiKey| ApiKeyListItem {
            username: listed
                .username
                .map(|name| name.to_string())
                .unwrap_or_default(),
            key: self.key(listed.key),
        };
        let api_keys = keys.into_iter().map(item).collect();
        HttpResponse::Ok().json(ApiKeyList { api_keys })
    }
}
