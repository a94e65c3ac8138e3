//! Mails to somebody who has lost picture or PIN, and of what became of it.

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
