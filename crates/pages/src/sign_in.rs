//! The sign-in page of an authorization request: name, picture, PIN or pattern.

use std::sync::Arc;

use actix_web::{HttpResponse, get};
use askama::Template;
use identity::sign_in::check_username;
use kernel::TenantId;
use oidc::{BindError, BoundRequest};
use percent_encoding::percent_decode_str;
use tenancy::RelyingParty;

use crate::application::Application;
use crate::frame::Frame;
use crate::knowledge::Knowledge;
use crate::trouble::Trouble;
use crate::visit::Visit;
use crate::words::PROVER;

/// What its script says of passkeys, where there are any.
const PASSKEYS: &[&str] = &[
    "passkey-blocked",
    "passkey-none",
    "passkey-refused",
    "sign-in-not-confirmed",
];

/// What the page's script says, beside the words of the prover.
const SAYS: &[&str] = &[
    "enrol-code-malformed",
    "enrol-code-wrong",
    "sign-in-link-sent",
    "sign-in-name-missing",
    "sign-in-one-minute",
    "sign-in-picture-missing",
    "sign-in-minutes-left",
    "sign-in-seconds-left",
];

/// The parameter of the page's address with which it proposes no name.
pub(crate) const SOMEBODY_ELSE: &str = "somebody_else";

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    frame: Frame,
    tenant_id: String,
    auth_req_id: String,
    /// Seconds that the request is still good for.
    expires_in: u64,
    application: Application,
    username: String,
    /// Whether the name was remembered on this device.
    is_remembered: bool,
    has_username: bool,
    knowledge: Knowledge,
    /// Whether a passkey will do instead.
    has_passkeys: bool,
    /// Where an account is made; none where people cannot register.
    registration: Option<String>,
    /// Where somebody who has lost their picture goes.
    forgot: String,
    /// What the script says, as JSON.
    says: String,
}

/// Asks who somebody is.
#[get("/sign-in")]
pub(crate) async fn sign_in(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let bound = open_request(&mut visit).await?;
    let page = page(&visit, &bound);
    Ok(visit.show(&page))
}

/// The authorization request of the page's address, whose languages are spoken from now on.
///
/// # Errors
/// A page with the way back to the application: the request has ended, or is another browser's.
pub(crate) async fn open_request(visit: &mut Visit) -> Result<BoundRequest, actix_web::Error> {
    let id = visit.parameter("auth_req_id").unwrap_or_default();
    let browsers = visit.cookies().browsers(&visit.request);
    match visit.pages.provider.bind(&id, &browsers).await {
        Ok(bound) => {
            visit.speak_for(&bound.tenant);
            visit.prefer(bound.request.parameters.ui_locales.as_deref());
            Ok(bound)
        }
        Err(BindError::StartAgain) => {
            let application = ended_for(visit).await?;
            Err(visit.trouble(Trouble::StartAgain(application)))
        }
        Err(BindError::Unavailable(storage)) => Err(visit.trouble(storage)),
    }
}

/// The application that the page's address says an ended request was for. It is shown as it is
/// registered, so the address can only choose among those.
async fn ended_for(visit: &Visit) -> Result<Option<Application>, actix_web::Error> {
    let tenant = visit.parameter("tenant_id").and_then(|id| id.parse().ok());
    let client = visit.parameter("client_id").and_then(|id| id.parse().ok());
    let (Some(tenant), Some(client)) = (tenant, client) else {
        return Ok(None);
    };
    let found = visit.pages.provider.clients.find(&tenant, &client).await;
    let found: Option<Arc<RelyingParty>> = found.map_err(|storage| visit.trouble(storage))?;
    Ok(found.map(|client| Application::of(&client)))
}

fn page(visit: &Visit, bound: &BoundRequest) -> SignInPage {
    let (tenant, client) = (&bound.tenant, &bound.client);
    let is_name = |name: &String| check_username(name).is_ok();
    let hinted = bound.request.parameters.login_hint.clone().filter(is_name);
    // Whoever has just said that they are somebody else is not taken for the one who was here last.
    let is_somebody_else = visit.parameter(SOMEBODY_ELSE).is_some();
    let hinted = hinted.filter(|_| !is_somebody_else);
    let remembered =
        remembered_name(visit, &tenant.id).filter(|name| !is_somebody_else && is_name(name));
    let is_remembered = hinted.is_none() && remembered.is_some();
    let username = hinted.or(remembered).unwrap_or_default();
    let may_register = tenant.settings.register_enable && bound.client_registers();
    let has_passkeys = tenant.settings.passkey_enabled;
    let said = if has_passkeys {
        [PROVER, SAYS, PASSKEYS].concat()
    } else {
        [PROVER, SAYS].concat()
    };
    let auth_req_id = bound.auth_req_id.reveal();
    let now = visit.pages.clock.now();
    SignInPage {
        frame: visit.frame(Some(tenant), "sign-in-title"),
        tenant_id: tenant.id.to_string(),
        auth_req_id: auth_req_id.to_owned(),
        expires_in: bound.request.expires_at.since(now).as_secs(),
        application: Application::of(client),
        username,
        is_remembered,
        has_username: tenant.settings.has_username_and_email,
        knowledge: Knowledge::to_sign_in(visit.words(), &tenant.settings),
        has_passkeys,
        registration: may_register.then(|| visit.link("/enrol", bound)),
        forgot: visit.link("/forgot", bound),
        says: visit.words().table(&said),
    }
}

/// The name that the page's script has remembered in a cookie, for this tenant. It proves nothing.
pub(crate) fn remembered_name(visit: &Visit, tenant: &TenantId) -> Option<String> {
    let cookie = visit.request.cookie(&format!("sv-name-{tenant}"))?;
    let name = percent_decode_str(cookie.value()).decode_utf8().ok()?;
    Some(name.into_owned())
}

#[cfg(test)]
mod tests;
