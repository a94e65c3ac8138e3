//! How well people sign in to a tenant, in numbers.

use actix_web::middleware::from_fn;
use actix_web::{get, web};
use identity::sign_in_quality::{ErrorRate, SignInQuality};
use kernel::{InvalidTimestamp, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Api;
use crate::actor::{Authenticated, authenticated};
use crate::problem::{HTTPValidationError, Problem, Refusals};
use crate::request::{Path, Query};

/// Of which time.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct QualityQuery {
    /// From when (RFC 3339); a week before the end without it.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Until when (RFC 3339); now without it.
    #[param(format = DateTime)]
    until: Option<String>,
}

/// What came of the sign-ins of a time.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInQuality)]
pub(crate) struct QualityView {
    /// From when.
    #[schema(format = DateTime)]
    from: String,
    /// Until when, exclusive.
    #[schema(format = DateTime)]
    until: String,
    /// Sign-ins of which the client has said how well the picture fitted. It is taken at its word, and proves nothing.
    reports: u64,
    /// How many of them had which bit error rate, one percent wide each, in order; those that nobody had are left out.
    bit_error_rates: Vec<ErrorRateCount>,
    /// Attempts that were refused, by reason, in order.
    refusals: Vec<RefusalCount>,
    /// False: more were refused than can be looked at, and these are the last of the time.
    is_complete: bool,
}

/// How many sign-ins had a bit error rate.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErrorRateCount {
    /// From how many percent, up to less than one more.
    percent: u16,
    /// How many sign-ins.
    count: u64,
}

/// How many attempts were refused for a reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusalCount {
    /// Why, in words.
    reason: String,
    /// How many attempts.
    count: u64,
}

impl From<SignInQuality> for QualityView {
    fn from(quality: SignInQuality) -> Self {
        let mut bit_error_rates: Vec<ErrorRateCount> = Vec::new();
        for (rate, count) in &quality.error_rates {
            let percent = ErrorRate::thousandths(*rate) / 10;
            match bit_error_rates.last_mut() {
                Some(last) if last.percent == percent => last.count += count,
                _ => bit_error_rates.push(ErrorRateCount {
                    percent,
                    count: *count,
                }),
            }
        }
        let refusals = quality.refusals.into_iter();
        Self {
            from: quality.from.to_rfc3339(),
            until: quality.until.to_rfc3339(),
            reports: quality.error_rates.iter().map(|(_, count)| count).sum(),
            bit_error_rates,
            refusals: refusals
                .map(|(reason, count)| RefusalCount { reason, count })
                .collect(),
            is_complete: quality.is_complete,
        }
    }
}

/// How well people sign in: how far their pictures were from the enrolled ones, and why attempts were refused.
#[utoipa::path(
    tag = "audit",
    operation_id = "get_sign_in_quality",
    params(("tenant_id" = String, Path, description = "The tenant"), QualityQuery),
    responses(
        (status = 200, description = "What came of the sign-ins", body = QualityView),
        (status = 422, description = "Validation Error", body = HTTPValidationError),
        Refusals,
    ),
    security(("APIKeyHeader" = []), ("HTTPBearer" = []))
)]
#[get(
    "/api/tenants/{tenant_id}/sign-in-quality",
    wrap = "from_fn(authenticated)"
)]
pub(crate) async fn get_sign_in_quality(
    api: web::Data<Api>,
    Authenticated(actor): Authenticated,
    Path(tenant): Path<TenantId>,
    Query(query): Query<QualityQuery>,
) -> Result<web::Json<QualityView>, Problem> {
    let from = moment("from", query.from.as_deref())?;
    let until = moment("until", query.until.as_deref())?;
    let statistics = &api.sign_in_statistics;
    let quality = statistics.quality(&actor, &tenant, from, until).await?;
    Ok(web::Json(quality.into()))
}

fn moment(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let moment = text.map(str::parse).transpose();
    moment.map_err(|error: InvalidTimestamp| Problem::query(name, error.to_string()))
}
