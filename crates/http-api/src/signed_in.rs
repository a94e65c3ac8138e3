//! Who is signed in: by an access token of theirs, or by the session of one of our own pages.
//!
//! A route for people is `wrap`ped in [`signed_in`]; its handler then takes [`SignedIn`]. A session is told by a
//! cookie, which other sites cannot send with JSON. API keys get this far to be told that it is not for them.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, ResponseError as _, web};
use identity::sign_in::{Attempt, Visitor};
use identity::{Account, SessionId};
use kernel::{Actor, Denied, TenantId};
use tenancy::Tenant;

use crate::actor::API_KEY_HEADER;
use crate::caller::only_session;
use crate::problem::Problem;
use crate::request::{CookieKind, visitor};
use crate::{Api, dpop};

/// Whoever is signed in, and where.
pub(crate) struct SignedIn {
    pub(crate) actor: Actor,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) account: Option<Account>,
    /// The session of the page that asks; none with a token.
    pub(crate) session: Option<SessionId>,
    visitor: Visitor,
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions_mut().remove::<Self>();
        ready(known.ok_or_else(Problem::unauthenticated))
    }
}

/// Lets pass whoever is signed in. Nothing else of the request is read before.
pub(crate) async fn signed_in(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let api = request.app_data::<web::Data<Api>>().cloned();
    let api = api.ok_or_else(Problem::unauthenticated)?;
    match SignedIn::of(&api, request.request()).await {
        Ok(known) => {
            request.extensions_mut().insert(known);
            next.call(request)
                .await
                .map(ServiceResponse::map_into_boxed_body)
        }
        // As an answer, so that it gets the headers of one.
        Err(problem) => Ok(request.into_response(problem.error_response())),
    }
}

/// Whether the request shows an access token, bound to a key or not. A proxy's own `Authorization: Basic` is none.
pub(crate) fn shows_token(request: &HttpRequest) -> bool {
    let shown = request.headers().get(AUTHORIZATION);
    let shown = shown.and_then(|value| value.to_str().ok());
    shown.is_some_and(|text| dpop::access_token(text).is_some())
}

/// Whether the request shows an access token or an API key.
fn shows_credential(request: &HttpRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(AUTHORIZATION) || headers.contains_key(API_KEY_HEADER)
}

impl SignedIn {
    /// Whoever sends the request.
    pub(crate) async fn of(api: &Api, request: &HttpRequest) -> Result<Self, Problem> {
        if shows_credential(request) {
            Self::by_token(api, request).await
        } else {
            Self::by_session(api, request).await
        }
    }

    async fn by_token(api: &Api, request: &HttpRequest) -> Result<Self, Problem> {
        let actor = api.actor(request).await?;
        let home = actor.home().ok_or(Denied::NoAccount)?;
        let tenant = api.tenants.find(home).await?.ok_or(Denied::NotFound)?;
        let account = match actor.account_in(&tenant.id) {
            Some(user) => api.sign_in.accounts.find(&tenant.id, user).await?,
            None => None,
        };
        Ok(Self {
            visitor: Self::visitor(api, request, &tenant.id),
            actor,
            tenant,
            account,
            session: None,
        })
    }

    /// The tenant is the one of the path or the query, else the only one in which the browser is signed in.
    async fn by_session(api: &Api, request: &HttpRequest) -> Result<Self, Problem> {
        let cookies = api.settings.cookies();
        let named = match request.match_info().get("tenant_id") {
            Some(id) => Some(id.to_owned()),
            None => in_query(request),
        };
        let tenant = match named {
            Some(id) => id.parse().map_err(|_| Problem::unauthenticated())?,
            None => only_session(api, request).map_err(|_| Problem::unauthenticated())?,
        };
        let Some(cookie) = cookies.read(request, CookieKind::Session, &tenant) else {
            return Err(Problem::unauthenticated());
        };
        let tenant = api.tenants.find(&tenant).await?;
        let tenant = tenant.ok_or_else(Problem::unauthenticated)?;
        let live = api.sign_in.live_session(&tenant, &cookie).await?;
        let live = live.ok_or_else(Problem::unauthenticated)?;
        let visitor = Self::visitor(api, request, &tenant.id);
        Ok(Self {
            actor: live.actor(visitor.address),
            tenant,
            account: Some(live.account),
            session: Some(live.session.session_id),
            visitor,
        })
    }

    fn visitor(api: &Api, request: &HttpRequest, tenant: &TenantId) -> Visitor {
        let device = api
            .settings
            .cookies()
            .read(request, CookieKind::Device, tenant);
        visitor(request, &api.settings.trusted_proxies, device)
    }

    /// The attempt that this request is.
    pub(crate) fn attempt(&self) -> Attempt<'_> {
        Attempt {
            tenant: &self.tenant,
            request: None,
            account: self.account.as_ref(),
            visitor: &self.visitor,
        }
    }
}

/// The tenant that the query names.
fn in_query(request: &HttpRequest) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(request.query_string().as_bytes());
    pairs.find_map(|(name, value)| (name == "tenant_id").then(|| value.into_owned()))
}
