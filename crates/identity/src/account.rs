//! A person's account, what its names may be, and the port that keeps accounts.

use std::fmt;

use async_trait::async_trait;
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::Invitation;
use crate::mail::Mail;

/// A name that an account cannot have. The message says which field, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct InvalidAccount {
    /// The field as the published API names it.
    pub field: &'static str,
    /// What is wrong with it, and what would be right.
    pub problem: &'static str,
}

/// The name that a person signs in with: 1 to 128 characters of `[a-zA-Z0-9_.@-]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    /// Checks a username.
    ///
    /// # Errors
    /// It is empty, longer than 128 characters, or has other characters.
    pub fn parse(text: &str) -> Result<Self, InvalidAccount> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'@' | b'-');
        if (1..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            let problem = "expected 1 to 128 characters a-z, A-Z, 0-9, '_', '.', '@' and '-'";
            Err(InvalidAccount {
                field: "username",
                problem,
            })
        }
    }

    /// The name as the person wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it is compared.
    pub fn folded(&self) -> FoldedName {
        FoldedName::of(&self.0)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address that can be written to: `local@domain`, at most 254 characters (RFC 5321,
/// section 4.5.3.1.3), without spaces, control characters and quoting.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks an address.
    ///
    /// # Errors
    /// It is not of that form.
    pub fn parse(text: &str) -> Result<Self, InvalidAccount> {
        if is_address(text) {
            Ok(Self(text.to_owned()))
        } else {
            let problem = "expected an e-mail address such as ada@example.com";
            Err(InvalidAccount {
                field: "email",
                problem,
            })
        }
    }

    /// The address as the person wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it is compared.
    pub fn folded(&self) -> FoldedName {
        FoldedName::of(&self.0)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>[]:;,\\\"@".contains(c);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(plain))
        && domain.split('.').all(label)
}

/// Checks username and e-mail together: a username with `@` must be the account's own address, and
/// where the tenant has no separate usernames it must be that in any case.
///
/// # Errors
/// The username is another one.
pub fn check_pair(
    username: &Username,
    email: &EmailAddress,
    has_username_and_email: bool,
) -> Result<(), InvalidAccount> {
    let same = username.folded() == email.folded();
    let problem = if username.as_str().contains('@') {
        "a username with '@' must be the account's own e-mail address"
    } else if has_username_and_email {
        return Ok(());
    } else {
        "in this tenant the e-mail address is the username"
    };
    if same {
        Ok(())
    } else {
        Err(InvalidAccount {
            field: "username",
            problem,
        })
    }
}

/// A person's account in one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Names the account within the tenant; never changes.
    pub user_id: UserId,
    /// The name to sign in with; unique in the tenant as folded.
    pub username: Username,
    /// The e-mail address; unique in the tenant as folded.
    pub email: EmailAddress,
    /// Nobody can sign in to it, and nothing that it was given works.
    pub is_disabled: bool,
    /// The person has shown that the e-mail address is theirs.
    pub is_verified: bool,
    /// Preferred language (BCP 47).
    pub locale: Option<String>,
    /// Roles in the tenant.
    pub roles: Vec<String>,
    /// Name of the account in the system that provisioned it.
    pub external_id: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// An account about to be created, in one step with what goes along.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// The account.
    pub account: &'a Account,
    /// The invitation with which its person enrols.
    pub invitation: &'a Invitation,
    /// The mail that carries the invitation.
    pub mail: &'a Mail,
}

/// Port: keeps accounts.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The account of that id.
    async fn find(&self, tenant: &TenantId, user: &UserId)
    -> Result<Option<Account>, StorageError>;

    /// The account of that username.
    async fn find_by_username(
        &self,
        tenant: &TenantId,
        username: &FoldedName,
    ) -> Result<Option<Account>, StorageError>;

    /// Stores a new account with its invitation and mail. False, and nothing stored, if its id,
    /// username or e-mail address is taken in the tenant.
    async fn create<'a>(
        &self,
        new: NewAccount<'a>,
        event: &AuditEvent,
    ) -> Result<bool, StorageError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames() {
        for good in ["a", "Ada_L.1815-x", "ada@example.com", &"x".repeat(128)] {
            assert!(Username::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "ä", "a\0", "a/b", "<b>", &"x".repeat(129)] {
            assert!(Username::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses() {
        for good in [
            "a@b",
            "ada.l+x@mail.example.com",
            "ada@localhost",
            "ü@exämple.org",
        ] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a@b@c",
            "a b@c",
            "a@b..c",
            "a@-b",
            ".a@b",
            "a\n@b",
            "a@b\r\nBcc: x",
            "<a>@b",
            "\"a\"@b",
            "a@[1.2.3.4]",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn somebody_elses_address_is_no_username() {
        let pair = |name: &str, separate| {
            let email = EmailAddress::parse("Ada@example.com").unwrap();
            check_pair(&Username::parse(name).unwrap(), &email, separate)
        };
        assert!(pair("ada", true).is_ok());
        assert!(pair("ADA@example.com", true).is_ok());
        assert!(pair("bob@example.com", true).is_err());
        assert!(pair("ada", false).is_err());
        assert!(pair("ada@example.com", false).is_ok());
    }
}
