//! Addresses that must not be asked.

use std::sync::atomic::Ordering;

use outbound::{OutboundClient, OutboundConfig};
use tenancy::{Outbound as _, OutboundError, OutboundRequest};

use crate::server::{Answer, Names, Server, client, loopback};

const EMPTY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

async fn refusal(client: &OutboundClient, url: &str) -> String {
    let request = OutboundRequest::get(url.parse().unwrap(), 1024);
    match client.send(&request).await {
        Err(OutboundError::Refused(reason)) => reason,
        other => panic!("{url}: {other:?}"),
    }
}

#[tokio::test]
async fn private_addresses_are_refused_however_they_are_written() {
    let client = OutboundClient::new(&OutboundConfig::default()).unwrap();
    for url in [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://localhost/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://192.168.0.1:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
    ] {
        refusal(&client, url).await;
    }
}

#[tokio::test]
async fn what_is_no_https_is_refused() {
    let client = OutboundClient::new(&OutboundConfig::default()).unwrap();
    for url in [
        "http://1.1.1.1/",
        "ftp://1.1.1.1/",
        "gopher://1.1.1.1/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "https://user@1.1.1.1/",
        "https://user:password@1.1.1.1/",
    ] {
        refusal(&client, url).await;
    }
}

#[tokio::test]
async fn a_name_with_one_private_address_is_refused_whole() {
    let names = Names::answering(&[&["1.1.1.1", "10.0.0.1"]]);
    let client = OutboundClient::with_resolver(&OutboundConfig::default(), names).unwrap();
    let reason = refusal(&client, "https://app.example/").await;
    assert!(reason.starts_with("10.0.0.1 is not public"), "{reason}");
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_asked_once() {
    // The first answer is allowed. If the name were resolved again to connect, that would lead to a
    // server that answers.
    let server = Server::answering(Answer::Bytes(EMPTY.into())).await;
    let names = Names::answering(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let config = OutboundConfig {
        allowed: vec!["127.0.0.2/32".parse().unwrap()],
        ..loopback()
    };
    let client = OutboundClient::with_resolver(&config, names.clone()).unwrap();
    let url = format!("http://app.example:{}/", server.address.port());
    let request = OutboundRequest::get(url.parse().unwrap(), 1024);
    let answer = client.send(&request).await;
    assert!(
        matches!(answer, Err(OutboundError::Unreachable(_))),
        "{answer:?}"
    );
    assert_eq!(names.asked.load(Ordering::Relaxed), 1);
    assert_eq!(server.requests(), Vec::<String>::new());
    // Asked again, it is checked again.
    refusal(&client, request.url.as_str()).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let secret = Server::answering(Answer::Bytes(EMPTY.into())).await;
    let away = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
        secret.url("/secret")
    );
    let server = Server::answering(Answer::Bytes(away.into())).await;
    let request = OutboundRequest::get(server.url("/"), 1024);
    assert_eq!(client().send(&request).await.unwrap().status, 302);
    assert_eq!(secret.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn an_allowed_network_is_asked_by_plain_http_too() {
    let server = Server::answering(Answer::Bytes(EMPTY.into())).await;
    let request = OutboundRequest::get(server.url("/"), 1024);
    assert_eq!(client().send(&request).await.unwrap().status, 200);
    let strict = OutboundClient::new(&OutboundConfig::default()).unwrap();
    refusal(&strict, request.url.as_str()).await;
    assert_eq!(server.requests().len(), 1);
}
