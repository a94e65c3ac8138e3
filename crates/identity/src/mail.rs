//! Mails that wait to be sent, and the port that lists them.

use async_trait::async_trait;
use kernel::{FoldedName, StorageError, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::EmailAddress;

/// A mail in the outbox. Use cases hand it to the port method that stores what it is about, so
/// that both are stored in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The tenant in whose name it is sent.
    pub tenant_id: TenantId,
    /// Whom it is for.
    pub to: EmailAddress,
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
}

/// A mail as the outbox keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMail {
    /// Increases from mail to mail.
    pub id: i64,
    /// The mail.
    pub mail: Mail,
    /// When it was sent; none while it waits.
    pub sent_at: Option<Timestamp>,
}

/// Port: lists mails that wait or were sent.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The newest `limit` mails, newest first; to one address if `to` is given.
    async fn newest(
        &self,
        to: Option<FoldedName>,
        limit: u32,
    ) -> Result<Vec<StoredMail>, StorageError>;
}
