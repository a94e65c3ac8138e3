//! GET /api/auth/sign-in: from the proof to the session, and back to the client.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use kernel::PlainToken;
use oidc::{BindError, BoundRequest, CompleteError, Completion};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Api;
use crate::oidc::authorize::{back, see_other};
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{CookieKind, Query, visitor};

/// What the sign-in page has in hand.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SignInQuery {
    /// The nonce that the proof gave.
    oid_nonce: String,
    /// The authorization request that is served.
    auth_req_id: String,
}

/// Exchanges the nonce for a session and sends the browser back to the client with a code, by way of
/// the consent page if the person must be asked.
#[utoipa::path(
    tag = "auth",
    operation_id = "sign_in",
    params(SignInQuery),
    responses(
        (status = 200, description = "A page whose form goes back to the client (`form_post`)", body = String, content_type = "text/html"),
        (status = 303, description = "Back to the client, or on to the consent page", headers(("Location" = String))),
        (status = 401, description = "Used, expired, or another browser's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[get("/api/auth/sign-in")]
pub(crate) async fn sign_in(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(query): Query<SignInQuery>,
) -> Result<HttpResponse, Problem> {
    let nonce = PlainToken::parse(&query.oid_nonce)
        .map_err(|error| Problem::query("oid_nonce", error.to_string()))?;
    let bound = api.bind(&request, &query.auth_req_id).await?;
    let tenant = &bound.tenant;
    let cookies = api.settings.cookies();
    let previous = cookies.read(&request, CookieKind::Session, &tenant.id);
    let visitor = visitor(&request, &api.settings.trusted_proxies, None);
    let started = api
        .sign_in
        .start_session(
            tenant,
            &bound.for_sign_in(),
            &nonce,
            previous.as_ref(),
            &visitor,
        )
        .await?;
    let completion = api
        .provider
        .complete(&bound, &started.live, Some(visitor.address))
        .await?;
    let new_cookies = [
        (CookieKind::Session, &started.cookie),
        (CookieKind::Browser, &started.browser),
        (CookieKind::Device, &started.device),
    ]
    .map(|(kind, token)| cookies.set(kind, &tenant.id, token));
    Ok(match completion {
        Completion::Back(response) => back(response, &new_cookies),
        Completion::AskConsent => {
            let page = api.page("consent", &bound.auth_req_id, &tenant.id)?;
            see_other(page.as_str(), &new_cookies)
        }
    })
}

impl Api {
    /// The open authorization request of that id, if this very browser opened it.
    pub(crate) async fn bind(
        &self,
        request: &HttpRequest,
        auth_req_id: &str,
    ) -> Result<BoundRequest, Problem> {
        let browsers = self.settings.cookies().browsers(request);
        Ok(self.provider.bind(auth_req_id, &browsers).await?)
    }
}

impl From<BindError> for Problem {
    fn from(error: BindError) -> Self {
        match error {
            BindError::StartAgain => Self::refused(StatusCode::UNAUTHORIZED, &error),
            BindError::Unavailable(storage) => storage.into(),
        }
    }
}

impl From<CompleteError> for Problem {
    fn from(error: CompleteError) -> Self {
        match error {
            CompleteError::StartAgain => Self::refused(StatusCode::UNAUTHORIZED, &error),
            CompleteError::Unavailable(storage) => storage.into(),
        }
    }
}
