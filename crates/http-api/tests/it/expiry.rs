//! What has a lifetime works until its last second, and no longer.

use std::time::Duration;

use actix_web::http::StatusCode;

use crate::app::{Answer, TestApp};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

fn refused(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{answer}");
}

fn invalid_grant(answer: &Answer) {
    refused(answer, StatusCode::BAD_REQUEST);
    assert_eq!(answer.text("error"), "invalid_grant");
}

#[actix_web::test]
async fn an_authorization_request_lives_ten_minutes() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let mut browser = app.browser();
    let page = browser.open(&client).await;
    app.wait(Duration::from_secs(10 * MINUTE - 1));
    let begun = browser.begin(&page, &ada).await;
    assert!(begun.answer.status.is_success(), "{}", begun.answer);
    app.wait(Duration::from_secs(1));
    let begun = browser.begin(&page, &ada).await;
    refused(&begun.answer, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_challenge_lives_two_minutes() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let mut browser = app.browser();
    let page = browser.open(&client).await;
    let begun = browser.begin(&page, &ada).await;
    app.wait(Duration::from_secs(2 * MINUTE - 1));
    let answer = browser.finish(&page, &ada, begun).await;
    assert!(answer.status.is_success(), "{answer}");
    let begun = browser.begin(&page, &ada).await;
    app.wait(Duration::from_secs(2 * MINUTE));
    let answer = browser.finish(&page, &ada, begun).await;
    refused(&answer, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_reset_link_lives_half_an_hour() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let code = acme.reset_code(&client, &ada).await;
    app.wait(Duration::from_secs(30 * MINUTE - 1));
    assert!(acme.enrol_by(&code, &ada).await.status.is_success());
    let code = acme.reset_code(&client, &ada).await;
    app.wait(Duration::from_secs(30 * MINUTE));
    let answer = acme.enrol_by(&code, &ada).await;
    refused(&answer, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_nonce_lives_a_minute() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    for (seconds, works) in [(MINUTE - 1, true), (MINUTE, false)] {
        let mut browser = app.browser();
        let page = browser.open(&client).await;
        let begun = browser.begin(&page, &ada).await;
        let nonce = browser.finish(&page, &ada, begun).await.text("nonce");
        app.wait(Duration::from_secs(seconds));
        let answer = browser.hand_over(&page, &nonce).await;
        if works {
            assert!(answer.sent_with("code").is_some(), "{answer}");
        } else {
            refused(&answer, StatusCode::UNAUTHORIZED);
        }
    }
}

#[actix_web::test]
async fn a_code_lives_a_minute() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let code = app.browser().sign_in(&client, &ada).await;
    app.wait(Duration::from_secs(MINUTE - 1));
    let answer = client.exchange(&code).await;
    assert!(answer.status.is_success(), "{answer}");
    let code = app.browser().sign_in(&client, &ada).await;
    app.wait(Duration::from_secs(MINUTE));
    invalid_grant(&client.exchange(&code).await);
}

#[actix_web::test]
async fn an_access_token_lives_five_minutes() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let code = app.browser().sign_in(&client, &ada).await;
    let token = client.exchange(&code).await.text("access_token");
    app.wait(Duration::from_secs(5 * MINUTE - 1));
    let answer = client.userinfo(&token).await;
    assert!(answer.status.is_success(), "{answer}");
    app.wait(Duration::from_secs(1));
    refused(&client.userinfo(&token).await, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_refresh_token_lives_thirty_days_after_its_last_use_and_ninety_in_all() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let code = app.browser().sign_in(&client, &ada).await;
    let mut token = client.exchange(&code).await.text("refresh_token");
    // Used every 29 days it lives on, until the grant ends.
    for _ in 0..3 {
        app.wait(Duration::from_secs(29 * DAY));
        token = client.refresh(&token).await.text("refresh_token");
    }
    app.wait(Duration::from_secs(3 * DAY));
    invalid_grant(&client.refresh(&token).await);

    let code = app.browser().sign_in(&client, &ada).await;
    let token = client.exchange(&code).await.text("refresh_token");
    app.wait(Duration::from_secs(30 * DAY));
    invalid_grant(&client.refresh(&token).await);
}

#[actix_web::test]
async fn a_session_lives_eight_hours_after_its_last_use_and_seven_days_in_all() {
    let app = TestApp::new();
    let acme = app.tenant("acme").await;
    let (client, ada) = (acme.client("app").await, acme.enrolled("ada").await);
    let silently = client.authorization_path("&prompt=none");
    let signed_out = |answer: &Answer| {
        let error = answer.sent_with("error");
        assert_eq!(error.as_deref(), Some("login_required"), "{answer}");
    };

    let mut browser = app.browser();
    browser.sign_in(&client, &ada).await;
    // Used every seven hours it lives on, until the seventh day.
    for _ in 0..23 {
        app.wait(Duration::from_secs(7 * HOUR));
        let answer = browser.get(&silently).await;
        assert!(answer.sent_with("code").is_some(), "{answer}");
    }
    app.wait(Duration::from_secs(7 * HOUR));
    signed_out(&browser.get(&silently).await);

    let mut browser = app.browser();
    browser.sign_in(&client, &ada).await;
    app.wait(Duration::from_secs(8 * HOUR));
    signed_out(&browser.get(&silently).await);
}
