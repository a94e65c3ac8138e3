//! The account chooser: as whom a person goes on, where they are signed in already.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use identity::sign_in::{LiveSession, check_username};
use oidc::{BoundRequest, CompleteError, Completion};
use serde::Deserialize;
use url::Url;
use visitor::visitor;

use crate::application::Application;
use crate::form::PageForm;
use crate::frame::Frame;
use crate::policy::Policy;
use crate::sign_in::{SOMEBODY_ELSE, open_request, remembered_name};
use crate::trouble::Trouble;
use crate::visit::{Visit, see_other};
use crate::way_back;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    application: Application,
    username: String,
    email: String,
    session: String,
    /// The name that was remembered on this device, if it is another one.
    remembered: Option<String>,
    /// Where the person of that name signs in.
    sign_in: String,
    /// Where anybody else does.
    somebody_else: String,
}

impl AccountPage {
    /// The letter in place of a picture of the person.
    fn initial(&self) -> String {
        self.username
            .chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// The account that the person goes on with.
#[derive(Deserialize)]
pub(crate) struct Choice {
    /// The session that was shown. It is no secret; another account may have signed in meanwhile.
    session: String,
}

/// Asks as whom the person wants to go on.
#[get("/account")]
pub(crate) async fn choose(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let bound = open_request(&mut visit).await?;
    let sign_in = visit.link("/sign-in", &bound);
    let Some(live) = signed_in(&visit, &bound).await? else {
        return Ok(see_other(&sign_in, None));
    };
    let back = Url::parse(&bound.request.parameters.redirect_uri);
    let back = back.map_err(|_| visit.trouble(again(&bound)))?;
    let account = &live.account;
    let is_another =
        |name: &String| name != account.username.as_str() && check_username(name).is_ok();
    let page = AccountPage {
        frame: visit.frame(Some(&bound.tenant), "account-title"),
        application: Application::of(&bound.client),
        username: account.username.to_string(),
        email: account.email.to_string(),
        session: live.session.session_id.as_str().to_owned(),
        remembered: remembered_name(&visit, &bound.tenant.id).filter(is_another),
        somebody_else: format!("{sign_in}&{SOMEBODY_ELSE}=1"),
        sign_in,
    };
    let policy = Policy::default().with_form_to(&back);
    Ok(visit.show_with(&page, StatusCode::OK, &policy))
}

/// Goes on with the account that is signed in.
#[post("/account")]
pub(crate) async fn go_on(
    mut visit: Visit,
    PageForm(choice): PageForm<Choice>,
) -> Result<HttpResponse, actix_web::Error> {
    let bound = open_request(&mut visit).await?;
    let live = signed_in(&visit, &bound).await?;
    let is_same = |live: &LiveSession| live.session.session_id.as_str() == choice.session;
    let Some(live) = live.filter(is_same) else {
        return Ok(see_other(&visit.frame(None, "account-title").here, None));
    };
    let address = visitor(&visit.request, &visit.pages.trusted_proxies, None).address;
    let provider = &visit.pages.provider;
    match provider.complete(&bound, &live, Some(address)).await {
        Ok(Completion::Back(response)) => Ok(way_back::go(&visit, &response)),
        Ok(Completion::AskConsent) => Ok(see_other(&visit.link("/consent", &bound), None)),
        Err(CompleteError::StartAgain) => Err(visit.trouble(again(&bound))),
        Err(CompleteError::Unavailable(storage)) => Err(visit.trouble(storage)),
    }
}

/// Who is signed in and would do for the request.
async fn signed_in(
    visit: &Visit,
    bound: &BoundRequest,
) -> Result<Option<LiveSession>, actix_web::Error> {
    let live = visit.signed_in(&bound.tenant).await;
    let live = live.map_err(|storage| visit.trouble(storage))?;
    Ok(live.filter(|live| visit.pages.provider.may_consent(bound, live)))
}

/// The way back to the application, whose request has ended meanwhile.
fn again(bound: &BoundRequest) -> Trouble {
    Trouble::StartAgain(Some(Application::of(&bound.client)))
}

#[cfg(test)]
mod tests;
