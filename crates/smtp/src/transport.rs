//! The connection to the mail server.

use async_trait::async_trait;
use identity::mail::{DELIVERY_LIMIT, DeliveryFailure, MailTransport, OutgoingMail};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::address::address;
use crate::{InvalidConfig, Security, SmtpConfig, answer, message};

/// Hands mails to one mail server, over connections that are kept for the next mail.
pub struct SmtpTransport {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    reply_to: Option<Address>,
}

impl SmtpTransport {
    /// Prepares the transport; nothing is connected yet. Runs inside of a tokio runtime.
    ///
    /// # Errors
    /// A part of the configuration cannot be; see [`InvalidConfig`].
    pub fn new(config: SmtpConfig) -> Result<Self, InvalidConfig> {
        let from = address(&config.from).map_err(|_| InvalidConfig::From(config.from.clone()))?;
        let reply_to = match &config.reply_to {
            None => None,
            Some(text) => Some(address(text).map_err(|_| InvalidConfig::ReplyTo(text.to_owned()))?),
        };
        let mut server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .timeout(Some(config.timeout))
            .hello_name(ClientId::Domain(from.domain().to_owned()))
            .tls(tls(&config)?);
        if let Some(login) = config.login {
            server = server.credentials(Credentials::new(login.username, login.password));
        }
        Ok(Self {
            server: server.build(),
            from,
            reply_to,
        })
    }

    /// Connects and logs in, if there is no such connection yet, and asks whether the mail server is there.
    ///
    /// # Errors
    /// It is not, or does not know us; the text says which.
    pub async fn check(&self) -> Result<(), DeliveryFailure> {
        match self.server.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(DeliveryFailure::Unreachable("it hung up".to_owned())),
            Err(error) => Err(answer::of_connecting(&error)),
        }
    }

    async fn hand_over(&self, mail: &OutgoingMail) -> Result<(), DeliveryFailure> {
        let message = message::message(mail, &self.from, self.reply_to.as_ref())
            .map_err(DeliveryFailure::Refused)?;
        self.check().await?;
        match self.server.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(answer::of_sending(&error)),
        }
    }
}

#[async_trait]
impl MailTransport for SmtpTransport {
    async fn deliver(&self, mail: &OutgoingMail) -> Result<(), DeliveryFailure> {
        let handed_over = tokio::time::timeout(DELIVERY_LIMIT, self.hand_over(mail)).await;
        handed_over.unwrap_or_else(|_| {
            let took = format!("it took longer than {} seconds", DELIVERY_LIMIT.as_secs());
            Err(DeliveryFailure::Deferred(took))
        })
    }
}

fn tls(config: &SmtpConfig) -> Result<Tls, InvalidConfig> {
    let with: fn(TlsParameters) -> Tls = match config.security {
        Security::None => return Ok(Tls::None),
        Security::StartTls => Tls::Required,
        Security::Tls => Tls::Wrapper,
    };
    let mut parameters = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.authority {
        let authority = Certificate::from_pem(pem)
            .map_err(|error| InvalidConfig::Authority(error.to_string()))?;
        parameters = parameters.add_root_certificate(authority);
    }
    let parameters = parameters
        .build()
        .map_err(|error| InvalidConfig::Tls(error.to_string()))?;
    Ok(with(parameters))
}
