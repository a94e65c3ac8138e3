//! The account chooser: as whom a person goes on, where they are signed in already.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use identity::sign_in::check_username;
use oidc::Completion;
use serde::Deserialize;

use crate::application::Application;
use crate::form::PageForm;
use crate::frame::Frame;
use crate::policy::Policy;
use crate::sign_in::{SOMEBODY_ELSE, open_request, remembered_name};
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
    /// The session that was shown.
    session: String,
}

/// Asks as whom the person wants to go on.
#[get("/account")]
pub(crate) async fn choose(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let bound = open_request(&mut visit).await?;
    let sign_in = visit.link("/sign-in", &bound);
    let Some(live) = visit.completing(&bound).await? else {
        return Ok(see_other(&sign_in, None));
    };
    let back = visit.back_from(&bound)?;
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
    let live = visit.still_completing(&bound, &choice.session).await?;
    let Some(live) = live else {
        return Ok(see_other(&visit.frame(None, "account-title").here, None));
    };
    let address = visit.visitor().address;
    let provider = &visit.pages.provider;
    let completion = provider.complete(&bound, &live, Some(address)).await;
    let completion = completion.map_err(|error| visit.incomplete(&bound, error))?;
    Ok(match completion {
        Completion::Back(response) => way_back::go(&visit, &response),
        Completion::AskConsent => see_other(&visit.link("/consent", &bound), None),
    })
}

#[cfg(test)]
mod tests;
