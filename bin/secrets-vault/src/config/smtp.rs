//! Which mail server.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use smtp::{InvalidConfig, Login, SmtpConfig};

use super::ConfigError;

/// Which mail server, and how it is spoken to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Smtp {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) authority: PathBuf,
    pub(crate) username: String,
    pub(crate) password_file: PathBuf,
    pub(crate) from: String,
    pub(crate) reply_to: String,
    pub(crate) timeout_seconds: u64,
    pub(crate) connections: usize,
}

/// How the connection is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Security {
    StartTls,
    Tls,
    None,
}

impl From<Security> for smtp::Security {
    fn from(security: Security) -> Self {
        match security {
            Security::StartTls => Self::StartTls,
            Security::Tls => Self::Tls,
            Security::None => Self::None,
        }
    }
}

impl Smtp {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.host.is_empty() {
            return Ok(());
        }
        if self.from.is_empty() {
            let problem = "with smtp.host an address is needed that mails come from";
            return Err(ConfigError::value("smtp.from", problem));
        }
        if self.username.is_empty() != self.password_file.as_os_str().is_empty() {
            let problem = "username and password_file belong together; give both or none";
            return Err(ConfigError::value("smtp.password_file", problem));
        }
        Ok(())
    }

    /// The mail server with what lies in files; none if none is configured.
    pub(crate) fn server(&self) -> Result<Option<SmtpConfig>, ConfigError> {
        if self.host.is_empty() {
            return Ok(None);
        }
        let security = smtp::Security::from(self.security);
        Ok(Some(SmtpConfig {
            host: self.host.clone(),
            port: match self.port {
                0 => security.port(),
                port => port,
            },
            security,
            login: self.login()?,
            authority: self.authority()?,
            from: self.from.clone(),
            reply_to: Some(self.reply_to.clone()).filter(|address| !address.is_empty()),
            timeout: Duration::from_secs(self.timeout_seconds.max(1)),
        }))
    }

    fn login(&self) -> Result<Option<Login>, ConfigError> {
        if self.username.is_empty() {
            return Ok(None);
        }
        let file = &self.password_file;
        let password = fs::read_to_string(file).map_err(|error| {
            ConfigError::value("smtp.password_file", format!("{}: {error}", file.display()))
        })?;
        Ok(Some(Login {
            username: self.username.clone(),
            password: password.lines().next().unwrap_or_default().to_owned(),
        }))
    }

    fn authority(&self) -> Result<Option<Vec<u8>>, ConfigError> {
        let file = &self.authority;
        if file.as_os_str().is_empty() {
            return Ok(None);
        }
        let pem = fs::read(file).map_err(|error| {
            ConfigError::value("smtp.authority", format!("{}: {error}", file.display()))
        })?;
        Ok(Some(pem))
    }
}

impl From<InvalidConfig> for ConfigError {
    fn from(error: InvalidConfig) -> Self {
        let key = match error {
            InvalidConfig::From(_) => "smtp.from",
            InvalidConfig::ReplyTo(_) => "smtp.reply_to",
            InvalidConfig::Authority(_) => "smtp.authority",
            InvalidConfig::Tls(_) => "smtp.security",
        };
        Self::value(key, error.to_string())
    }
}
