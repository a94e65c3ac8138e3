//! TLS to the server: a front with a certificate stands before the server of the tests.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;

use kernel::Upkeep as _;
use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::ssl::{Ssl, SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Name};
use postgres::{OpenError, PostgresConfig};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_openssl::SslStream;
use tokio_postgres::config::Host;

use crate::world::{OnServer, empty_store, open_with};

/// A key, and a certificate for it.
struct Identity {
    key: PKey<Private>,
    certificate: X509,
}

/// Somebody who vouches for others.
fn authority(name: &str) -> Identity {
    identity(name, None)
}

/// A server called `localhost`, for which `authority` vouches.
fn server(authority: &Identity) -> Identity {
    identity("localhost", Some(authority))
}

fn identity(name: &str, issuer: Option<&Identity>) -> Identity {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut subject = X509Name::builder().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_pubkey(&key).unwrap();
    let (from, until) = (Asn1Time::days_from_now(0), Asn1Time::days_from_now(1));
    builder.set_not_before(&from.unwrap()).unwrap();
    builder.set_not_after(&until.unwrap()).unwrap();
    let issuer_name = issuer.map_or(&*subject, |it| it.certificate.subject_name());
    builder.set_issuer_name(issuer_name).unwrap();
    let extension = match issuer {
        None => BasicConstraints::new().critical().ca().build().unwrap(),
        Some(_) => SubjectAlternativeName::new()
            .dns(name)
            .build(&builder.x509v3_context(None, None))
            .unwrap(),
    };
    builder.append_extension(extension).unwrap();
    let signer = issuer.map_or(&key, |it| &it.key);
    builder.sign(signer, MessageDigest::sha256()).unwrap();
    Identity {
        certificate: builder.build(),
        key,
    }
}

trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Socket for S {}

/// A connection to the server of the tests.
async fn behind(url: &str) -> io::Result<Box<dyn Socket>> {
    let config: tokio_postgres::Config = url.parse().unwrap();
    let port = *config.get_ports().first().unwrap_or(&5432);
    Ok(match &config.get_hosts()[0] {
        Host::Tcp(host) => Box::new(TcpStream::connect((host.as_str(), port)).await?),
        Host::Unix(folder) => {
            let socket = folder.join(format!(".s.PGSQL.{port}"));
            Box::new(UnixStream::connect(socket).await?)
        }
    })
}

/// Answers the question for TLS, as `PostgreSQL`'s "Frontend/Backend Protocol" has it, and passes on the
/// rest.
async fn serve(mut client: TcpStream, url: String, tls: Option<Ssl>) -> io::Result<()> {
    let mut question = [0; 8];
    client.read_exact(&mut question).await?;
    assert_eq!(question, [0, 0, 0, 8, 4, 210, 22, 47]);
    let mut server = behind(&url).await?;
    let Some(tls) = tls else {
        client.write_all(b"N").await?;
        copy_bidirectional(&mut client, &mut server).await?;
        return Ok(());
    };
    client.write_all(b"S").await?;
    let mut client = SslStream::new(tls, client)?;
    Pin::new(&mut client)
        .accept()
        .await
        .map_err(io::Error::other)?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

/// A front with that identity, or without TLS; gives its port.
async fn front(harness: &OnServer, identity: Option<&Identity>) -> u16 {
    let acceptor = identity.map(|identity| {
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).unwrap();
        acceptor.set_private_key(&identity.key).unwrap();
        acceptor.set_certificate(&identity.certificate).unwrap();
        acceptor.build()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = harness.database.url();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let tls = acceptor
                .as_ref()
                .map(|acceptor| Ssl::new(acceptor.context()).unwrap());
            // A client that does not like the certificate hangs up.
            tokio::spawn(serve(client, url.clone(), tls));
        }
    });
    port
}

/// Whether a store can be used through the front.
struct Attempt<'a> {
    harness: &'a OnServer,
    port: u16,
    folder: TempDir,
}

impl Attempt<'_> {
    fn root(&self, authority: &Identity) -> PathBuf {
        let path = self.folder.path().join("root.pem");
        std::fs::write(&path, authority.certificate.to_pem().unwrap()).unwrap();
        path
    }

    async fn as_host(
        &self,
        host: &str,
        mode: &str,
        root: Option<&Identity>,
    ) -> Result<(), OpenError> {
        let of_tests = self.harness.database.url();
        let (_, database) = of_tests.rsplit_once('/').unwrap();
        let port = self.port;
        let url = format!("postgres://postgres@{host}:{port}/{database}?sslmode={mode}");
        let mut config = PostgresConfig::at(url.parse().unwrap());
        config.root_certificate = root.map(|root| self.root(root));
        let store = open_with(config).await?;
        store.ping().await.unwrap();
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_the_server_is_is_checked_as_far_as_it_is_asked_for() {
    let harness = empty_store().await;
    let (known, other) = (authority("known"), authority("other"));
    let attempt = Attempt {
        port: front(&harness, Some(&server(&known))).await,
        harness: &harness,
        folder: tempfile::tempdir().unwrap(),
    };
    for mode in ["prefer", "require"] {
        attempt.as_host("127.0.0.1", mode, None).await.unwrap();
    }
    for mode in ["require", "verify-ca"] {
        let as_host = attempt.as_host("127.0.0.1", mode, Some(&known));
        as_host.await.unwrap();
        let refused = attempt.as_host("localhost", mode, Some(&other)).await;
        assert!(matches!(refused, Err(OpenError::Unusable(_))), "{mode}");
    }
    let full = attempt.as_host("localhost", "verify-full", Some(&known));
    full.await.unwrap();
    for (host, root) in [("127.0.0.1", &known), ("localhost", &other)] {
        let refused = attempt.as_host(host, "verify-full", Some(root)).await;
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("certificate verify failed"), "{said}");
    }
    let without = attempt.as_host("localhost", "verify-full", None).await;
    assert!(matches!(without, Err(OpenError::RootCertificate(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_tls_is_refused_where_tls_is_required() {
    let harness = empty_store().await;
    let known = authority("known");
    let attempt = Attempt {
        port: front(&harness, None).await,
        harness: &harness,
        folder: tempfile::tempdir().unwrap(),
    };
    attempt.as_host("localhost", "prefer", None).await.unwrap();
    for mode in ["require", "verify-ca", "verify-full"] {
        let refused = attempt.as_host("localhost", mode, Some(&known)).await;
        assert!(matches!(refused, Err(OpenError::Unusable(_))), "{mode}");
    }
}
