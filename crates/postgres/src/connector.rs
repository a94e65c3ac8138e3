//! How a connection is made.

use std::time::{Duration, Instant};

use diesel_async::{
    AnsiTransactionManager, AsyncPgConnection, SimpleAsyncConnection as _, TransactionManager as _,
};
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use postgres_openssl::MakeTlsConnector;
use tokio::runtime::{self, Handle};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::Config;
use tokio_postgres::config::{SslMode as Negotiation, TargetSessionAttrs};

use crate::open_error::in_full;
use crate::{OpenError, PostgresConfig, SslMode};

/// After how long a connection is replaced, so that a changed password, certificate or address reaches
/// all of them.
const LIFETIME: Duration = Duration::from_mins(30);

/// Makes connections that are all alike.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: MakeTlsConnector,
    setup: String,
    /// How long all of it may take.
    patience: Duration,
}

/// A connection, and the task that speaks to the server for it.
pub(crate) struct Link {
    pub(crate) connection: AsyncPgConnection,
    pub(crate) driver: JoinHandle<()>,
    /// The one that the task is in, and ends with.
    pub(crate) runtime: runtime::Id,
    since: Instant,
}

impl Link {
    /// Not if it is old, or the server or its runtime has ended it.
    pub(crate) fn is_alive(&self) -> bool {
        !self.driver.is_finished() && self.since.elapsed() < LIFETIME
    }

    /// Alive, and no transaction was left open.
    pub(crate) fn is_usable(&mut self) -> bool {
        self.is_alive()
            && !AnsiTransactionManager::is_broken_transaction_manager(&mut self.connection)
    }
}

impl Connector {
    pub(crate) fn new(config: &PostgresConfig) -> Result<Self, OpenError> {
        let mode = config.url.ssl_mode();
        let mut target = config.url.config.clone();
        target
            .connect_timeout(config.connect_timeout)
            .tcp_user_timeout(config.statement_timeout)
            // After a failover the old server may still be there, and refuse every write.
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .ssl_mode(match mode {
                SslMode::Disable => Negotiation::Disable,
                SslMode::Prefer => Negotiation::Prefer,
                SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => Negotiation::Require,
            });
        let limit = config.statement_timeout.as_millis();
        Ok(Self {
            config: target,
            tls: tls(config)?,
            setup: format!(
                "SET statement_timeout = {limit}; SET idle_in_transaction_session_timeout = {limit}; \
                 SET client_min_messages = warning;"
            ),
            patience: config.connect_timeout,
        })
    }

    /// A new connection, served by the runtime that this is called in. What went wrong is said in one line.
    pub(crate) async fn connect(&self) -> Result<Link, String> {
        let silent = |_| "the server did not answer in time".to_owned();
        timeout(self.patience, self.begin()).await.map_err(silent)?
    }

    async fn begin(&self) -> Result<Link, String> {
        let connected = self.config.connect(self.tls.clone()).await;
        let (client, stream) = connected.map_err(|error| in_full(&error))?;
        let runtime = Handle::current();
        // What ends a connection is told to whoever waits for an answer from it.
        let driver = runtime.spawn(async move { drop(stream.await) });
        let mut connection = AsyncPgConnection::try_from(client)
            .await
            .map_err(|error| in_full(&error))?;
        let setup = connection.batch_execute(&self.setup).await;
        setup.map_err(|error| in_full(&error))?;
        Ok(Link {
            connection,
            driver,
            runtime: runtime.id(),
            since: Instant::now(),
        })
    }
}

fn tls(config: &PostgresConfig) -> Result<MakeTlsConnector, OpenError> {
    let unusable = |error: openssl::error::ErrorStack| OpenError::Unusable(error.to_string());
    let mode = config.url.ssl_mode();
    let mut builder = SslConnector::builder(SslMethod::tls_client()).map_err(unusable)?;
    match &config.root_certificate {
        Some(path) => builder
            .set_ca_file(path)
            .map_err(|error| OpenError::RootCertificate(format!("{}: {error}", path.display())))?,
        None if mode >= SslMode::VerifyCa => {
            return Err(OpenError::RootCertificate(format!(
                "sslmode={} needs one; set database.root_certificate to a PEM file",
                mode.as_str()
            )));
        }
        None => builder.set_verify(SslVerifyMode::NONE),
    }
    let mut tls = MakeTlsConnector::new(builder.build());
    if mode < SslMode::VerifyFull {
        tls.set_callback(|session, _| {
            session.set_verify_hostname(false);
            Ok(())
        });
    }
    Ok(tls)
}
