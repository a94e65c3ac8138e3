//! A picture that stands alone: without PIN and pattern, on known devices only.

use serde_json::{Value, json};

use super::{SERVER, tenant};
use crate::harness::{Browser, Person, Tenant, photograph};

/// The link that was asked for. It is mailed after the answer, so that no answer takes longer for a
/// name that exists; looking takes its time too, and a mail that is never written ends it.
fn device_link(acme: &Tenant, person: &Person) -> Value {
    let looks = std::iter::repeat_with(|| acme.mail(person)).take(100);
    let mut links = looks.filter(|mail| mail["kind"] == "device_link");
    links.next().unwrap()
}

#[test]
fn a_mailed_link_makes_another_device_known() {
    let (acme, app) = tenant("device-link", &["use_pin=false", "use_pattern=false"]);
    let ada = Person::named("ada");
    acme.enrol(&ada);
    let elsewhere = acme.on_another_device();
    assert!(!elsewhere.try_log_in(&app, &ada).status.success());

    let browser = Browser::new();
    let asked = browser.post_json(&acme.auth("device-link"), &json!({"username": "ada"}));
    assert_eq!(asked.status, 200, "{asked}");
    let mail = device_link(&acme, &ada);
    let link = mail["link"].as_str().unwrap();
    assert!(
        link.starts_with(&format!(
            "{}/device-link?tenant_id=device-link#code=",
            acme.url
        )),
        "{link}"
    );
    let code = json!({"code": mail["code"]});
    let follow = |browser: &Browser| browser.post_json(&acme.auth("device-link/follow"), &code);
    assert_eq!(follow(&browser).status, 200);
    assert_eq!(follow(&Browser::new()).status, 401, "a link is good once");

    let url = app.authorization_url();
    let authorize = ["client", "authorize", "--url", url.as_str(), "--cookie"];
    let cookies = browser.cookies();
    let home = SERVER.on_another_device();
    let printed = home.json(&[&authorize[..], &[&cookies], &ada.arguments()].concat());
    assert!(
        printed["location"].as_str().unwrap().contains("code="),
        "{printed}"
    );
    // The link does not stand in for the picture.
    let wrong = ada.with_photo(photograph(1));
    home.failure(&[&authorize[..], &[&cookies], &wrong.arguments()].concat());
}

#[test]
fn a_picture_alone_signs_in_on_the_device_that_knows_the_person() {
    let (acme, app) = tenant("image-only", &["use_pin=false", "use_pattern=false"]);
    let ada = Person::named("ada");
    acme.enrol(&ada);
    acme.log_in(&app, &ada);
    // Once more, with the device cookie that the sign-in itself has given.
    acme.log_in(&app, &ada);

    let elsewhere = acme.on_another_device();
    let stranger = elsewhere.try_log_in(&app, &ada);
    let wrong_picture = acme.try_log_in(&app, &ada.with_photo(photograph(1)));
    for output in [&stranger, &wrong_picture] {
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
    }
    assert_eq!(
        String::from_utf8_lossy(&stranger.stderr),
        String::from_utf8_lossy(&wrong_picture.stderr)
    );
    acme.log_in(&app, &ada);
}

#[test]
fn a_tenant_that_wants_a_pin_takes_no_picture_alone_from_a_stranger() {
    let (acme, app) = tenant("not-image-only", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    assert!(
        !acme
            .try_log_in(&app, &Person::named("ada"))
            .status
            .success()
    );
    acme.on_another_device().log_in(&app, &ada);
}
