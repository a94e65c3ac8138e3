//! Mails: what they say, how they wait, and how they are sent.
//!
//! A use case hands a [`Mail`] to the port method that stores what it is about; both are stored in one
//! transaction, so that there is no mail about what did not happen. Workers lease mails from the
//! [`Outbox`] and hand them to the [`MailTransport`], each in its own attempt: see [`MailDelivery`].
//!
//! What somebody asks for is written in the language in which they ask. What warns the person of an
//! account is in the account's, so that whoever does something to it does not choose how well its
//! person understands (docs/decisions/0058).

mod delivery;
mod letter;
mod outbox;
mod text;

use kernel::{Language, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::EmailAddress;

#[cfg(any(test, feature = "mocks"))]
pub use delivery::MockMailTransport;
pub use delivery::{DELIVERY_LIMIT, DeliveryFailure, MailDelivery, MailTransport, OutgoingMail};
pub use letter::{Letter, Paragraph};
#[cfg(any(test, feature = "mocks"))]
pub use outbox::MockOutbox;
pub use outbox::{MailState, Outbox, Outcome, StoredMail};
pub use text::MailText;

/// A mail as a use case writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The tenant in whose name it is sent.
    pub tenant_id: TenantId,
    /// Whom it is for.
    pub to: EmailAddress,
    /// The language that it is written in; the tenant's where none is known.
    pub language: Option<Language>,
    /// What it says. Sealed at rest, since it may carry a code.
    pub content: MailContent,
    /// When it was written.
    pub written_at: Timestamp,
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MailContent {
    /// "Enter this code to finish your registration."
    ConfirmRegistration {
        /// The name that was asked for.
        username: String,
        /// The code to enter.
        code: String,
    },
    /// "This name is taken: choose another, or recover it."
    NameTaken {
        /// The name that was asked for.
        username: String,
    },
    /// "Somebody tried to register your name." At most once a day.
    RegistrationAttempted {
        /// The owner's username.
        username: String,
    },
    /// "Follow this link on the device on which you want to sign in."
    DeviceLink {
        /// The account's username.
        username: String,
        /// The link's code.
        code: String,
        /// Where to follow it.
        link: String,
    },
    /// "You have been invited: follow this link to choose your picture."
    Invitation {
        /// The account's username.
        username: String,
        /// The invitation's code, which the link carries.
        code: String,
        /// Where to follow it.
        link: String,
    },
    /// "Follow this link to choose another picture."
    Reset {
        /// The account's username.
        username: String,
        /// The link's code.
        code: String,
        /// Where to follow it.
        link: String,
    },
    /// "Your picture was replaced."
    PictureReplaced {
        /// The account's username.
        username: String,
        /// By a mailed link, and not with the old picture.
        is_by_mail: bool,
    },
    /// "Enter this code: the address is an account's now."
    ConfirmAddress {
        /// The account's username.
        username: String,
        /// The code.
        code: String,
    },
    /// "Your account has another e-mail address now."
    AddressChanged {
        /// The account's username.
        username: String,
    },
    /// "You have new recovery codes; those that you had are good for nothing."
    RecoveryCodesDrawn {
        /// The account's username.
        username: String,
    },
    /// "A passkey was added to your account."
    PasskeyAdded {
        /// The account's username.
        username: String,
        /// What the passkey is called.
        name: String,
    },
}

impl MailContent {
    /// The same without its code and its link, which are no longer needed once the mail has been sent.
    #[must_use]
    pub fn without_secrets(self) -> Self {
        let gone = String::new;
        match self {
            Self::ConfirmRegistration { username, .. } => Self::ConfirmRegistration {
                username,
                code: gone(),
            },
            Self::ConfirmAddress { username, .. } => Self::ConfirmAddress {
                username,
                code: gone(),
            },
            Self::DeviceLink { username, .. } => Self::DeviceLink {
                username,
                code: gone(),
                link: gone(),
            },
            Self::Invitation { username, .. } => Self::Invitation {
                username,
                code: gone(),
                link: gone(),
            },
            Self::Reset { username, .. } => Self::Reset {
                username,
                code: gone(),
                link: gone(),
            },
            kept @ (Self::NameTaken { .. }
            | Self::RegistrationAttempted { .. }
            | Self::PictureReplaced { .. }
            | Self::AddressChanged { .. }
            | Self::RecoveryCodesDrawn { .. }
            | Self::PasskeyAdded { .. }) => kept,
        }
    }
}
