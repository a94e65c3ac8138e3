//! How a connection is made.

use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use postgres_openssl::MakeTlsConnector;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_postgres::Config;
use tokio_postgres::config::{SslMode as Negotiation, TargetSessionAttrs};

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};

use crate::open_error::in_full;
use crate::{OpenError, PostgresConfig, SslMode};

/// Makes connections that are all alike.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: MakeTlsConnector,
    setup: String,
    /// Where connections are served. A web server has a runtime for each of its threads, and a
    /// connection that the pool gives to all of them must not end, or wait, with one.
    runtime: Handle,
}

/// A connection, and the task that speaks to the server for it.
pub(crate) struct Link {
    pub(crate) connection: AsyncPgConnection,
    pub(crate) driver: JoinHandle<()>,
}

impl Connector {
    /// Connections are served by the runtime that this is called in.
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
            runtime: Handle::current(),
        })
    }

    /// A new connection. What went wrong is said in one line.
    pub(crate) async fn connect(&self) -> Result<Link, String> {
        let (connector, runtime) = (self.clone(), self.runtime.clone());
        let task = self.runtime.spawn(async move {
            let (client, connection) = connector
                .config
                .connect(connector.tls)
                .await
                .map_err(|error| in_full(&error))?;
            // What ends a connection is told to whoever waits for an answer from it.
            let driver = runtime.spawn(async move { drop(connection.await) });
            let mut connection = AsyncPgConnection::try_from(client)
                .await
                .map_err(|error| in_full(&error))?;
            let setup = connection.batch_execute(&connector.setup).await;
            setup.map_err(|error| in_full(&error))?;
            Ok(Link { connection, driver })
        });
        task.await.map_err(|error| error.to_string())?
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
