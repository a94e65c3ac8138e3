//! Answers: good ones, and those that are slow, huge or broken.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use outbound::OutboundClient;
use tenancy::{Outbound as _, OutboundError, OutboundMethod, OutboundRequest};

use crate::server::{Answer, BlackHole, Names, Server, client, loopback};

const OK: &str = "HTTP/1.1 200 OK\r\n";

async fn get(answer: Answer, largest: usize) -> Result<tenancy::OutboundAnswer, OutboundError> {
    let server = Server::answering(answer).await;
    let request = OutboundRequest::get(server.url("/"), largest);
    client().send(&request).await
}

fn bytes(text: impl Into<String>) -> Answer {
    Answer::Bytes(text.into().into_bytes())
}

#[tokio::test]
async fn an_answer_comes_whole_with_its_type() {
    let head = "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n";
    let answer = get(bytes(format!("{OK}{head}{{}}")), 2).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.content_type.as_deref(), Some("application/json"));
    assert_eq!(answer.body, b"{}");
    let chunked = "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n";
    assert_eq!(
        get(bytes(format!("{OK}{chunked}")), 3).await.unwrap().body,
        b"abc"
    );
    // Without a length the end of the connection is the end of the body.
    assert_eq!(
        get(bytes(format!("{OK}\r\nabc")), 3).await.unwrap().body,
        b"abc"
    );
}

#[tokio::test]
async fn a_request_says_what_it_wants() {
    let server = Server::answering(bytes(format!("{OK}Content-Length: 0\r\n\r\n"))).await;
    let get = OutboundRequest::get(server.url("/a%20b?c=d#e"), 0);
    let post = OutboundRequest {
        method: OutboundMethod::PostForm(vec![("logout_token".to_owned(), "a&b".to_owned())]),
        ..OutboundRequest::get(server.url("/bye"), 0)
    };
    let push = OutboundRequest {
        method: OutboundMethod::PostText {
            content_type: "application/secevent+jwt",
            accept: "application/json",
            text: "a.b.c".to_owned(),
        },
        ..OutboundRequest::get(server.url("/events"), 0)
    };
    for request in [&get, &post, &push] {
        client().send(request).await.unwrap();
    }
    let seen = server.requests();
    assert!(
        seen[0].starts_with("GET /a%20b?c=d HTTP/1.1\r\n"),
        "{}",
        seen[0]
    );
    let host = format!("host: {}\r\n", server.address);
    assert!(seen[0].contains(&host), "{}", seen[0]);
    assert!(seen[1].starts_with("POST /bye HTTP/1.1\r\n"), "{}", seen[1]);
    assert!(
        seen[1].ends_with("\r\n\r\nlogout_token=a%26b"),
        "{}",
        seen[1]
    );
    for header in [
        "accept: application/json\r\n",
        "content-type: application/secevent+jwt\r\n",
    ] {
        assert!(seen[2].contains(header), "{}", seen[2]);
    }
    assert!(seen[2].ends_with("\r\n\r\na.b.c"), "{}", seen[2]);
    for request in &seen[1..] {
        for secret in ["cookie", "authorization", "referer"] {
            assert!(!request.contains(secret), "{request}");
        }
    }
}

fn too_large(status: u16, largest: usize) -> OutboundError {
    OutboundError::TooLarge { status, largest }
}

#[tokio::test]
async fn a_huge_answer_is_cut_off() {
    let chunk = "400\r\n".to_owned() + &"x".repeat(0x400) + "\r\n";
    let chunked = format!("{OK}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n");
    let announced = format!("{OK}Content-Length: 2048\r\n\r\n{}", "x".repeat(2048));
    for huge in [chunked, announced] {
        let error = get(bytes(huge), 2047).await.unwrap_err();
        assert_eq!(error, too_large(200, 2047));
    }
    let endless = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    let error = get(Answer::Endless(endless), 1 << 20).await.unwrap_err();
    assert_eq!(error, too_large(200, 1 << 20));
    let refused = endless.replace("200 OK", "404 Not Found");
    let error = get(bytes(refused + &"x".repeat(20)), 10).await.unwrap_err();
    assert_eq!(error, too_large(404, 10));
}

#[tokio::test]
async fn endless_headers_are_cut_off() {
    let header =
        "X-More: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n";
    let answer = bytes(format!("{OK}{}", header.repeat(1000)));
    assert!(matches!(
        get(answer, 10).await,
        Err(OutboundError::Unreachable(_))
    ));
}

#[tokio::test]
async fn a_slow_answer_is_not_waited_for() {
    for start in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
    ] {
        let start_of_test = Instant::now();
        let error = get(Answer::Silence(start), 10).await.unwrap_err();
        assert_eq!(error, OutboundError::TooSlow, "{start}");
        assert!(start_of_test.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn an_address_that_does_not_answer_leaves_time_for_the_next() {
    let server = Server::answering(bytes(format!("{OK}Content-Length: 0\r\n\r\n"))).await;
    let port = server.address.port();
    let _nobody = BlackHole::at(SocketAddr::from(([127, 0, 0, 2], port))).await;
    let names = Names::answering(&[&["127.0.0.2", "127.0.0.1"]]);
    let client = OutboundClient::with_resolver(&loopback(), names).unwrap();
    let url = format!("http://app.example:{port}/").parse().unwrap();
    let request = OutboundRequest::get(url, 10);
    assert_eq!(client.send(&request).await.unwrap().status, 200);
}

#[tokio::test]
async fn what_is_no_http_is_no_answer() {
    let short = format!("{OK}Content-Length: 5\r\n\r\nab");
    for broken in ["", "SSH-2.0-OpenSSH_9.6\r\n", short.as_str()] {
        let error = get(bytes(broken), 10).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::Unreachable(_)),
            "{broken}: {error}"
        );
    }
}
