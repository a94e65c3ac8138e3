//! Whether the process lives, and whether it can work.

use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use tracing::warn;
use utoipa::ToSchema;

use crate::Api;
use crate::problem::RETRY_AFTER_OUTAGE;

/// A sign of life.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`, or `unavailable`.
    status: &'static str,
}

/// The process lives.
#[utoipa::path(tag = "health", responses((status = 200, description = "The process lives", body = Health)))]
#[get("/health/live")]
pub(crate) async fn live() -> HttpResponse {
    HttpResponse::Ok().json(Health { status: "ok" })
}

/// The service can work: its database answers.
#[utoipa::path(tag = "health", responses(
    (status = 200, description = "The service can work", body = Health),
    (status = 503, description = "The database does not answer", body = Health),
))]
#[get("/health/ready")]
pub(crate) async fn ready(api: web::Data<Api>) -> HttpResponse {
    match api.readiness.check().await {
        Ok(()) => HttpResponse::Ok().json(Health { status: "ok" }),
        Err(reason) => {
            warn!(%reason, "not ready");
            HttpResponse::ServiceUnavailable()
                .insert_header((RETRY_AFTER, RETRY_AFTER_OUTAGE))
                .json(Health {
                    status: "unavailable",
                })
        }
    }
}
