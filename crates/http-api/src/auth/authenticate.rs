//! POST /api/auth/authenticate: the answer to a challenge.

use actix_web::{HttpRequest, post, web};
use identity::sign_in::{Answer, Authenticated};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Place;
use super::telemetry::{self, BerForm, LogData};
use crate::Api;
use crate::caller::Caller;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{Json, Query};

/// The answer to a challenge.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AuthenticateForm {
    /// The same as at the begin.
    username: String,
    /// The same as at the begin.
    #[serde(rename = "cipherKey")]
    cipher_key: String,
    /// The challenge that is answered.
    challenge_id: String,
    /// The sealed proof.
    challenge_data: String,
    /// How well the picture fitted; telemetry.
    ber: Option<BerForm>,
    /// The client's own log; telemetry.
    log_data: Option<LogData>,
}

/// The proof holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthResult {
    /// What the browser takes to `/api/auth/sign-in`, once and within a minute.
    nonce: String,
    /// Whether the e-mail address must be confirmed first.
    #[schema(default = false)]
    need_verify: bool,
}

impl From<Authenticated> for AuthResult {
    fn from(done: Authenticated) -> Self {
        Self {
            nonce: done.nonce.reveal().to_owned(),
            need_verify: done.need_verify,
        }
    }
}

/// Finish: answers a challenge. Whatever is wrong, the refusal is the same, and the challenge is spent.
#[utoipa::path(
    tag = "auth",
    operation_id = "authenticate",
    params(Place),
    request_body = AuthenticateForm,
    responses(
        (status = 200, description = "The proof holds", body = AuthResult),
        (status = 401, description = "The proof was refused", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/auth/authenticate")]
pub(crate) async fn authenticate(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(place): Query<Place>,
    Json(form): Json<AuthenticateForm>,
) -> Result<web::Json<AuthResult>, Problem> {
    let caller = Caller::of(&api, &request, &place).await?;
    let telemetry = telemetry::collect(form.ber.as_ref(), form.log_data.as_ref())?;
    let answer = Answer {
        username: &form.username,
        cipher_key: &form.cipher_key,
        challenge_id: &form.challenge_id,
        challenge_data: &form.challenge_data,
    };
    let done = api
        .sign_in
        .authenticate(&caller.attempt(), &answer, &telemetry)
        .await?;
    Ok(web::Json(AuthResult::from(done)))
}
