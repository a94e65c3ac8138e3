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

use actix_web::web::ServiceConfig;
use serde::Deserialize;
use utoipa::IntoParams;

/// Adds the routes.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(challenge::challenge)
        .service(authenticate::authenticate)
        .service(sign_in::sign_in)
        .service(consent::consent)
        .service(consent::answer_consent)
        .service(enrolment::register)
        .service(enrolment::verify_email)
        .service(reset::request_reset_password)
        .service(enrolment::reset_password_code)
        .service(change::change_password)
        .service(recovery_codes::draw_recovery_codes)
        .service(recovery_codes::count_recovery_codes)
        .service(device_link::send_device_link)
        .service(device_link::follow_device_link);
}

/// For which authorization request, or in which tenant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Place {
    /// The authorization request that is served. Only the browser that opened it may name it.
    pub(crate) auth_req_id: Option<String>,
    /// The tenant, where there is no authorization request and no session.
    pub(crate) tenant_id: Option<String>,
}
