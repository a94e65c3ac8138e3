//! The local mailbox: what the service would have mailed, for whoever tries it on their own machine.
//!
//! It is there only if the service hands it over, which it does on loopback without a mail server, and answers
//! only the machine itself. Everywhere else there is no such page.

use actix_web::http::StatusCode;
use actix_web::http::header::{HOST, HeaderValue};
use actix_web::{HttpResponse, get};
use askama::Template;
use identity::mail::{MailContent, StoredMail};
use visitor::visitor;

use crate::frame::Frame;
use crate::policy::Policy;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Mails that are shown; older ones are still stored.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "mailbox.html")]
struct MailboxPage {
    frame: Frame,
    mails: Vec<Letter>,
}

/// A mail as it is shown.
struct Letter {
    id: i64,
    to: String,
    written_at: String,
    /// The key of what it is about.
    about: &'static str,
    username: String,
    /// A code to enter somewhere.
    code: Option<String>,
    /// A link to follow.
    link: Option<String>,
}

impl Letter {
    fn of(stored: StoredMail) -> Self {
        let mail = stored.mail;
        let (about, username, code, link) = match mail.content {
            MailContent::ConfirmRegistration { username, code }
            | MailContent::ConfirmAddress { username, code } => {
                ("mailbox-confirm", username, Some(code), None)
            }
            MailContent::NameTaken { username } => ("mailbox-taken", username, None, None),
            MailContent::RegistrationAttempted { username } => {
                ("mailbox-attempted", username, None, None)
            }
            MailContent::DeviceLink { username, link, .. } => {
                ("mailbox-device", username, None, Some(link))
            }
            MailContent::Invitation { username, link, .. } => {
                ("mailbox-invitation", username, None, Some(link))
            }
            MailContent::Reset { username, link, .. } => {
                ("mailbox-reset", username, None, Some(link))
            }
            MailContent::PictureReplaced { username, .. } => {
                ("mailbox-replaced", username, None, None)
            }
            MailContent::AddressChanged { username } => {
                ("mailbox-address-changed", username, None, None)
            }
            MailContent::RecoveryCodesDrawn { username } => ("mailbox-codes", username, None, None),
            MailContent::PasskeyAdded { username, .. } => ("mailbox-passkey", username, None, None),
        };
        Self {
            id: stored.id,
            to: mail.to.to_string(),
            written_at: mail.written_at.to_string(),
            about,
            username,
            // A mail that was sent keeps neither.
            code: code.filter(|code| !code.is_empty()),
            link: link.filter(|link| !link.is_empty()),
        }
    }
}

/// Shows the newest mails, newest first.
#[get("/mailbox")]
pub(crate) async fn mailbox(visit: Visit) -> Result<HttpResponse, actix_web::Error> {
    let outbox = visit.pages.mailbox.as_ref().filter(|_| is_local(&visit));
    let outbox = outbox.ok_or_else(|| visit.trouble(Trouble::NoPage))?;
    let mails = outbox.newest(None, SHOWN).await;
    let mails = mails.map_err(|storage| visit.trouble(storage))?;
    let page = MailboxPage {
        frame: visit.frame(None, "mailbox-title"),
        mails: mails.into_iter().map(Letter::of).collect(),
    };
    Ok(visit.show_with(&page, StatusCode::OK, &Policy::default()))
}

/// Whether the request comes from this very machine, by no proxy and under this service's own name: a
/// website could give its own name this machine's address (DNS rebinding).
fn is_local(visit: &Visit) -> bool {
    let request = &visit.request;
    let is_loopback = |address: std::net::IpAddr| address.to_canonical().is_loopback();
    let peer = request.peer_addr().map(|peer| peer.ip());
    let origin = visitor(request, &visit.pages.trusted_proxies, None).address;
    // HTTP/2 says it in the address.
    let authority = request.uri().authority();
    let host = request.headers().get(HOST).map(HeaderValue::as_bytes);
    let host = host.or(authority.map(|authority| authority.as_str().as_bytes()));
    peer.is_some_and(is_loopback)
        && is_loopback(origin)
        && !request.headers().contains_key("x-forwarded-for")
        && !request.headers().contains_key("forwarded")
        && host == Some(visit.pages.site.authority().as_bytes())
}

#[cfg(test)]
mod tests;
