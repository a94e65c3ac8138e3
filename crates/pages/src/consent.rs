//! The consent page: what an application wants, and whether its person lets it have that.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use identity::sign_in::LiveSession;
use oidc::Scope;
use serde::Deserialize;

use crate::application::Application;
use crate::form::PageForm;
use crate::frame::Frame;
use crate::policy::Policy;
use crate::sign_in::open_request;
use crate::visit::{Visit, place, see_other};
use crate::way_back;

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage {
    frame: Frame,
    application: Application,
    /// The application's home page, if it has one.
    home: Option<String>,
    username: String,
    session: String,
    wishes: Vec<Wish>,
    /// Where the browser goes afterwards.
    back: String,
    /// Where somebody else signs in to the same request.
    sign_in: String,
}

/// The same about a device without a browser.
#[derive(Template)]
#[template(path = "device-consent.html")]
struct DeviceConsentPage {
    frame: Frame,
    application: Application,
    /// What the device must be showing.
    user_code: String,
    username: String,
    session: String,
    wishes: Vec<Wish>,
    /// Where somebody else signs in to the same request.
    sign_in: String,
}

/// One thing that the application wants.
struct Wish {
    /// The key of what it is.
    what: &'static str,
    /// The value that the application would read, or the scope's own name.
    value: String,
}

impl Wish {
    fn of(scope: &str, live: &LiveSession) -> Self {
        let account = &live.account;
        let (what, value) = match scope {
            Scope::OPENID => ("consent-openid", String::new()),
            Scope::PROFILE => ("consent-profile", account.username.to_string()),
            Scope::EMAIL => ("consent-email", account.email.to_string()),
            Scope::ADDRESS => ("consent-address", String::new()),
            Scope::PHONE => ("consent-phone", String::new()),
            Scope::GROUPS => ("consent-groups", String::new()),
            Scope::OFFLINE_ACCESS => ("consent-offline", String::new()),
            Scope::SECOND_FACTOR => ("consent-second-factor", String::new()),
            Scope::SECOND_FACTOR_LINK => ("consent-second-factor-link", String::new()),
            other => ("consent-other", other.to_owned()),
        };
        Self { what, value }
    }
}

/// What the person says.
#[derive(Deserialize)]
pub(crate) struct Answer {
    allow: Choice,
    /// The session that was asked.
    session: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Yes,
    No,
}

/// Asks whether the application may have what it wants.
#[get("/consent")]
pub(crate) async fn ask(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let bound = open_request(&mut visit).await?;
    let Some(live) = visit.completing(&bound).await? else {
        return Ok(see_other(&visit.link("/sign-in", &bound), None));
    };
    let asked = &bound.request.parameters;
    let back = visit.back_from(&bound)?;
    let disclosed = asked.disclosed();
    let wishes = disclosed.tokens().map(|scope| Wish::of(scope, &live));
    if let Some(user_code) = &asked.device {
        let page = DeviceConsentPage {
            frame: visit.frame(Some(&bound.tenant), "device-title"),
            application: Application::of(&bound.client),
            user_code: user_code.to_string(),
            username: live.account.username.to_string(),
            session: live.session.session_id.as_str().to_owned(),
            wishes: wishes.collect(),
            sign_in: visit.link("/sign-in", &bound),
        };
        return Ok(visit.show(&page));
    }
    let page = ConsentPage {
        frame: visit.frame(Some(&bound.tenant), "consent-title"),
        application: Application::of(&bound.client),
        home: bound.client.registration.client_uri.clone(),
        username: live.account.username.to_string(),
        session: live.session.session_id.as_str().to_owned(),
        wishes: wishes.collect(),
        back: place(&back),
        sign_in: visit.link("/sign-in", &bound),
    };
    let policy = Policy::default().with_form_to(&back);
    Ok(visit.show_with(&page, StatusCode::OK, &policy))
}

/// Takes the answer, and sends the browser back to the application.
#[post("/consent")]
pub(crate) async fn answer(
    mut visit: Visit,
    PageForm(form): PageForm<Answer>,
) -> Result<HttpResponse, actix_web::Error> {
    let bound = open_request(&mut visit).await?;
    let live = visit.still_completing(&bound, &form.session).await?;
    let Some(live) = live else {
        return Ok(see_other(&visit.frame(None, "consent-title").here, None));
    };
    let address = visit.visitor().address;
    let provider = &visit.pages.provider;
    let response = match form.allow {
        Choice::Yes => provider.allow(&bound, &live, Some(address)).await,
        Choice::No => provider.deny(&bound, &live, Some(address)).await,
    };
    let response = response.map_err(|error| visit.incomplete(&bound, error))?;
    Ok(way_back::go(&visit, &response))
}
