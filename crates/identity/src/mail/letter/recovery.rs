//! Mails to somebody who has lost picture or PIN, or whose account has another picture or address.

use std::time::Duration;

use super::{Paragraph, in_words, link_to, text};
use crate::reset;

/// The link by which another picture is chosen.
pub(super) fn reset(sender: &str, username: &str, link: &str) -> (String, Vec<Paragraph>) {
    let paragraphs = vec![
        text(format!(
            "Somebody who says that they cannot sign in to {sender} as {username} any more asked for this mail. If it was you, follow this link and choose another picture:"
        )),
        link_to("Choose another picture", link),
        text(format!(
            "The link works once, within {}. Wherever you are signed in now, you will be signed out.",
            in_words(reset::LIFETIME)
        )),
        text(
            "If it was not you, ignore this mail and do not pass the link on: your account is as it was.",
        ),
    ];
    (format!("Choose another picture for {sender}"), paragraphs)
}

/// There is another picture now.
pub(super) fn replaced(sender: &str, username: &str, is_by_mail: bool) -> (String, Vec<Paragraph>) {
    let how = if is_by_mail {
        "It was chosen by a link that was mailed to this address."
    } else {
        "It was chosen by somebody who was signed in and had shown who they are."
    };
    let paragraphs = vec![
        text(format!(
            "The account {username} at {sender} has another picture now. {how} Other devices were signed out."
        )),
        text("If it was you, you need not do anything."),
        text(
            "If it was not you, write to your administrator at once, and see to it that nobody else reads your mails.",
        ),
    ];
    (format!("Another picture for {sender}"), paragraphs)
}

/// The address is an account's, and waits to be confirmed.
pub(super) fn confirm_address(
    sender: &str,
    code: &str,
    lifetime: Duration,
) -> (String, Vec<Paragraph>) {
    let paragraphs = vec![
        text(format!(
            "Somebody gave this e-mail address as that of their account with {sender}. If it was you, enter this code when you sign in:"
        )),
        Paragraph::Code(code.to_owned()),
        text(format!(
            "The code works for {}. Whenever you sign in before the address is confirmed, we send a new one.",
            in_words(lifetime)
        )),
        text("If it was not you, ignore this mail: without the code nobody can use your address."),
    ];
    (format!("Your code for {sender}"), paragraphs)
}

/// To the address that the account had.
pub(super) fn address_changed(sender: &str, username: &str) -> (String, Vec<Paragraph>) {
    let paragraphs = vec![
        text(format!(
            "The account {username} at {sender} has another e-mail address now. It was changed by somebody who was signed in and had shown who they are. This is the last mail to this address."
        )),
        text("If it was you, you need not do anything."),
        text("If it was not you, write to your administrator at once."),
    ];
    (
        format!("Another e-mail address for your account with {sender}"),
        paragraphs,
    )
}

/// There are new recovery codes.
pub(super) fn codes_drawn(sender: &str, username: &str) -> (String, Vec<Paragraph>) {
    let paragraphs = vec![
        text(format!(
            "The account {username} at {sender} has new recovery codes. Codes that it had before are good for nothing now."
        )),
        text("If it was you, you need not do anything but keep the new codes in a safe place."),
        text(
            "If it was not you, somebody was signed in as you: write to your administrator at once.",
        ),
    ];
    (format!("New recovery codes for {sender}"), paragraphs)
}
