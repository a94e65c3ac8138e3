//! /api/auth/consent: what the client asks for, and whether its person allows it.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, get, post, web};
use identity::sign_in::LiveSession;
use oidc::{AuthorizationResponse, BoundRequest, FormPost};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Api;
use crate::problem::{HTTPValidationError, Problem, ProblemDocument};
use crate::request::{CookieKind, Json, Query, visitor};

/// Which authorization request is meant.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConsentQuery {
    /// The authorization request that is served. Only the browser that opened it may name it.
    auth_req_id: String,
}

/// What a person is asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentQuestion {
    /// The client that asks.
    client_id: String,
    /// Its name.
    client_name: String,
    /// Its home page.
    client_uri: Option<String>,
    /// Who is signed in, and is asked.
    username: String,
    /// The scopes that it asks for, separated by spaces.
    scope: String,
    /// The code that the device must be showing, if it is a device without a browser that asks.
    user_code: Option<String>,
}

/// What the person says.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ConsentForm {
    /// Whether the client may have what it asks for.
    allow: bool,
}

/// Where the browser goes.
#[derive(Serialize, ToSchema)]
pub(crate) struct WayBack {
    /// Back to the client, with what it asked for or the error `access_denied`.
    location: String,
    /// The fields of the form that the browser posts there; none if it follows the location.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    fields: Option<BTreeMap<&'static str, String>>,
}

impl WayBack {
    fn of(response: AuthorizationResponse) -> Self {
        match response {
            AuthorizationResponse::Redirect(location) => Self {
                location: location.into(),
                fields: None,
            },
            AuthorizationResponse::FormPost(form) => Self::of_form(&form),
        }
    }

    pub(crate) fn of_form(form: &FormPost) -> Self {
        Self {
            location: form.action.to_string(),
            fields: Some(form.fields.iter().cloned().collect()),
        }
    }
}

/// Says what the client asks for, after the person has signed in.
#[utoipa::path(
    tag = "auth",
    operation_id = "get_consent",
    params(ConsentQuery),
    responses(
        (status = 200, description = "The question", body = ConsentQuestion),
        (status = 401, description = "Nobody is signed in, or the request is used, expired or another browser's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[get("/api/auth/consent")]
pub(crate) async fn consent(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(query): Query<ConsentQuery>,
) -> Result<web::Json<ConsentQuestion>, Problem> {
    let (bound, live) = api.consenting(&request, &query.auth_req_id).await?;
    let client = &bound.client.registration;
    Ok(web::Json(ConsentQuestion {
        client_id: client.client_id.to_string(),
        client_name: client.name.clone(),
        client_uri: client.client_uri.clone(),
        username: live.account.username.to_string(),
        scope: bound.request.parameters.disclosed().to_string(),
        user_code: bound.request.parameters.device.map(|code| code.to_string()),
    }))
}

/// Takes the person's answer: remembers consent and gives a code, or tells the client that it was denied.
#[utoipa::path(
    tag = "auth",
    operation_id = "answer_consent",
    params(ConsentQuery),
    request_body = ConsentForm,
    responses(
        (status = 200, description = "Where the browser goes", body = WayBack),
        (status = 401, description = "Nobody is signed in, or the request is used, expired or another browser's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
    )
)]
#[post("/api/auth/consent")]
pub(crate) async fn answer_consent(
    api: web::Data<Api>,
    request: HttpRequest,
    Query(query): Query<ConsentQuery>,
    Json(form): Json<ConsentForm>,
) -> Result<web::Json<WayBack>, Problem> {
    let (bound, live) = api.consenting(&request, &query.auth_req_id).await?;
    let address = Some(visitor(&request, &api.settings.trusted_proxies, None).address);
    let response = if form.allow {
        api.provider.allow(&bound, &live, address).await?
    } else {
        api.provider.deny(&bound, &live, address).await?
    };
    Ok(web::Json(WayBack::of(response)))
}

impl Api {
    /// The open authorization request of that id, and who may be asked about it in this browser.
    async fn consenting(
        &self,
        request: &HttpRequest,
        auth_req_id: &str,
    ) -> Result<(BoundRequest, LiveSession), Problem> {
        let bound = self.bind(request, auth_req_id).await?;
        let cookies = self.settings.cookies();
        let live = match cookies.read(request, CookieKind::Session, &bound.tenant.id) {
            Some(cookie) => self.sign_in.live_session(&bound.tenant, &cookie).await?,
            None => None,
        };
        let live = live.filter(|live| self.provider.may_consent(&bound, live));
        let status = StatusCode::UNAUTHORIZED;
        let live = live.ok_or_else(|| Problem::refused(status, "sign in first, then answer"))?;
        Ok((bound, live))
    }
}
