//! Signing in a device that has no browser: where its person types the code that it shows, and what they read in the
//! end. In between they sign in and are asked, on the pages for that.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use askama::Template;
use kernel::{PlainToken, TenantId};
use oidc::{DeviceInput, DeviceOutcome};
use serde::Deserialize;
use tenancy::Tenant;
use url::form_urlencoded;
use visitor::CookieKind;

use crate::form::PageForm;
use crate::frame::Frame;
use crate::policy::Policy;
use crate::trouble::Trouble;
use crate::visit::{Visit, see_other};

/// Most characters of a code that is shown as it was typed.
const LONGEST: usize = 32;

#[derive(Template)]
#[template(path = "device.html")]
struct DevicePage {
    frame: Frame,
    /// The path of this page.
    path: String,
    /// What was typed, or came with the link.
    user_code: String,
    /// No device waits under it.
    is_unknown: bool,
}

#[derive(Template)]
#[template(path = "device-done.html")]
struct DonePage {
    frame: Frame,
    is_allowed: bool,
}

/// What the person types.
#[derive(Deserialize)]
pub(crate) struct Typed {
    user_code: String,
}

/// Asks for the code. A link may bring it; it is looked up only when its person presses the button.
#[get("/device/{tenant}")]
pub(crate) async fn ask(
    mut visit: Visit,
    tenant: web::Path<String>,
) -> Result<HttpResponse, actix_web::Error> {
    let tenant = tenant_of(&mut visit, &tenant).await?;
    let user_code = visit.parameter("user_code").unwrap_or_default();
    let page = page(&visit, &tenant, &user_code, false);
    Ok(visit.show(&page))
}

/// Looks the code up, and sends the person on to sign in, or to say whether the device may.
#[post("/device/{tenant}")]
pub(crate) async fn find(
    mut visit: Visit,
    tenant: web::Path<String>,
    PageForm(typed): PageForm<Typed>,
) -> Result<HttpResponse, actix_web::Error> {
    let tenant = tenant_of(&mut visit, &tenant).await?;
    let session = visit.signed_in(&tenant).await;
    let session = session.map_err(|storage| visit.trouble(storage))?;
    let known = visit
        .cookies()
        .read(&visit.request, CookieKind::Browser, &tenant.id);
    let browser = known.unwrap_or_else(|| PlainToken::generate(&*visit.pages.random));
    let input = DeviceInput {
        tenant: &tenant,
        user_code: &typed.user_code,
        session: session.as_ref(),
        browser: browser.hash(),
        address: visit.visitor().address,
    };
    let outcome = visit.pages.provider.find_device(&input).await;
    let (next, auth_req_id) = match outcome.map_err(|storage| visit.trouble(storage))? {
        DeviceOutcome::SignIn(auth_req_id) => ("sign-in", auth_req_id),
        DeviceOutcome::Ask(auth_req_id) => ("consent", auth_req_id),
        DeviceOutcome::Blocked { .. } => return Err(visit.trouble(Trouble::TooMany)),
        DeviceOutcome::Unknown => {
            let page = page(&visit, &tenant, &typed.user_code, true);
            let status = StatusCode::BAD_REQUEST;
            return Ok(visit.show_with(&page, status, &Policy::default()));
        }
    };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("auth_req_id", auth_req_id.reveal())
        .append_pair("tenant_id", tenant.id.as_str())
        .finish();
    let next = format!("{}/{next}?{query}", visit.pages.site.base());
    let cookie = visit
        .cookies()
        .set(CookieKind::Browser, &tenant.id, &browser);
    Ok(see_other(&next, Some(cookie)))
}

/// Says how it ended.
#[get("/device/{tenant}/done")]
pub(crate) async fn done(
    mut visit: Visit,
    tenant: web::Path<String>,
) -> Result<HttpResponse, actix_web::Error> {
    let tenant = tenant_of(&mut visit, &tenant).await?;
    let is_allowed = visit.parameter("answer").as_deref() == Some("allowed");
    let title = if is_allowed {
        "device-allowed"
    } else {
        "device-denied"
    };
    Ok(visit.show(&DonePage {
        frame: visit.frame(Some(&tenant), title),
        is_allowed,
    }))
}

async fn tenant_of(visit: &mut Visit, id: &str) -> Result<Arc<Tenant>, actix_web::Error> {
    let nothing = || visit.trouble(Trouble::NoPage);
    let id: TenantId = id.parse().map_err(|_| nothing())?;
    let tenant = visit.pages.tenants.find(&id).await;
    let tenant = tenant.map_err(|storage| visit.trouble(storage))?;
    let tenant = tenant.ok_or_else(nothing)?;
    visit.speak_for(&tenant);
    Ok(tenant)
}

fn page(visit: &Visit, tenant: &Tenant, user_code: &str, is_unknown: bool) -> DevicePage {
    DevicePage {
        frame: visit.frame(Some(tenant), "device-title"),
        path: format!("{}/device/{}", visit.pages.site.base(), tenant.id),
        user_code: user_code.chars().take(LONGEST).collect(),
        is_unknown,
    }
}

#[cfg(test)]
mod tests;
