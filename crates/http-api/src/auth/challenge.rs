//! POST /api/auth/challenge: begin.

use actix_web::{HttpRequest, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Place;
use crate::Api;
use crate::caller::Caller;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{Json, Query};

/// Who asks, and with what.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChallengeForm {
    /// The name to sign in with.
    username: String,
    /// A fresh HPKE key, the blinded PIN or pattern, and the purpose, joined by `.`.
    #[serde(rename = "cipherKey")]
    cipher_key: String,
}

/// A challenge that only the asker can read.
#[derive(Serialize, ToSchema)]
pub(crate) struct Challenge {
    /// The sealed challenge.
    challenge_data: String,
    /// The protocol version.
    proto_version: &'static str,
}

/// Begin: asks for a challenge. The answer is the same whether or not the name exists.
#[utoipa::path(
    tag = "auth",
    operation_id = "get_challenge",
    params(Place),
    request_body = ChallengeForm,
    responses(
        (status = 200, description = "A challenge", body = Challenge),
        (status = 401, description = "Signing in is needed for this purpose", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        (status = 429, description = "Too many attempts; see Retry-After", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
#[post("/api/auth/challenge")]
pub(crate) async fn challenge(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<Place>,
    Json(form): Json<ChallengeForm>,
) -> Result<web::Json<Challenge>, Problem> {
    let caller = Caller::of(&api, &request, &place).await?;
    let caller = caller.or_by_token(&api, &request).await?;
    let answer = api
        .sign_in
        .begin(&caller.attempt(), &form.username, &form.cipher_key)
        .await?;
    Ok(web::Json(Challenge {
        challenge_data: answer.challenge_data,
        proto_version: answer.proto_version,
    }))
}
