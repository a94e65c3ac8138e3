//! Who is let in, and how often.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, ResponseError as _, web};
use kernel::TenantId;
use provisioning::Budget;

use super::answer::ScimProblem;
use crate::Api;
use crate::problem::Problem;

/// Lets pass whoever shows who they are and has requests left; nothing else of the request is read
/// before. Every answer says how many are left (draft-ietf-httpapi-ratelimit-headers, version 3).
pub(super) async fn admit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let budget = match charge(&request).await {
        Ok(budget) => budget,
        Err(problem) => {
            let response = problem.error_response();
            return Ok(request.into_response(response).map_into_boxed_body());
        }
    };
    if let Some(budget) = &budget
        && budget.is_exceeded()
    {
        let problem = ScimProblem::too_many(budget.seconds_left);
        let mut response = problem.error_response();
        tell(response.headers_mut(), budget);
        return Ok(request.into_response(response).map_into_boxed_body());
    }
    let mut response = next.call(request).await?;
    if let Some(budget) = &budget {
        tell(response.headers_mut(), budget);
    }
    Ok(response.map_into_boxed_body())
}

/// Whose request it is, counted.
async fn charge(request: &ServiceRequest) -> Result<Option<Budget>, ScimProblem> {
    let api = request.app_data::<web::Data<Api>>().cloned();
    let api = api.ok_or_else(Problem::unauthenticated)?;
    let tenant: Option<TenantId> = request
        .match_info()
        .get("tenant_id")
        .and_then(|id| id.parse().ok());
    let actor = match tenant {
        Some(tenant) => api.actor_in(&tenant, request.request()).await?,
        None => api.actor(request.request()).await?,
    };
    let budget = api.provisioning.charge(&actor).await?;
    request.extensions_mut().insert(actor);
    Ok(budget)
}

fn tell(headers: &mut HeaderMap, budget: &Budget) {
    for (name, number) in [
        ("ratelimit-limit", u64::from(budget.limit)),
        ("ratelimit-remaining", u64::from(budget.remaining())),
        ("ratelimit-reset", budget.seconds_left),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(number));
    }
}
