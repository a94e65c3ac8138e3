//! Certificates: who is believed to be whom.

use std::sync::Arc;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{Ssl, SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};
use outbound::{OutboundClient, OutboundConfig, UnusableConfig};
use tenancy::{Outbound as _, OutboundAnswer, OutboundError, OutboundRequest};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_openssl::SslStream;

use crate::server::{Names, loopback};

/// A certificate that its own key has signed, for `app.example`.
fn certificate() -> (X509, PKey<Private>) {
    let key = PKey::generate_ed25519().unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "app.example").unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial = BigNum::from_u32(1).unwrap().to_asn1_integer().unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(&key).unwrap();
    let (from, until) = (Asn1Time::days_from_now(0), Asn1Time::days_from_now(1));
    builder.set_not_before(&from.unwrap()).unwrap();
    builder.set_not_after(&until.unwrap()).unwrap();
    let is_authority = BasicConstraints::new().critical().ca().build().unwrap();
    builder.append_extension(is_authority).unwrap();
    let names = SubjectAlternativeName::new()
        .dns("app.example")
        .build(&builder.x509v3_context(None, None))
        .unwrap();
    builder.append_extension(names).unwrap();
    builder.sign(&key, MessageDigest::null()).unwrap();
    (builder.build(), key)
}

/// Answers every request over TLS, on a port of 127.0.0.1.
async fn serve(certificate: &X509, key: &PKey<Private>) -> u16 {
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_certificate(certificate).unwrap();
    acceptor.set_private_key(key).unwrap();
    let acceptor = Arc::new(acceptor.build());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let ssl = Ssl::new(acceptor.context()).unwrap();
            let mut stream = SslStream::new(ssl, tcp).unwrap();
            if std::pin::Pin::new(&mut stream).accept().await.is_ok() {
                let _ = stream.read(&mut [0; 1024]).await;
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
                let _ = stream.write_all(answer).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    port
}

async fn get(
    config: &OutboundConfig,
    name: &str,
    port: u16,
) -> Result<OutboundAnswer, OutboundError> {
    let names = Names::answering(&[&["127.0.0.1"]]);
    let client = OutboundClient::with_resolver(config, names).unwrap();
    let url = format!("https://{name}:{port}/").parse().unwrap();
    client.send(&OutboundRequest::get(url, 1024)).await
}

#[tokio::test]
async fn a_certificate_must_be_trusted_and_name_the_server() {
    let (certificate, key) = certificate();
    let port = serve(&certificate, &key).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("authority.pem");
    std::fs::write(&file, certificate.to_pem().unwrap()).unwrap();
    let trusting = OutboundConfig {
        trusted_certificates: Some(file),
        ..loopback()
    };
    assert_eq!(
        get(&trusting, "app.example", port).await.unwrap().body,
        b"hi"
    );
    for (config, name) in [(&trusting, "other.example"), (&loopback(), "app.example")] {
        let error = get(config, name, port).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::Unreachable(_)),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_file_without_certificates_is_said_to_be_unusable() {
    let config = OutboundConfig {
        trusted_certificates: Some("/nowhere/authority.pem".into()),
        ..OutboundConfig::default()
    };
    let unusable = OutboundClient::new(&config).map(drop).unwrap_err();
    assert!(matches!(unusable, UnusableConfig::Certificates(..)));
}
