//! What a mail says to a person, in their language. The words are in `locales/`.

mod pen;

use std::time::Duration;

use kernel::Language;
use tenancy::{Lifetimes, Tenant};

use self::pen::Pen;
use super::{Mail, MailContent};
use crate::{device_link, reset};

/// A mail in words: subject and paragraphs, of which an adapter makes text and HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The language that it is written in.
    pub language: Language,
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
        label: String,
        /// Where it leads.
        url: String,
    },
}

impl Mail {
    /// What it says in the name of `tenant`.
    pub fn letter(&self, tenant: &Tenant) -> Letter {
        let language = self.language.unwrap_or(tenant.settings.default_language);
        self.content.letter(tenant, language)
    }
}

impl MailContent {
    /// What the mail says in the name of `tenant`, in that language.
    ///
    /// What goes to an address that nobody has confirmed yet repeats nothing that the asker chose:
    /// otherwise anybody could have us mail words of theirs to strangers.
    pub fn letter(&self, tenant: &Tenant, language: Language) -> Letter {
        let sender = sender(tenant);
        let pen = Pen::new(language, &sender);
        Letter {
            language,
            subject: pen.say(self.subject()),
            paragraphs: self.paragraphs(pen, &tenant.settings.lifetimes),
            sender,
        }
    }

    /// The key of what it is about.
    const fn subject(&self) -> &'static str {
        match self {
            Self::ConfirmRegistration { .. } | Self::ConfirmAddress { .. } => "code-subject",
            Self::NameTaken { .. } => "taken-subject",
            Self::RegistrationAttempted { .. } => "attempted-subject",
            Self::DeviceLink { .. } => "device-subject",
            Self::Invitation { .. } => "invitation-subject",
            Self::Reset { .. } => "reset-subject",
            Self::PictureReplaced { .. } => "replaced-subject",
            Self::AddressChanged { .. } => "changed-subject",
            Self::RecoveryCodesDrawn { .. } => "codes-subject",
            Self::PasskeyAdded { .. } => "passkey-subject",
        }
    }

    fn paragraphs(&self, pen: Pen<'_>, lifetimes: &Lifetimes) -> Vec<Paragraph> {
        match self {
            Self::ConfirmRegistration { code, .. } => vec![
                pen.text("register-asked"),
                Paragraph::Code(code.clone()),
                pen.lasting("register-lasts", seconds(lifetimes.email_code)),
                pen.text("register-otherwise"),
            ],
            Self::NameTaken { .. } => vec![
                pen.text("taken-asked"),
                pen.text("taken-way"),
                pen.text("taken-otherwise"),
            ],
            Self::RegistrationAttempted { username } => vec![
                pen.about("attempted-what", username),
                pen.text("attempted-way"),
                pen.text("attempted-otherwise"),
            ],
            Self::DeviceLink { username, link, .. } => vec![
                pen.about("device-asked", username),
                pen.link("device-follow", link),
                pen.lasting("device-lasts", device_link::LIFETIME),
                pen.text("device-otherwise"),
            ],
            Self::Invitation { username, link, .. } => vec![
                pen.about("invitation-what", username),
                pen.link("invitation-follow", link),
                pen.lasting("invitation-lasts", seconds(lifetimes.invitation)),
            ],
            Self::Reset { username, link, .. } => vec![
                pen.about("reset-asked", username),
                pen.link("reset-follow", link),
                pen.lasting("reset-lasts", reset::LIFETIME),
                pen.text("reset-otherwise"),
            ],
            Self::PictureReplaced {
                username,
                is_by_mail,
            } => {
                let what = if *is_by_mail {
                    "replaced-by-mail"
                } else {
                    "replaced-by-person"
                };
                vec![
                    pen.about(what, username),
                    pen.text("was-you"),
                    pen.text("replaced-otherwise"),
                ]
            }
            Self::ConfirmAddress { code, .. } => vec![
                pen.text("address-asked"),
                Paragraph::Code(code.clone()),
                pen.lasting("address-lasts", seconds(lifetimes.email_code)),
                pen.text("address-otherwise"),
            ],
            Self::AddressChanged { username } => vec![
                pen.about("changed-what", username),
                pen.text("was-you"),
                pen.text("tell-administrator"),
            ],
            Self::RecoveryCodesDrawn { username } => vec![
                pen.about("codes-what", username),
                pen.text("codes-keep"),
                pen.text("codes-otherwise"),
            ],
            Self::PasskeyAdded { username, name } => vec![
                pen.named("passkey-what", username, name),
                pen.text("was-you"),
                pen.text("passkey-otherwise"),
            ],
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

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
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

    fn contents(username: &str) -> [MailContent; 12] {
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
            MailContent::PictureReplaced {
                username: username(),
                is_by_mail: false,
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
        let kinds = contents("ada").into_iter();
        for (content, language) in kinds.flat_map(|it| Language::ALL.map(|in_| (it.clone(), in_))) {
            let letter = content.letter(&tenant("Acme"), language);
            assert_eq!((&*letter.sender, letter.language), ("Acme", language));
            assert!(letter.paragraphs.len() >= 3, "{letter:?}");
            let first = &letter.paragraphs[0];
            assert!(
                matches!(first, Paragraph::Text(text) if text.contains("Acme")),
                "{first:?}"
            );
            // What stands in a text is filled in, whatever the language.
            let said = format!("{letter:?}");
            assert!(!said.contains("{ $") && !said.contains("{$"), "{said}");
            for secret in ["the-code", "https://id.example/l"] {
                let english = content.letter(&tenant("Acme"), Language::English);
                assert_eq!(
                    said.contains(secret),
                    format!("{english:?}").contains(secret)
                );
            }
        }
    }

    #[test]
    fn a_name_is_inserted_as_it_is() {
        let name = "{ $sender } <b>&\u{201d}";
        for language in Language::ALL {
            for content in contents(name) {
                let letter = content.letter(&tenant(name), language);
                assert_eq!(letter.sender, name);
                assert!(letter.subject.contains(name), "{letter:?}");
            }
            let reset = contents(name).into_iter();
            let mut reset = reset.filter(|it| matches!(it, MailContent::Reset { .. }));
            let letter = reset.next().unwrap().letter(&tenant("Acme"), language);
            let first = &letter.paragraphs[0];
            assert!(
                matches!(first, Paragraph::Text(text) if text.contains(name)),
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
            for language in Language::ALL {
                let said = format!("{:?}", content.letter(&tenant("Acme"), language));
                assert!(!said.contains("evil"), "{said}");
            }
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
                let letter = content.letter(&tenant(name), Language::German);
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
}
