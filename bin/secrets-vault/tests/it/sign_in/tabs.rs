//! Two tabs of one browser.

use serde_json::json;

use super::tenant;
use crate::harness::{Browser, Person};

#[test]
fn two_tabs_sign_in_one_after_the_other_and_neither_takes_from_the_other() {
    let (acme, app) = tenant("tabs", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    let (_, first) = app.open_sign_in_page(&browser);
    let (_, second) = app.open_sign_in_page(&browser);
    let cookies_before = browser.cookies();

    let hand_over = app.prove_on(&first, &browser, &ada);
    let first_code = browser.get(hand_over.as_str()).location_value("code");
    let first_tokens = app.redeem(&browser, &first_code).json();

    // Whoever has the cookies from before the sign-in has lost the second tab with it.
    let thief = Browser::new().with("cookie", cookies_before);
    let begin = format!(
        "{}/api/auth/challenge?auth_req_id={}",
        acme.url, second.auth_req_id
    );
    let form = json!({"username": "ada", "cipherKey": "x.y.login"});
    assert_eq!(thief.post_json(&begin, &form).status, 401);

    let hand_over = app.prove_on(&second, &browser, &ada);
    let second_code = browser.get(hand_over.as_str()).location_value("code");
    let second_tokens = app.redeem(&browser, &second_code).json();
    for tokens in [first_tokens, second_tokens] {
        let refresh_token = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(app.refresh(&browser, refresh_token).status, 200);
    }
}

#[test]
fn a_proof_that_waits_while_another_tab_signs_in_is_made_again() {
    let (acme, app) = tenant("waiting-tab", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let browser = Browser::new();
    let (_, first) = app.open_sign_in_page(&browser);
    let (_, second) = app.open_sign_in_page(&browser);
    let waiting = app.prove_on(&second, &browser, &ada);
    let hand_over = app.prove_on(&first, &browser, &ada);
    browser.get(hand_over.as_str()).location_value("code");
    assert_eq!(browser.get(waiting.as_str()).status, 401);
    let again = app.prove_on(&second, &browser, &ada);
    browser.get(again.as_str()).location_value("code");
}
