//! TLS that the service itself speaks: its certificate and key.

use std::fs;
use std::path::Path;

use openssl::error::{Error, ErrorStack};
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslAcceptorBuilder, SslMethod};
use openssl::x509::X509;

use crate::config::{ConfigError, Http};

const CERTIFICATE: &str = "http.tls_certificate";
const KEY: &str = "http.tls_key";

/// What answers handshakes; nothing where neither certificate nor key is configured.
pub(crate) fn acceptor(http: &Http) -> Result<Option<SslAcceptorBuilder>, ConfigError> {
    let (certificate_file, key_file) = (&http.tls_certificate, &http.tls_key);
    if certificate_file.as_os_str().is_empty() && key_file.as_os_str().is_empty() {
        return Ok(None);
    }
    let mut chain = certificates(certificate_file)?.into_iter();
    let Some(certificate) = chain.next() else {
        let problem = "there is no certificate in PEM form in it";
        return Err(wrong(CERTIFICATE, certificate_file, problem));
    };
    let key = private_key(key_file)?;
    let public = certificate.public_key();
    if !public.is_ok_and(|public| public.public_eq(&key)) {
        let problem = format!(
            "it is not the key of the first certificate in {}",
            certificate_file.display()
        );
        return Err(wrong(KEY, key_file, &problem));
    }
    let refused = |error: ErrorStack| wrong(CERTIFICATE, certificate_file, reason(&error));
    // TLS 1.2 and 1.3 with forward secrecy: Mozilla's intermediate configuration, version 5.
    let mut acceptor =
        SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).map_err(refused)?;
    acceptor.set_certificate(&certificate).map_err(refused)?;
    for authority in chain {
        acceptor.add_extra_chain_cert(authority).map_err(refused)?;
    }
    acceptor
        .set_private_key(&key)
        .map_err(|error| wrong(KEY, key_file, reason(&error)))?;
    Ok(Some(acceptor))
}

fn certificates(file: &Path) -> Result<Vec<X509>, ConfigError> {
    let pem = read(CERTIFICATE, file)?;
    X509::stack_from_pem(&pem)
        .map_err(|_| wrong(CERTIFICATE, file, "a certificate in it is damaged"))
}

fn private_key(file: &Path) -> Result<PKey<Private>, ConfigError> {
    let pem = read(KEY, file)?;
    // OpenSSL would ask for a passphrase at the terminal.
    if String::from_utf8_lossy(&pem).contains("ENCRYPTED") {
        let problem = "it is encrypted; a key without a passphrase is needed";
        return Err(wrong(KEY, file, problem));
    }
    PKey::private_key_from_pem(&pem)
        .map_err(|_| wrong(KEY, file, "there is no private key in PEM form in it"))
}

fn read(setting: &'static str, file: &Path) -> Result<Vec<u8>, ConfigError> {
    fs::read(file).map_err(|error| wrong(setting, file, &error.to_string()))
}

fn wrong(setting: &'static str, file: &Path, problem: &str) -> ConfigError {
    ConfigError::value(setting, format!("{}: {problem}", file.display()))
}

/// What OpenSSL says, without the places in its source where it says it.
pub(crate) fn reason(error: &ErrorStack) -> &'static str {
    let said = error.errors().iter().find_map(Error::reason);
    said.unwrap_or("it cannot be used")
}
