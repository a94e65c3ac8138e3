//! Which mail server, and how it is spoken to.

use std::fmt;
use std::time::Duration;

/// Which mail server, and how it is spoken to.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// Name or address of the mail server; its certificate must be for it.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How the connection is kept secret.
    pub security: Security,
    /// Who we are to the mail server; none where it does not ask.
    pub login: Option<Login>,
    /// PEM text of a certificate authority that is trusted beside the system's own.
    pub authority: Option<Vec<u8>>,
    /// The address that mails come from.
    pub from: String,
    /// The address that answers go to.
    pub reply_to: Option<String>,
    /// How long the mail server may take for each step.
    pub timeout: Duration,
}

impl Default for SmtpConfig {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: Security::StartTls.port(),
            security: Security::StartTls,
            login: None,
            authority: None,
            from: String::new(),
            reply_to: None,
            timeout: Duration::from_secs(30),
        }
    }
}

/// How a connection is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS after STARTTLS (RFC 3207); no mail goes out without it.
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// Nothing: whoever is on the way reads codes and links.
    None,
}

impl Security {
    /// The usual port.
    pub const fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// Who we are to the mail server.
#[derive(Clone)]
pub struct Login {
    /// The name.
    pub username: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}

/// What cannot be configured like this. The message says which part, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidConfig {
    /// Not an address.
    #[error("from: '{0}' is not an e-mail address such as no-reply@example.com")]
    From(String),
    /// Not an address.
    #[error("reply_to: '{0}' is not an e-mail address such as help@example.com")]
    ReplyTo(String),
    /// Not a certificate.
    #[error("authority: not a certificate in PEM form ({0})")]
    Authority(String),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}
