//! A person's account, and what its fields may be.

use std::fmt;

use kernel::{FoldedName, Language, TenantId, Timestamp, UserId, roles};
use serde::{Deserialize, Serialize};

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

impl Account {
    /// The language that the account's person prefers, if it is one that is spoken here.
    pub fn language(&self) -> Option<Language> {
        self.locale.as_deref().and_then(Language::of_tag)
    }
}

const LOCALE: &str = "expected a language tag of at most 35 characters such as de or pt-BR";
const EXTERNAL_ID: &str = "expected at most 256 characters, without control characters";
const ROLES: &str = "expected at most 50 roles of 1 to 64 characters a-z, A-Z, 0-9, '_', '.', ':' and '-', each once";

/// Checks the form of a preferred language (BCP 47, RFC 5646, section 4.4.1).
pub(crate) fn check_locale(locale: Option<&str>) -> Result<(), InvalidAccount> {
    let is_subtag =
        |tag: &str| (1..=8).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_tag = |locale: &str| locale.len() <= 35 && locale.split('-').all(is_subtag);
    check("locale", LOCALE, locale.is_none_or(is_tag))
}

/// Checks a name given by the system that provisions accounts.
pub(crate) fn check_external_id(id: Option<&str>) -> Result<(), InvalidAccount> {
    let is_id = |id: &str| id.chars().count() <= 256 && !id.chars().any(char::is_control);
    check("external_id", EXTERNAL_ID, id.is_none_or(is_id))
}

/// Checks the names of roles.
pub(crate) fn check_roles(roles: &[String]) -> Result<(), InvalidAccount> {
    let is_role = |role: &String| roles::is_name(role);
    let is_once = |(index, role): (usize, &String)| !roles.iter().take(index).any(|it| it == role);
    let are_roles =
        roles.len() <= 50 && roles.iter().all(is_role) && roles.iter().enumerate().all(is_once);
    check("roles", ROLES, are_roles)
}

fn check(field: &'static str, problem: &'static str, is_good: bool) -> Result<(), InvalidAccount> {
    if is_good {
        Ok(())
    } else {
        Err(InvalidAccount { field, problem })
    }
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

    #[test]
    fn further_fields() {
        let owned = |text: &str| text.to_owned();
        for good in ["de", "pt-BR", "zh-Hant-TW", "x-klingon"] {
            assert!(check_locale(Some(good)).is_ok(), "{good}");
        }
        for bad in ["", "-", "de_DE", "deutschland", "d e", &"de-".repeat(12)] {
            assert!(check_locale(Some(bad)).is_err(), "{bad}");
        }
        assert!(check_external_id(Some(&"ä".repeat(256))).is_ok());
        for bad in ["a\0", "a\n", &"x".repeat(257)] {
            assert!(check_external_id(Some(bad)).is_err(), "{bad}");
        }
        assert!(check_roles(&["tenant_admin", "app:read-only.1"].map(owned)).is_ok());
        for bad in [&["a", "a"][..], &[""], &["a b"], &[&"x".repeat(65)]] {
            let roles: Vec<_> = bad.iter().map(|role| owned(role)).collect();
            assert!(check_roles(&roles).is_err(), "{bad:?}");
        }
        let many: Vec<_> = (0..51).map(|index| index.to_string()).collect();
        assert!(check_roles(&many).is_err() && check_roles(&many[1..]).is_ok());
    }
}
