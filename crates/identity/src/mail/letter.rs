//! What a mail says to a person.

mod recovery;

use std::time::Duration;

use tenancy::Tenant;

use super::MailContent;
use crate::device_link;

/// A mail in words: subject and paragraphs, of which an adapter makes text and HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// In whose name it is sent: one line.
    pub sender: String,
    /// What it is about: one line.
    pub subject: String,
    /// What it says.
    pub paragraphs: Vec<Paragraph>,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paragraph {
    /// Sentences.
    Text(String),
    /// A code to be typed.
    Code(String),
    /// A link to be followed.
    Link {
        /// What following it does.
        label: &'static str,
        /// Where it leads.
        url: String,
    },
}

impl MailContent {
    /// What the mail says in the name of `tenant`.
    ///
    /// What goes to an address that nobody has confirmed yet repeats nothing that the asker chose:
    /// otherwise anybody could have us mail words of theirs to strangers.
    pub fn letter(&self, tenant: &Tenant) -> Letter {
        let sender = sender(tenant);
        let lifetimes = &tenant.settings.lifetimes;
        let (subject, paragraphs) = match self {
            Self::ConfirmRegistration { code, .. } => (
                format!("Your code for {sender}"),
                vec![
                    text(format!(
                        "Somebody asked to register with {sender} under this e-mail address. If it was you, enter this code:"
                    )),
                    Paragraph::Code(code.clone()),
                    text(format!(
                        "The code works for {}.",
                        in_words(seconds(lifetimes.email_code))
                    )),
                    text("If it was not you, ignore this mail: without the code nothing happens."),
                ],
            ),
            Self::NameTaken { .. } => (
                format!("Your registration with {sender}"),
                vec![
                    text(format!(
                        "Somebody asked to register with {sender} under this e-mail address, but the username or the address is in use already."
                    )),
                    text(
                        "If it was you, choose another username. If you have registered before, sign in as you did then.",
                    ),
                    text("If it was not you, ignore this mail: nothing was registered."),
                ],
            ),
            Self::RegistrationAttempted { username } => (
                format!("Somebody tried to register your name with {sender}"),
                vec![
                    text(format!(
                        "Somebody tried to register the username {username}, which is yours, with {sender}. They did not get it, and your account is as it was."
                    )),
                    text(
                        "If it was you: you have an account already, so sign in with your picture.",
                    ),
                    text("You need not do anything. We write this at most once a day."),
                ],
            ),
            Self::DeviceLink { username, link, .. } => (
                format!("Sign in to {sender} on a new device"),
                vec![
                    text(format!(
                        "Somebody asked to sign in to {sender} as {username} on a device that we do not know. If it was you, follow this link on that device:"
                    )),
                    link_to("Use this device", link),
                    text(format!(
                        "The link works once, within {}. You sign in with your picture afterwards, as always.",
                        in_words(device_link::LIFETIME)
                    )),
                    text("If it was not you, ignore this mail and do not pass the link on."),
                ],
            ),
            Self::Invitation { username, link, .. } => (
                format!("Your invitation to {sender}"),
                vec![
                    text(format!(
                        "There is an account for you at {sender}. Your username is {username}. You sign in with a picture of yours instead of a password; choose it here:"
                    )),
                    link_to("Choose your picture", link),
                    text(format!(
                        "The link works once, within {}. It is for you alone.",
                        in_words(seconds(lifetimes.invitation))
                    )),
                ],
            ),
            Self::Reset { username, link, .. } => recovery::reset(&sender, username, link),
            Self::PictureReplaced {
                username,
                is_by_mail,
            } => recovery::replaced(&sender, username, *is_by_mail),
            Self::ConfirmAddress { code, .. } => {
                recovery::confirm_address(&sender, code, seconds(lifetimes.email_code))
            }
            Self::AddressChanged { username } => recovery::address_changed(&sender, username),
            Self::RecoveryCodesDrawn { username } => recovery::codes_drawn(&sender, username),
            Self::PasskeyAdded { username, name } => (
                format!("A new passkey for {sender}"),
                vec![
                    text(format!(
                        "A passkey was added to the account {username} at {sender}. It is called “{name}”. From now on it signs in without your picture."
                    )),
                    text("If it was you, you need not do anything."),
                    text(
                        "If it was not you, somebody was signed in as you: delete the passkey in your profile, and write to your administrator.",
                    ),
                ],
            ),
        };
        Letter {
            sender,
            subject,
            paragraphs,
        }
    }
}

/// The tenant's name in one line, so that it can stand in a header.
fn sender(tenant: &Tenant) -> String {
    let name = tenant.settings.display_name.replace(char::is_control, " ");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        tenant.id.to_string()
    } else {
        name
    }
}

fn text(sentences: impl Into<String>) -> Paragraph {
    Paragraph::Text(sentences.into())
}

fn link_to(label: &'static str, url: &str) -> Paragraph {
    Paragraph::Link {
        label,
        url: url.to_owned(),
    }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}

/// A time span as a person says it, in the largest unit that it is a whole number of.
fn in_words(span: Duration) -> String {
    let seconds = span.as_secs();
    let (number, unit) = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        .into_iter()
        .find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size))
        .map_or((seconds, "second"), |(size, unit)| (seconds / size, unit));
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;
    use tenancy::TenantSettings;

    use super::*;

    fn tenant(display_name: &str) -> Tenant {
        Tenant {
            id: "acme".parse().unwrap(),
            settings: TenantSettings {
                display_name: display_name.to_owned(),
                ..TenantSettings::default()
            },
            created_at: Timestamp::from_seconds(1),
        }
    }

    fn contents(username: &str) -> [MailContent; 11] {
        let username = || username.to_owned();
        let (code, link) = (
            || "the-code".to_owned(),
            || "https://id.example/l".to_owned(),
        );
        [
            MailContent::ConfirmRegistration {
                username: username(),
                code: code(),
            },
            MailContent::NameTaken {
                username: username(),
            },
            MailContent::RegistrationAttempted {
                username: username(),
            },
            MailContent::DeviceLink {
                username: username(),
                code: code(),
                link: link(),
            },
            MailContent::Invitation {
                username: username(),
                code: code(),
                link: link(),
            },
            MailContent::Reset {
                username: username(),
                code: code(),
                link: link(),
            },
            MailContent::PictureReplaced {
                username: username(),
                is_by_mail: true,
            },
            MailContent::ConfirmAddress {
                username: username(),
                code: code(),
            },
            MailContent::AddressChanged {
                username: username(),
            },
            MailContent::RecoveryCodesDrawn {
                username: username(),
            },
            MailContent::PasskeyAdded {
                username: username(),
                name: "Phone".to_owned(),
            },
        ]
    }

    #[test]
    fn every_mail_says_who_writes_and_what_to_do() {
        for content in contents("ada") {
            let letter = content.letter(&tenant("Acme"));
            assert_eq!(letter.sender, "Acme");
            assert!(letter.paragraphs.len() >= 3, "{letter:?}");
            let first = &letter.paragraphs[0];
            assert!(
                matches!(first, Paragraph::Text(text) if text.contains("Acme")),
                "{first:?}"
            );
        }
    }

    #[test]
    fn a_mail_to_an_unconfirmed_address_repeats_nothing_that_the_asker_chose() {
        let mails = contents("win-at-www.evil.example").into_iter();
        let goes_to_strangers = |content: &MailContent| {
            matches!(
                content,
                MailContent::ConfirmRegistration { .. }
                    | MailContent::NameTaken { .. }
                    | MailContent::ConfirmAddress { .. }
            )
        };
        for content in mails.filter(goes_to_strangers) {
            let said = format!("{:?}", content.letter(&tenant("Acme")));
            assert!(!said.contains("evil"), "{said}");
        }
    }

    #[test]
    fn a_name_stays_in_its_line() {
        for (name, shown) in [
            (
                "Acme\r\nBcc: eve@evil.example",
                "Acme Bcc: eve@evil.example",
            ),
            (" Acme \u{85}\t& Sons ", "Acme & Sons"),
            ("\n", "acme"),
            ("", "acme"),
        ] {
            for content in contents("ada") {
                let letter = content.letter(&tenant(name));
                assert_eq!(letter.sender, shown);
                assert!(!letter.subject.contains(char::is_control));
            }
        }
    }

    #[test]
    fn a_mail_that_is_done_with_has_no_secrets() {
        for content in contents("ada") {
            let kept = format!("{:?}", content.without_secrets());
            assert!(kept.contains("ada"), "{kept}");
            assert!(
                !kept.contains("the-code") && !kept.contains("https:"),
                "{kept}"
            );
        }
    }

    #[test]
    fn time_spans_read_as_people_say_them() {
        for (number, words) in [
            (604_800, "7 days"),
            (86_400, "1 day"),
            (5_400, "90 minutes"),
            (600, "10 minutes"),
            (61, "61 seconds"),
        ] {
            assert_eq!(in_words(seconds(number)), words);
        }
    }
}
