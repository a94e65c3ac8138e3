//! Mails over SMTP (RFC 5321), by lettre, with OpenSSL's TLS.
//!
//! The crate decides how a [`Letter`](identity::mail::Letter) looks as text and as HTML, how a mail is put
//! together (RFC 5322), and which answer of a mail server means what. It must *not* know what mails say,
//! when they are tried again or who asked for them.
//!
//! [`SmtpTransport`] implements [`MailTransport`](identity::mail::MailTransport).
//!
//! ```
//! use smtp::{Security, SmtpConfig, SmtpTransport};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let config = SmtpConfig {
//!     host: "127.0.0.1".to_owned(),
//!     port: 1, // where no mail server listens
//!     security: Security::None,
//!     from: "no-reply@id.example".to_owned(),
//!     ..SmtpConfig::default()
//! };
//! let transport = SmtpTransport::new(config).unwrap();
//! let says = transport.check().await.unwrap_err().to_string();
//! assert!(says.starts_with("the mail server cannot be used: "), "{says}");
//! # }
//! ```

mod address;
mod answer;
mod config;
mod message;
mod transport;

pub use config::{InvalidConfig, Login, Security, SmtpConfig};
pub use transport::SmtpTransport;
