//! Two nodes, one database, one set of keys.

use std::net::TcpListener;

use serde_json::json;
use zkp_protocol::Purpose;
use zkp_protocol::prover::{self, Place};

use crate::harness::{App, Browser, Home, Person, Server, Tenant, in_parallel};

/// Two nodes, of which the first has the public URL; the URL of the second is its own address.
pub(super) fn two_nodes() -> (Server, Server) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let home = Home::new().with("PUBLIC_URL", &format!("http://localhost:{port}"));
    let listen = format!("127.0.0.1:{port}");
    let first = home.clone().with("HTTP__LISTEN", &listen).start();
    let mut second = home.start();
    second.url = format!("http://localhost:{}", second.address.port());
    (first, second)
}

fn world(server: &Server) -> (Tenant, App, Person) {
    let acme = server.tenant("acme", &[]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    (acme, app, ada)
}

#[test]
fn a_sign_in_that_one_node_began_another_finishes() {
    let (first, second) = two_nodes();
    let (acme, app, ada) = world(&first);
    let browser = Browser::new();
    let (_, page) = app.open_sign_in_page(&browser);
    let place = Place {
        tenant: acme.id.clone(),
        origin: first.url.clone(),
        auth_req_id: Some(page.auth_req_id.clone()),
    };
    let rng = &mut client::operating_system_rng();
    let (begin, cipher_key) =
        prover::Begin::new(place, "ada", Purpose::Login, &ada.knowledge(), rng).unwrap();
    let of_request = |url: String| format!("{url}&auth_req_id={}", page.auth_req_id);
    let form = json!({"username": "ada", "cipherKey": cipher_key});
    let url = of_request(acme.auth("challenge"));
    let challenge = browser.post_json(&url, &form).json();
    let text = |field: &str| challenge[field].as_str().unwrap().to_owned();
    let opened = begin
        .open(&text("proto_version"), &text("challenge_data"))
        .unwrap();
    let message = opened
        .recover(&ada.picture())
        .unwrap()
        .sign_in(rng)
        .unwrap();

    let form = json!({
        "username": "ada",
        "cipherKey": cipher_key,
        "challenge_id": message.challenge_id,
        "challenge_data": message.challenge_data,
    });
    let url = of_request(acme.at(&second).auth("authenticate"));
    let proved = browser.post_json(&url, &form);
    assert_eq!(proved.status, 200, "{proved}");
}

#[test]
fn a_browser_comes_back_through_the_other_node() {
    let (first, second) = two_nodes();
    let (_, app, ada) = world(&first);
    let browser = Browser::new();
    let hand_over = app.prove(&browser, &ada).to_string();
    let elsewhere = hand_over.replace(&first.url, &second.url);
    assert_ne!(elsewhere, hand_over);
    let code = browser.get(&elsewhere).location_value("code");
    let tokens = app.redeem(&browser, &code);
    assert_eq!(tokens.status, 200, "{tokens}");
    let refresh_token = tokens.json()["refresh_token"].as_str().unwrap().to_owned();
    let refreshed = app.at(&second).refresh(&browser, &refresh_token);
    assert_eq!(refreshed.status, 200, "{refreshed}");
}

#[test]
fn of_32_redemptions_on_two_nodes_one_wins() {
    let (first, second) = two_nodes();
    let (_, app, ada) = world(&first);
    let code = app.code(&Browser::new(), &ada);
    let apps = [app.at(&second), app];
    let answers = in_parallel(32, |index| apps[index % 2].redeem(&Browser::new(), &code));
    let won = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(won.count(), 1, "{answers:?}");
    for loser in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(loser.status, 400, "{loser}");
        assert_eq!(loser.json()["error"], "invalid_grant");
    }
}
