//! Who asks: an access token or an API key becomes an [`Actor`], before anything else is read.
//!
//! A route is for somebody if it is `wrap`ped in [`authenticated`]; its handler then takes
//! [`Authenticated`]. What the actor may do is the use case's to decide.

use std::future::{Ready, ready};

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, ResponseError as _, web};
use identity::sign_in::Visitor;
use kernel::{Actor, PlainToken, TenantId};
use oidc::{AccessTokenError, TokenScheme};
use tracing::info;

use crate::problem::Problem;
use crate::request::visitor;
use crate::{Api, dpop};

/// The header of API keys under the published API's `APIKeyHeader`.
pub(crate) const API_KEY_HEADER: &str = "x-api-key";

/// Whoever sends the request.
pub(crate) struct Authenticated(pub(crate) Actor);

impl FromRequest for Authenticated {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = request.extensions().get::<Actor>().cloned();
        ready(actor.map(Self).ok_or_else(Problem::unauthenticated))
    }
}

/// Lets pass whoever shows who they are (RFC 6750, section 2.1, RFC 9449, section 7.1, or `X-API-Key`). Nothing else
/// of the request is read before.
pub(crate) async fn authenticated(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let api = request.app_data::<web::Data<Api>>().cloned();
    let api = api.ok_or_else(Problem::unauthenticated)?;
    match api.actor(request.request()).await {
        Ok(actor) => {
            request.extensions_mut().insert(actor);
            next.call(request)
                .await
                .map(ServiceResponse::map_into_boxed_body)
        }
        // As an answer, so that it gets the headers of one.
        Err(problem) => Ok(request.into_response(problem.error_response())),
    }
}

/// What somebody shows.
enum Credential {
    ApiKey(PlainToken),
    /// An API key, or an opaque access token that is bound to no key: they look alike.
    Opaque(PlainToken),
    AccessToken(TokenScheme, String),
}

impl Credential {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let headers = request.headers();
        let key = only(headers, &HeaderName::from_static(API_KEY_HEADER))?;
        let authorization = only(headers, &AUTHORIZATION)?;
        let shown = match (key, authorization) {
            (Some(_), Some(_)) => {
                let detail = "expected either X-API-Key or Authorization, not both";
                return Err(Problem::bad_request(detail));
            }
            (Some(key), None) => {
                return PlainToken::parse(key)
                    .map(Self::ApiKey)
                    .map_err(|_| no_key());
            }
            (None, Some(authorization)) => dpop::access_token(authorization),
            (None, None) => return Err(Problem::unauthenticated()),
        };
        let (scheme, token) = shown.ok_or_else(Problem::unauthenticated)?;
        // A JWT has dots, an API key has none.
        Ok(match PlainToken::parse(token) {
            Ok(opaque) if scheme == TokenScheme::Bearer => Self::Opaque(opaque),
            _ => Self::AccessToken(scheme, token.to_owned()),
        })
    }
}

/// The value of a header that stands at most once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name);
    let (value, more) = (values.next(), values.next());
    if more.is_some() {
        return Err(Problem::bad_request(&format!(
            "{name}: given more than once"
        )));
    }
    let text = value.map(|value| value.to_str()).transpose();
    text.map_err(|_| Problem::bad_request(&format!("{name}: expected plain ASCII")))
}

const NEITHER: &str = "this is neither an API key nor an access token of this tenant: it is unknown, expired or \
                       revoked, or whoever it stands for may not use it any more";

fn no_key() -> Problem {
    Problem::invalid_token(
        TokenScheme::Bearer,
        "invalid_token",
        "the API key is unknown or revoked, or its owner is disabled or its tenant closed",
    )
}

/// What is answered to an access token that was shown by `scheme` and is not good. One that may as well be an API key
/// is called neither.
fn refusal(error: AccessTokenError, scheme: TokenScheme, may_be_key: bool) -> Problem {
    let refused = match error {
        AccessTokenError::Unavailable(storage) => return storage.into(),
        refused => refused,
    };
    info!(reason = refused.reason(), "an access token was refused");
    if may_be_key && matches!(refused, AccessTokenError::Invalid { .. }) {
        return Problem::invalid_token(scheme, "invalid_token", NEITHER);
    }
    let scheme = dpop::scheme_after(&refused, scheme);
    Problem::invalid_token(scheme, refused.code(), &refused.to_string())
}

impl Api {
    /// Whoever sends the request, if what they show is good. Access tokens have to be JWTs, which say of which
    /// tenant they are.
    pub(crate) async fn actor(&self, request: &HttpRequest) -> Result<Actor, Problem> {
        let visitor = visitor(request, &self.settings.trusted_proxies, None);
        match Credential::of(request)? {
            Credential::ApiKey(key) | Credential::Opaque(key) => {
                let program = self.api_key_authentication.actor(&key, &visitor).await?;
                program.ok_or_else(no_key)
            }
            Credential::AccessToken(scheme, token) => {
                self.bearer((scheme, &token), None, request, &visitor).await
            }
        }
    }

    /// Whoever sends a request to a tenant that its path names: access tokens may be opaque ones of that tenant.
    pub(crate) async fn actor_in(
        &self,
        tenant: &TenantId,
        request: &HttpRequest,
    ) -> Result<Actor, Problem> {
        let visitor = visitor(request, &self.settings.trusted_proxies, None);
        let keys = &self.api_key_authentication;
        match Credential::of(request)? {
            Credential::ApiKey(key) => keys.actor(&key, &visitor).await?.ok_or_else(no_key),
            Credential::Opaque(token) => {
                if let Some(program) = keys.actor(&token, &visitor).await? {
                    return Ok(program);
                }
                let shown = (TokenScheme::Bearer, token.reveal());
                self.bearer(shown, Some(tenant), request, &visitor).await
            }
            Credential::AccessToken(scheme, token) => {
                // A JWT says itself of which tenant it is.
                let tenant = PlainToken::parse(&token).is_ok().then_some(tenant);
                let shown = (scheme, token.as_str());
                self.bearer(shown, tenant, request, &visitor).await
            }
        }
    }

    /// Whoever bears an access token: one of `tenant`, or a JWT.
    async fn bearer(
        &self,
        (scheme, token): (TokenScheme, &str),
        tenant: Option<&TenantId>,
        request: &HttpRequest,
        visitor: &Visitor,
    ) -> Result<Actor, Problem> {
        let proof = dpop::proof_of(request);
        let presented = dpop::presented((scheme, token), proof.as_ref(), request);
        let address = Some(visitor.address);
        let actor = match tenant {
            Some(tenant) => self.provider.actor_in(tenant, &presented, address).await,
            None => self.provider.actor(&presented, address).await,
        };
        actor.map_err(|error| refusal(error, scheme, tenant.is_some()))
    }
}

impl Problem {
    /// Nothing was shown: then there is no error to name (RFC 6750, section 3.1).
    pub(crate) fn unauthenticated() -> Self {
        let detail = "send an access token (Authorization: Bearer …) or an API key (X-API-Key: …)";
        Self::challenging(StatusCode::UNAUTHORIZED, detail, dpop::open_challenge())
    }

    fn invalid_token(scheme: TokenScheme, code: &str, detail: &str) -> Self {
        let challenge = dpop::challenge(scheme, code, detail);
        Self::challenging(StatusCode::UNAUTHORIZED, detail, challenge)
    }
}
