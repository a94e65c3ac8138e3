//! What goes wrong on the way to a page, as a page: what happened, and the way on.

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
    /// Storage did not answer. The reason is for the operator only.
    Unavailable(StorageError),
}

impl Trouble {
    const fn status(&self) -> StatusCode {
        match self {
            Self::StartAgain(_) => StatusCode::BAD_REQUEST,
            Self::IncompleteLink => StatusCode::NOT_FOUND,
            Self::RegistrationClosed | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The keys of what happened, and of what to do.
    const fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::StartAgain(_) => ("trouble-start-again", "trouble-start-again-way"),
            Self::IncompleteLink => ("trouble-incomplete-link", "trouble-incomplete-link-way"),
            Self::RegistrationClosed => ("trouble-closed", "trouble-closed-way"),
            Self::ForeignForm => ("trouble-foreign-form", "trouble-foreign-form-way"),
            Self::Unavailable(_) => ("trouble-unavailable", "trouble-unavailable-way"),
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
    let (what, way) = trouble.words();
    let status = trouble.status();
    let (application, outage) = match trouble {
        Trouble::StartAgain(application) => (application, None),
        Trouble::IncompleteLink | Trouble::RegistrationClosed | Trouble::ForeignForm => {
            (None, None)
        }
        Trouble::Unavailable(reason) => (None, Some(reason)),
    };
    let page = TroublePage {
        frame: visit.frame(None, what),
        what,
        way,
        application,
    };
    let mut response = visit.show_with(&page, status, &Policy::default());
    if let Some(reason) = outage {
        error!(%reason, "storage did not answer");
        let seconds = HeaderValue::from(RETRY_AFTER_OUTAGE);
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    InternalError::from_response(what, response).into()
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    what: &'static str,
    way: &'static str,
    application: Option<Application>,
}
