//! Signing out: the page that asks, and the one that says that it is done.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use oidc::{LogoutOutcome, LogoutRequest, Parameters};
use serde::Deserialize;
use tenancy::Tenant;
use url::{Url, form_urlencoded};
use visitor::{CookieKind, visitor};

use crate::form::PageForm;
use crate::frame::Frame;
use crate::policy::Policy;
use crate::trouble::Trouble;
use crate::visit::{Visit, see_other};

#[derive(Template)]
#[template(path = "sign-out.html")]
struct SignOutPage {
    frame: Frame,
    username: String,
    /// The application that asks, if it says who it is.
    application: Option<String>,
}

#[derive(Template)]
#[template(path = "signed-out.html")]
struct SignedOutPage {
    frame: Frame,
}

/// The person agrees; the form says nothing else.
#[derive(Deserialize)]
pub(crate) struct Agreement {}

/// Asks whether the person wants to sign out: the request does not prove that it comes from an
/// application that signed them in. The address carries the logout request as it was sent.
#[get("/sign-out")]
pub(crate) async fn ask(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    go_on(&mut visit, false).await
}

/// Signs out.
#[post("/sign-out")]
pub(crate) async fn agree(
    mut visit: Visit,
    PageForm(Agreement {}): PageForm<Agreement>,
) -> Result<HttpResponse, actix_web::Error> {
    go_on(&mut visit, true).await
}

/// Says that the person is signed out.
#[get("/signed-out")]
pub(crate) async fn done(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let tenant = visit.tenant().await?;
    let frame = visit.frame(Some(&tenant), "signed-out-title");
    Ok(visit.show(&SignedOutPage { frame }))
}

async fn go_on(visit: &mut Visit, is_confirmed: bool) -> Result<HttpResponse, actix_web::Error> {
    let tenant = visit.tenant().await?;
    let session = visit.signed_in(&tenant).await;
    let session = session.map_err(|storage| visit.trouble(storage))?;
    let parameters = parameters(visit);
    let request = LogoutRequest {
        tenant: &tenant,
        parameters: &parameters,
        session: session.as_ref(),
        // Where nobody is signed in there is nothing to ask about.
        is_confirmed: is_confirmed || session.is_none(),
        address: Some(visitor(&visit.request, &visit.pages.trusted_proxies, None).address),
    };
    let outcome = visit.pages.provider.logout(&request);
    match outcome.await.map_err(|storage| visit.trouble(storage))? {
        LogoutOutcome::ShowError(error) => Err(visit.trouble(Trouble::Request(error.to_string()))),
        LogoutOutcome::LoggedOut { redirect } => Ok(signed_out(visit, &tenant, redirect)),
        LogoutOutcome::ConfirmFirst { client, redirect } => {
            let account = session.map(|live| live.account);
            let page = SignOutPage {
                frame: visit.frame(Some(&tenant), "sign-out-title"),
                username: account.map_or_else(String::new, |it| it.username.to_string()),
                application: client.map(|client| client.registration.name.clone()),
            };
            let mut policy = Policy::default();
            if let Some(redirect) = &redirect {
                policy = policy.with_form_to(redirect);
            }
            Ok(visit.show_with(&page, StatusCode::OK, &policy))
        }
    }
}

fn signed_out(visit: &Visit, tenant: &Tenant, redirect: Option<Url>) -> HttpResponse {
    let location = redirect.map_or_else(
        || {
            format!(
                "{}/signed-out?tenant_id={}",
                visit.pages.site.base(),
                tenant.id
            )
        },
        String::from,
    );
    let gone = visit.cookies().remove(CookieKind::Session, &tenant.id);
    see_other(&location, Some(gone))
}

/// The logout request in the page's address.
fn parameters(visit: &Visit) -> Parameters {
    let pairs = form_urlencoded::parse(visit.request.query_string().as_bytes());
    Parameters::new(pairs.into_owned().collect())
}
