//! What goes wrong on the way to a page, as a page: what happened, and the way on.

use actix_web::HttpResponse;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use askama::Template;
use kernel::StorageError;
use tracing::error;

use crate::application::Application;
use crate::frame::Frame;
use crate::policy::Policy;
use crate::visit::Visit;

/// Seconds after which an unavailable service is worth asking again.
const RETRY_AFTER_OUTAGE: u16 = 5;

/// Why there is not the page that was asked for.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The authorization request is used or expired, or another browser's. The application that it was
    /// for, if that is known.
    StartAgain(Option<Application>),
    /// A link that does not name a tenant that exists.
    IncompleteLink,
    /// People cannot register themselves here.
    RegistrationClosed,
    /// A form that no page of ours sent to this browser.
    ForeignForm,
    /// There is no such page.
    NoPage,
    /// An application's request is wrong. What its developers must know.
    Request(String),
    /// Something else must be done first; the sentence says what.
    Refused(String),
    /// Nobody is signed in. The application from which they can.
    SignInFirst(Application),
    /// They signed in too long ago for what they want to do. The application from which they can again.
    SignInAgain(Application),
    /// The device's answer or the name of a passkey was not accepted.
    PasskeyRefused,
    /// The account has as many passkeys as it may.
    PasskeysFull,
    /// There were too many attempts.
    TooMany,
    /// Storage did not answer. The reason is for the operator only.
    Unavailable(StorageError),
    /// The service does not work; whoever noticed has told the operator.
    Outage,
}

impl Trouble {
    const fn status(&self) -> StatusCode {
        match self {
            Self::StartAgain(_) | Self::Request(_) | Self::PasskeyRefused => {
                StatusCode::BAD_REQUEST
            }
            Self::SignInFirst(_) | Self::SignInAgain(_) => StatusCode::UNAUTHORIZED,
            Self::PasskeysFull => StatusCode::CONFLICT,
            Self::IncompleteLink | Self::NoPage => StatusCode::NOT_FOUND,
            Self::RegistrationClosed | Self::ForeignForm | Self::Refused(_) => {
                StatusCode::FORBIDDEN
            }
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::Outage => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The keys of what happened, and of what to do.
    const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::StartAgain(_) => ("trouble-start-again", "trouble-start-again-way"),
            Self::IncompleteLink => ("trouble-incomplete-link", "trouble-incomplete-link-way"),
            Self::RegistrationClosed => ("trouble-closed", "trouble-closed-way"),
            Self::ForeignForm => ("trouble-foreign-form", "trouble-foreign-form-way"),
            Self::NoPage => ("trouble-no-page", "trouble-no-page-way"),
            Self::Request(_) => ("trouble-request", "trouble-request-way"),
            Self::Refused(_) => ("trouble-refused", "trouble-refused-way"),
            Self::SignInFirst(_) => ("trouble-sign-in", "trouble-sign-in-way"),
            Self::SignInAgain(_) => ("trouble-sign-in", "trouble-sign-in-again-way"),
            Self::PasskeyRefused => ("trouble-passkey", "trouble-passkey-way"),
            Self::PasskeysFull => ("trouble-passkeys-full", "trouble-passkeys-full-way"),
            Self::TooMany => ("trouble-too-many", "trouble-too-many-way"),
            Self::Unavailable(_) | Self::Outage => {
                ("trouble-unavailable", "trouble-unavailable-way")
            }
        }
    }
}

impl From<StorageError> for Trouble {
    fn from(error: StorageError) -> Self {
        Self::Unavailable(error)
    }
}

/// The page that says it, as the error of a handler.
pub(crate) fn page(visit: &Visit, trouble: Trouble) -> actix_web::Error {
    let what = trouble.words().0;
    InternalError::from_response(what, response(visit, trouble)).into()
}

/// The page that says it.
pub(crate) fn response(visit: &Visit, trouble: Trouble) -> HttpResponse {
    let (what, way) = trouble.words();
    let status = trouble.status();
    let (mut application, mut detail, mut outage) = (None, String::new(), None);
    match trouble {
        Trouble::StartAgain(known) => application = known,
        Trouble::SignInFirst(known) | Trouble::SignInAgain(known) => application = Some(known),
        Trouble::Request(sentence) | Trouble::Refused(sentence) => detail = sentence,
        Trouble::Unavailable(reason) => outage = Some(reason),
        Trouble::IncompleteLink
        | Trouble::RegistrationClosed
        | Trouble::ForeignForm
        | Trouble::NoPage
        | Trouble::PasskeyRefused
        | Trouble::PasskeysFull
        | Trouble::TooMany
        | Trouble::Outage => {}
    }
    let page = TroublePage {
        frame: visit.frame(None, what),
        what,
        way,
        application,
        detail,
    };
    let mut response = visit.show_with(&page, status, &Policy::default());
    if let Some(reason) = outage {
        error!(%reason, "storage did not answer");
        let seconds = HeaderValue::from(RETRY_AFTER_OUTAGE);
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    response
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    what: &'static str,
    way: &'static str,
    application: Option<Application>,
    /// What an application's developers must know; mostly empty.
    detail: String,
}
