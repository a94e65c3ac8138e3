//! Asking for a link by which another picture is chosen, for whoever has lost theirs.

use std::sync::Arc;

use actix_web::{HttpResponse, get, post};
use askama::Template;
use identity::reset::RequestResetError;
use identity::sign_in::Attempt;
use serde::Deserialize;
use tenancy::{RelyingParty, Tenant};
use url::form_urlencoded;

use crate::application::Application;
use crate::form::PageForm;
use crate::frame::Frame;
use crate::trouble::Trouble;
use crate::visit::{Visit, see_other};

#[derive(Template)]
#[template(path = "forgot.html")]
struct ForgotPage {
    frame: Frame,
    application: Option<Application>,
    has_username: bool,
    /// Back to the sign-in of the same request.
    sign_in: Option<String>,
    /// What was entered is no name or address.
    is_wrong: bool,
    /// The mail, if there is anybody to have one, is on its way.
    is_sent: bool,
}

/// Who wants a link. Where the address is the name there is no other.
#[derive(Deserialize)]
pub(crate) struct Forgotten {
    username: Option<String>,
    email: String,
}

/// Asks who somebody is. The address says for which application they wanted to sign in.
#[get("/forgot")]
pub(crate) async fn ask(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let tenant = visit.tenant().await?;
    let client = client_of(&visit, &tenant).await?;
    let is_sent = visit.parameter("sent").is_some();
    Ok(visit.show(&page(&visit, &tenant, client.as_deref(), false, is_sent)))
}

/// Has the link mailed. What comes back is the same, whoever that is.
#[post("/forgot")]
pub(crate) async fn send(
    mut visit: Visit,
    PageForm(form): PageForm<Forgotten>,
) -> Result<HttpResponse, actix_web::Error> {
    let tenant = visit.tenant().await?;
    let client = client_of(&visit, &tenant).await?;
    let visitor = visit.visitor();
    let attempt = Attempt {
        tenant: &tenant,
        request: None,
        account: None,
        visitor: &visitor,
    };
    let email = form.email.trim();
    let username = form.username.as_deref().map_or(email, str::trim);
    let named = client.as_deref().map(RelyingParty::id);
    let requests = &visit.pages.reset_requests;
    match requests.request(&attempt, username, email, named).await {
        Ok(()) => {
            let query = form_urlencoded::parse(visit.request.query_string().as_bytes());
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(query.filter(|(name, _)| name != "sent"))
                .append_pair("sent", "1")
                .finish();
            let base = visit.pages.site.base();
            Ok(see_other(&format!("{base}/forgot?{query}"), None))
        }
        Err(RequestResetError::Malformed(_) | RequestResetError::Address(_)) => {
            Ok(visit.show(&page(&visit, &tenant, client.as_deref(), true, false)))
        }
        Err(RequestResetError::Limited { .. }) => Err(visit.trouble(Trouble::TooMany)),
        Err(RequestResetError::Unavailable(storage)) => Err(visit.trouble(storage)),
    }
}

/// The client that the page's address names, if there is such a one.
pub(crate) async fn client_of(
    visit: &Visit,
    tenant: &Tenant,
) -> Result<Option<Arc<RelyingParty>>, actix_web::Error> {
    let named = visit.parameter("client_id").and_then(|id| id.parse().ok());
    let Some(client) = named else {
        return Ok(None);
    };
    let found = visit.pages.provider.clients.find(&tenant.id, &client).await;
    found.map_err(|storage| visit.trouble(storage))
}

fn page(
    visit: &Visit,
    tenant: &Tenant,
    client: Option<&RelyingParty>,
    is_wrong: bool,
    is_sent: bool,
) -> ForgotPage {
    let request = visit.parameter("auth_req_id").zip(client);
    let sign_in = request.map(|(auth_req_id, client)| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("auth_req_id", &auth_req_id)
            .append_pair("tenant_id", tenant.id.as_str())
            .append_pair("client_id", client.id().as_str())
            .finish();
        format!("{}/sign-in?{query}", visit.pages.site.base())
    });
    ForgotPage {
        frame: visit.frame(Some(tenant), "forgot-title"),
        application: client.map(Application::of),
        has_username: tenant.settings.has_username_and_email,
        sign_in,
        is_wrong,
        is_sent,
    }
}

#[cfg(test)]
mod tests;
