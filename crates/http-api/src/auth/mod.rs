//! Sign-in, registration and recovery: the routes under `/api/auth`.

pub(crate) mod authenticate;
pub(crate) mod challenge;
pub(crate) mod change;
pub(crate) mod consent;
pub(crate) mod device_link;
pub(crate) mod enrolment;
pub(crate) mod recovery_codes;
pub(crate) mod reset;
pub(crate) mod sign_in;
pub(crate) mod telemetry;

use serde::Deserialize;
use utoipa::IntoParams;

/// For which authorization request, or in which tenant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Place {
    /// The authorization request that is served. Only the browser that opened it may name it.
    pub(crate) auth_req_id: Option<String>,
    /// The tenant, where there is no authorization request and no session.
    pub(crate) tenant_id: Option<String>,
}
