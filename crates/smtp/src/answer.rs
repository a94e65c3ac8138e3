//! What the answer of a mail server means.

use std::error::Error as _;

use identity::mail::DeliveryFailure;
use lettre::transport::smtp::Error;

/// What went wrong before there was a connection on which mails can be sent: it is not about the mail.
pub(crate) fn of_connecting(error: &Error) -> DeliveryFailure {
    DeliveryFailure::Unreachable(text(error))
}

/// What went wrong while a mail was handed over.
pub(crate) fn of_sending(error: &Error) -> DeliveryFailure {
    let text = text(error);
    match error.status().map(|code| code.to_string()).as_deref() {
        // The server says goodbye (RFC 5321, section 3.8), or wants us to log in (RFC 4954, section 6).
        Some("421" | "530") => DeliveryFailure::Unreachable(text),
        // lettre's own words, before anything is sent. Domains are in ASCII, so it is about what stands before the @.
        _ if error.is_client() && text.contains("SMTPUTF8") => DeliveryFailure::Refused(
            "the address has letters beyond ASCII before its @, which this mail server does not take (it has no SMTPUTF8)"
                .to_owned(),
        ),
        _ if error.is_permanent() || error.is_client() => DeliveryFailure::Refused(text),
        _ => DeliveryFailure::Deferred(text),
    }
}

/// The error with what caused it, which lettre's own text leaves out.
fn text(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
