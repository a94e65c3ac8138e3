//! Enrolling: registration for an application, or by the link of an invitation, of a reset or of the first start.

use actix_web::{HttpResponse, get};
use askama::Template;
use identity::{Account, Username};
use tenancy::{RelyingParty, Tenant};
use url::form_urlencoded;

use crate::application::Application;
use crate::forgot::client_of;
use crate::frame::Frame;
use crate::knowledge::Knowledge;
use crate::sign_in::open_request;
use crate::trouble::Trouble;
use crate::visit::Visit;
use crate::words::PROVER;

/// What the page's script says, beside the words of the prover.
const SAYS: &[&str] = &[
    "change-signed-out",
    "change-similar",
    "enrol-again-differs",
    "enrol-again-title",
    "enrol-choose-title",
    "enrol-code-malformed",
    "enrol-code-sent-again",
    "enrol-code-wrong",
    "enrol-code-wrong-anew",
    "enrol-email-invalid",
    "enrol-link-incomplete",
    "enrol-link-used",
    "enrol-name-invalid",
    "enrol-name-taken",
    "enrol-picture-differs",
    "enrol-picture-good",
    "enrol-sign-in-failed",
    "gate-almost_no_detail",
    "gate-little_detail",
    "gate-mostly_blank",
    "gate-symmetric_or_repeating",
    "gate-too_dark_or_blurred",
    "gate-too_small",
    "gate-too_smooth",
    "passkey-blocked",
    "passkey-none",
    "passkey-refused",
    "second-malformed",
    "second-refused",
    "sign-in-minutes-left",
    "sign-in-one-minute",
    "sign-in-seconds-left",
    "weak-date",
    "weak-letter",
    "weak-mirrored",
    "weak-popular",
    "weak-repeated_block",
    "weak-repeated_digit",
    "weak-run",
    "weak-straight_line",
];

/// The parameter with which the page's script says that it waits for the mailed code.
const AWAITS: &str = "awaits";

#[derive(Template)]
#[template(path = "enrol.html")]
struct EnrolPage {
    frame: Frame,
    tenant_id: String,
    /// The authorization request that is served, if it is one.
    auth_req_id: Option<String>,
    /// Seconds that the request is still good for.
    expires_in: u64,
    application: Option<Application>,
    /// The name of the account that a link is for; none where it is chosen here.
    invited: Option<String>,
    /// What the page says to them, and what is done in the end.
    story: Story,
    has_username: bool,
    /// Whether people may register without a link.
    is_open: bool,
    knowledge: Knowledge,
    /// What is asked for beside the link, if it is one of a reset and the tenant asks for a second thing.
    second: Option<SecondThing>,
    /// Whose picture it is that is replaced, if somebody replaces their own.
    own: Option<Own>,
    /// What may go with the old picture.
    old_knowledge: Knowledge,
    /// Back to the sign-in of the same request.
    sign_in: Option<String>,
    /// Where another link is asked for, if this is the page of a reset link.
    forgot: Option<String>,
    /// What the script says, as JSON.
    says: String,
}

/// A recovery code or, where there are such, a passkey.
struct SecondThing {
    has_passkeys: bool,
}

/// Somebody who puts another picture in place of their own.
pub(crate) struct Own {
    pub(crate) user_id: String,
    /// They have used a passkey so recently that the old picture need not be shown.
    pub(crate) is_proved: bool,
}

/// The keys of what depends on why somebody enrols.
struct Story {
    title: &'static str,
    greeting: &'static str,
    done: &'static str,
}

const NEW: Story = Story {
    title: "enrol-title",
    greeting: "enrol-invited",
    done: "enrol-done",
};

const AGAIN: Story = Story {
    title: "reset-title",
    greeting: "reset-greeting",
    done: "reset-done",
};

const CHANGE: Story = Story {
    title: "reset-title",
    greeting: "change-greeting",
    done: "reset-done",
};

/// The page on which somebody who is signed in puts another picture in place of theirs.
pub(crate) fn to_change(
    visit: &Visit,
    tenant: &Tenant,
    client: &RelyingParty,
    account: &Account,
    own: Own,
) -> HttpResponse {
    visit.show(&EnrolPage {
        frame: visit.frame(Some(tenant), CHANGE.title),
        application: Some(Application::of(client)),
        invited: Some(account.username.to_string()),
        is_open: true,
        story: CHANGE,
        own: Some(own),
        ..page(visit, tenant)
    })
}

/// Enrols a picture.
#[get("/enrol")]
pub(crate) async fn enrol(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let page = if visit.parameter("auth_req_id").is_some() {
        match for_application(&mut visit).await {
            // The code may come later than the request lasts, and is returned without it.
            Err(_) if visit.parameter(AWAITS).is_some() => after_request(&mut visit).await?,
            page => page?,
        }
    } else {
        by_link(&mut visit).await?
    };
    Ok(visit.show(&page))
}

async fn for_application(visit: &mut Visit) -> Result<EnrolPage, actix_web::Error> {
    let bound = open_request(visit).await?;
    let is_open = bound.tenant.settings.register_enable && bound.client_registers();
    if !is_open {
        return Err(visit.trouble(Trouble::RegistrationClosed));
    }
    let now = visit.pages.clock.now();
    Ok(EnrolPage {
        auth_req_id: Some(bound.auth_req_id.reveal().to_owned()),
        expires_in: bound.request.expires_at.since(now).as_secs(),
        application: Some(Application::of(&bound.client)),
        sign_in: Some(visit.link("/sign-in", &bound)),
        is_open,
        ..page(visit, &bound.tenant)
    })
}

/// The page of a request that has ended, on which the mailed code can still be returned.
async fn after_request(visit: &mut Visit) -> Result<EnrolPage, actix_web::Error> {
    let tenant = visit.tenant().await?;
    let client = client_of(visit, &tenant).await?;
    Ok(EnrolPage {
        application: client.as_deref().map(Application::of),
        ..page(visit, &tenant)
    })
}

/// Enrols another picture, by the link of a reset. Its application is where the person signs in then.
#[get("/reset")]
pub(crate) async fn reset(mut visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let page = by_link(&mut visit).await?;
    if page.invited.is_none() {
        return Err(visit.trouble(Trouble::IncompleteLink));
    }
    let tenant = visit.tenant().await?;
    let client = client_of(&visit, &tenant).await?;
    let settings = &tenant.settings;
    let page = EnrolPage {
        frame: visit.frame(Some(&tenant), AGAIN.title),
        application: client.as_deref().map(Application::of),
        story: AGAIN,
        forgot: Some(forgot(&visit, &tenant, client.as_deref())),
        second: settings.reset_needs_second.then_some(SecondThing {
            has_passkeys: settings.passkey_enabled,
        }),
        ..page
    };
    Ok(visit.show(&page))
}

/// The code stands in the link's fragment, which only the script can read: whether it is there and good is
/// said later.
async fn by_link(visit: &mut Visit) -> Result<EnrolPage, actix_web::Error> {
    let tenant = visit.tenant().await?;
    let invited = visit.parameter("username");
    let invited = invited.filter(|name| Username::parse(name).is_ok());
    Ok(EnrolPage {
        invited,
        ..page(visit, &tenant)
    })
}

/// Where another link is asked for.
fn forgot(visit: &Visit, tenant: &Tenant, client: Option<&RelyingParty>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("tenant_id", tenant.id.as_str());
    if let Some(client) = client {
        query.append_pair("client_id", client.id().as_str());
    }
    format!("{}/forgot?{}", visit.pages.site.base(), query.finish())
}

fn page(visit: &Visit, tenant: &Tenant) -> EnrolPage {
    EnrolPage {
        frame: visit.frame(Some(tenant), NEW.title),
        tenant_id: tenant.id.to_string(),
        auth_req_id: None,
        expires_in: 0,
        application: None,
        invited: None,
        story: NEW,
        second: None,
        own: None,
        old_knowledge: Knowledge::to_sign_in(visit.words(), &tenant.settings),
        has_username: tenant.settings.has_username_and_email,
        is_open: tenant.settings.register_enable,
        knowledge: Knowledge::to_enrol(visit.words(), &tenant.settings),
        sign_in: None,
        forgot: None,
        says: visit.words().table(&[PROVER, SAYS].concat()),
    }
}

#[cfg(test)]
mod tests;
