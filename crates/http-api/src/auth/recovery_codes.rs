//! /api/recovery-codes: codes that a person keeps on paper.

use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, get, post, web};
use identity::recovery_code::RecoveryCode;
use serde::Serialize;
use utoipa::ToSchema;
use visitor::language;

use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{Problem, Refusals};

/// New codes, which are shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    /// The codes; each is good once.
    codes: Vec<String>,
}

/// How many codes there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodesLeft {
    /// Codes that have not been used.
    left: u32,
}

/// Draws ten codes in place of those that the caller had, who is told by mail. Each is good once, for a reset in a
/// tenant that asks for a second thing (`reset_needs_second`). Needs a sign-in of the last five minutes.
#[utoipa::path(
    tag = "auth",
    operation_id = "draw_recovery_codes",
    security(("APIKeyHeader" = []), ("HTTPBearer" = [])),
    responses((status = 200, description = "The codes, shown this once", body = RecoveryCodes), Refusals)
)]
#[post("/api/recovery-codes", wrap = "from_fn(authenticated)")]
pub(crate) async fn draw_recovery_codes(
    api: web::Data<Api>,
    request: HttpRequest,
    Authenticated(actor): Authenticated,
) -> Result<web::Json<RecoveryCodes>, Problem> {
    let codes = api.recovery_codes.draw(&actor, language(&request)).await?;
    let codes = codes.iter().map(RecoveryCode::reveal).collect();
    Ok(web::Json(RecoveryCodes { codes }))
}

/// How many codes the caller has left.
#[utoipa::path(
    tag = "auth",
    operation_id = "count_recovery_codes",
    security(("APIKeyHeader" = []), ("HTTPBearer" = [])),
    responses((status = 200, description = "How many", body = RecoveryCodesLeft), Refusals)
)]
#[get("/api/recovery-codes", wrap = "from_fn(authenticated)")]
pub(crate) async fn count_recovery_codes(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
) -> Result<web::Json<RecoveryCodesLeft>, Problem> {
    let left = api.recovery_codes.count(&actor).await?;
    Ok(web::Json(RecoveryCodesLeft { left }))
}
