//! What a SCIM request says: who asks, where, its query, headers and body.

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, web};
use kernel::{Actor, Denied, TenantId};
use scim::list::ListRequest;
use scim::{Answer, Precondition, Projection, ScimError, ScimType, Server};
use serde_json::{Map, Value};
use tenancy::Tenant;

use super::BODY_LIMIT;
use super::answer::{ScimProblem, respond};
use crate::Api;
use crate::request::is_of_type;

/// The tenant and the actor who has been let in to it.
pub(crate) struct Provisioned {
    api: web::Data<Api>,
    tenant: Arc<Tenant>,
    actor: Actor,
}

impl Provisioned {
    /// Serves the request from the tenant's users and groups, and answers.
    pub(crate) async fn serve(
        &self,
        step: impl AsyncFnOnce(&Server<'_>) -> Result<Answer, ScimError>,
    ) -> Result<HttpResponse, ScimProblem> {
        let provisioning = &self.api.provisioning;
        let directory = provisioning.directory(&self.tenant, &self.actor)?;
        let server = Server {
            base: format!(
                "{}/scim/v2/{}",
                self.api.settings.public_url, self.tenant.id
            ),
            directory: &directory,
            max_payload: BODY_LIMIT,
            tells_events: self.tenant.settings.provisioning_events.is_some(),
        };
        Ok(respond(step(&server).await?))
    }

    /// The account for which the actor acts.
    pub(crate) fn me(&self) -> Result<String, ScimError> {
        let account = self.actor.account_in(&self.tenant.id);
        let detail = "you act for no user: the API key has no owner";
        let account = account.ok_or_else(|| ScimError::refused(404, detail))?;
        Ok(account.to_string())
    }
}

impl FromRequest for Provisioned {
    type Error = ScimProblem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ScimProblem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let api = request.app_data::<web::Data<Api>>().cloned();
            let actor = request.extensions().get::<Actor>().cloned();
            // Whoever was let in is in both.
            let (Some(api), Some(actor)) = (api, actor) else {
                return Err(Denied::NotFound.into());
            };
            let id: Option<TenantId> = request
                .match_info()
                .get("tenant_id")
                .and_then(|id| id.parse().ok());
            let tenant = match id {
                Some(id) => api.tenants.find(&id).await?,
                None => None,
            };
            let tenant = tenant.ok_or(Denied::NotFound)?;
            Ok(Self { api, tenant, actor })
        })
    }
}

/// The query, and which version the request is about.
pub(crate) struct Parameters {
    query: Map<String, Value>,
    /// The header `If-Match`.
    pub(crate) precondition: Precondition,
    /// The header `If-None-Match`.
    pub(crate) if_none_match: Option<String>,
}

impl Parameters {
    /// Which attributes are asked for.
    pub(crate) fn projection(&self) -> Result<Projection, ScimError> {
        let text = |name: &str| self.query.get(name).and_then(Value::as_str);
        Projection::parse(text("attributes"), text("excludedAttributes"))
    }

    /// Which resources are asked for.
    pub(crate) fn list(&self) -> Result<ListRequest, ScimError> {
        ListRequest::parse(&self.query)
    }
}

impl FromRequest for Parameters {
    type Error = ScimProblem;
    type Future = Ready<Result<Self, ScimProblem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = |name| {
            let value = request.headers().get(name)?;
            value.to_str().ok().map(str::to_owned)
        };
        let precondition = header(IF_MATCH);
        let precondition = precondition.map(|tags| Precondition::parse(&tags));
        let query = query(request.query_string());
        ready(match query {
            Ok(query) => Ok(Self {
                query,
                precondition: precondition.unwrap_or_default(),
                if_none_match: header(IF_NONE_MATCH),
            }),
            Err(error) => Err(error.into()),
        })
    }
}

/// Of a question about the service itself: nothing of what is told is left out for a filter, so one is refused
/// (RFC 7644, section 4).
pub(crate) struct Unfiltered;

impl FromRequest for Unfiltered {
    type Error = ScimProblem;
    type Future = Ready<Result<Self, ScimProblem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match query(request.query_string()) {
            Ok(query) if query.contains_key("filter") => {
                let detail = "filter: what the service says about itself cannot be filtered";
                Err(ScimError::refused(403, detail).into())
            }
            Ok(_) => Ok(Self),
            Err(error) => Err(error.into()),
        })
    }
}

fn query(text: &str) -> Result<Map<String, Value>, ScimError> {
    let mut pairs = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if value.contains('\0') || value.contains(char::REPLACEMENT_CHARACTER) {
            let detail = format!("{name}: expected UTF-8 text without NUL");
            return Err(ScimError::invalid_value(detail));
        }
        let name = name.into_owned();
        if pairs
            .insert(name.clone(), value.into_owned().into())
            .is_some()
        {
            return Err(ScimError::invalid_value(format!(
                "{name}: given more than once"
            )));
        }
    }
    Ok(pairs)
}

/// A body of at most 1 MiB, as `application/scim+json` or `application/json`.
pub(crate) struct Document(pub(crate) Value);

impl FromRequest for Document {
    type Error = ScimProblem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ScimProblem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = is_of_type(request, &["application/scim+json", "application/json"]);
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                let detail = "Content-Type: expected application/scim+json";
                return Err(ScimError::refused(415, detail).into());
            }
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            serde_json::from_slice(&bytes).map(Self).map_err(|error| {
                let detail = format!("the body is not JSON: {error}");
                ScimError::bad(ScimType::InvalidSyntax, detail).into()
            })
        })
    }
}

fn unreadable(error: &actix_web::Error) -> ScimError {
    match error.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => ScimError::refused(
            413,
            format!("expected at most {BODY_LIMIT} bytes (maxPayloadSize)"),
        ),
        _ => ScimError::bad(ScimType::InvalidSyntax, "the body broke off"),
    }
}
