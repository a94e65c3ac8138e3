//! One's own passkeys: list, rename, delete.

use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, delete, get, put, web};
use identity::Stamp;
use identity::passkey::Passkey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Json, Path};

/// The passkeys of an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasskeyList {
    /// Oldest first.
    passkeys: Vec<PasskeyInfo>,
}

/// A passkey.
#[derive(Serialize, ToSchema)]
struct PasskeyInfo {
    /// The credential id.
    id: String,
    /// When it was added.
    #[schema(format = DateTime)]
    created_at: String,
    /// What it is called.
    name: String,
    /// When and from where it was last used; absent if never.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_use: Option<PasskeyUse>,
}

/// A use of a passkey.
#[derive(Serialize, ToSchema)]
struct PasskeyUse {
    /// When.
    #[schema(format = DateTime)]
    date: String,
    /// From where.
    ip: Option<String>,
    /// In which country that is (ISO 3166-1 alpha-2), if the operator has a database of addresses.
    country: Option<String>,
    /// With what.
    user_agent: Option<String>,
}

/// What may be changed of a passkey.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasskeyUpdate {
    /// What it is called from now on: 1 to 64 characters.
    name: String,
}

impl Api {
    fn passkey(&self, passkey: Passkey) -> PasskeyInfo {
        PasskeyInfo {
            id: passkey.credential_id,
            created_at: passkey.created.at.to_rfc3339(),
            name: passkey.name,
            last_use: passkey.last_use.map(|last_use| self.passkey_use(last_use)),
        }
    }

    fn passkey_use(&self, stamp: Stamp) -> PasskeyUse {
        PasskeyUse {
            date: stamp.at.to_rfc3339(),
            ip: stamp.ip.map(|ip| ip.to_string()),
            country: stamp.ip.and_then(|ip| self.countries.country_of(ip)),
            user_agent: stamp.user_agent,
        }
    }
}

/// The caller's passkeys.
#[utoipa::path(
    tag = "passkeys",
    operation_id = "list_passkeys",
    responses((status = 200, description = "The passkeys", body = PasskeyList), Refusals),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get("/api/passkeys", wrap = "from_fn(authenticated)")]
pub(crate) async fn list_passkeys(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
) -> Result<web::Json<PasskeyList>, Problem> {
    let passkeys = api.passkey_registration.list(&actor).await?;
    let shown = passkeys.into_iter().map(|passkey| api.passkey(passkey));
    let passkeys = shown.collect();
    Ok(web::Json(PasskeyList { passkeys }))
}

/// Gives a passkey of the caller's another name.
#[utoipa::path(
    tag = "passkeys",
    operation_id = "update_passkey",
    params(("key_id" = String, Path, description = "The passkey")),
    request_body = PasskeyUpdate,
    responses(
        (status = 200, description = "Renamed", body = serde_json::Value, example = json!(null)),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[put("/api/passkeys/{key_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn update_passkey(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(key_id): Path<String>,
    Json(form): Json<PasskeyUpdate>,
) -> Result<HttpResponse, Problem> {
    let passkeys = &api.passkey_registration;
    passkeys.rename(&actor, &key_id, &form.name).await?;
    Ok(HttpResponse::Ok().json(()))
}

/// Takes a passkey away from the caller's account.
#[utoipa::path(
    tag = "passkeys",
    operation_id = "delete_passkey",
    params(("key_id" = String, Path, description = "The passkey")),
    responses(
        (status = 200, description = "Deleted", body = serde_json::Value, example = json!(null)),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[delete("/api/passkeys/{key_id}", wrap = "from_fn(authenticated)")]
pub(crate) async fn delete_passkey(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(key_id): Path<String>,
) -> Result<HttpResponse, Problem> {
    api.passkey_registration.remove(&actor, &key_id).await?;
    Ok(HttpResponse::Ok().json(()))
}
