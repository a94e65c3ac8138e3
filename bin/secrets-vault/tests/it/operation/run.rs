//! Start, stop, and what survives.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::harness::{Browser, Home, Person, Server, kill};

#[test]
fn it_says_that_it_lives_and_is_ready() {
    let server = Server::start();
    for path in ["/health/live", "/health/ready"] {
        let answer = Browser::new().get(&server.at(path));
        assert_eq!(
            (answer.status, answer.json()),
            (200, serde_json::json!({"status": "ok"}))
        );
    }
}

#[test]
fn sigterm_lets_a_running_request_finish() {
    let server = Server::start();
    let address = server.address;
    let mut running = TcpStream::connect(address).unwrap();
    let body = r#"{"username":"ada","code":"12345678"}"#;
    let (first, rest) = body.split_at(10);
    write!(
        running,
        "POST /api/auth/verify-email?tenant_id=main HTTP/1.1\r\nHost: localhost\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    // The service waits for the body: the request is running.
    let mut go_on = [0; 25];
    running.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    running.write_all(first.as_bytes()).unwrap();

    kill(server.pid(), "TERM");
    server.wait_for("running requests may finish");
    running.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    running.read_to_string(&mut answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"),
        "{answer}"
    );
    assert!(
        answer.contains("this code is wrong or has expired"),
        "{answer}"
    );

    let (status, _) = server.ended();
    assert!(status.success(), "{status}");
    assert!(
        TcpStream::connect(address).is_err(),
        "nobody listens any more"
    );
}

#[test]
fn kill_9_loses_nothing_that_was_acknowledged() {
    let server = Server::start();
    let acme = server.tenant("acme", &[]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.register(&ada);
    let code = acme.mailed_code(&ada);
    let server = server.stop("KILL").start();
    let url = server.url.clone();
    server.json(&[
        "client",
        "verify-email",
        "--server",
        &url,
        "--tenant",
        "acme",
        "--username",
        "ada",
        "--code",
        &code,
    ]);
    let server = server.stop("KILL").start();
    let acme = acme.at(&server);
    let tokens = acme.log_in(&app.at(&server), &ada);
    assert_eq!(tokens["token_type"], "Bearer");

    let browser = Browser::new();
    let app = app.at(&server);
    let code = app.code(&browser, &ada);
    let first = app.redeem(&browser, &code).json();
    let server = server.stop("KILL").start();
    let app = app.at(&server);
    let refreshed = app.refresh(&browser, first["refresh_token"].as_str().unwrap());
    assert_eq!(refreshed.status, 200, "{refreshed}");
    let again = app.redeem(&browser, &code);
    assert_eq!(
        again.json()["error"],
        "invalid_grant",
        "a used code stays used"
    );
}

#[test]
fn a_port_that_is_taken_is_named() {
    let server = Server::start();
    let taken = server.address.to_string();
    let said = Home::new().with("HTTP__LISTEN", &taken).failure(&["serve"]);
    assert!(
        said.starts_with(&format!("error: cannot listen on {taken}: ")),
        "{said}"
    );
}
