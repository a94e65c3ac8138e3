//! A life as Okta provisions it, and what becomes of a person's access.

use serde_json::json;

use super::SERVER;
use super::provisioner::{Provisioner, place};
use crate::harness::{Browser, Person};

#[test]
fn from_the_first_day_to_the_last() {
    let acme = SERVER.tenant("okta", &[]);
    let scim = Provisioner::of(&acme);
    let filter = "userName eq \"isaac@example.org\"";
    assert_eq!(scim.find("/Users", filter)["totalResults"], 0);
    let mut isaac = scim.user(json!({
        "userName": "isaac@example.org",
        "name": { "givenName": "Isaac", "familyName": "Brock" },
        "emails": [{ "primary": true, "value": "isaac@example.org", "type": "work" }],
        "password": "1mz050nq",
        "displayName": "Isaac Brock",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "active": true,
    }));
    assert_eq!(isaac.get("password"), None);
    let place = place(&isaac);
    assert_eq!(
        scim.find("/Users", filter)["Resources"][0]["id"],
        isaac["id"]
    );

    isaac["name"]["familyName"] = "Brook".into();
    let replaced = scim.send("PUT", &place, &isaac);
    assert_eq!(replaced.status, 200, "{replaced}");
    assert_eq!(replaced.json()["name"]["familyName"], "Brook");

    let group = scim.group("Engineers", &[]);
    let push = json!([{ "op": "add", "path": "members", "value": [{ "value": isaac["id"] }] }]);
    let pushed = scim.patch(&format!("/Groups/{group}"), &push);
    assert_eq!(pushed.status, 204, "{pushed}");
    assert_eq!(scim.get(&place).json()["groups"][0]["value"], *group);

    for active in [false, true] {
        let answer = scim.patch(
            &place,
            &json!([{ "op": "replace", "value": { "active": active } }]),
        );
        assert_eq!(
            (answer.status, &answer.json()["active"]),
            (200, &json!(active))
        );
    }
    let page = scim.get("/Users?startIndex=1&count=100").json();
    assert_eq!(
        (&page["totalResults"], &page["itemsPerPage"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(scim.delete(&place).status, 204);
    let members = scim.get(&format!("/Groups/{group}")).json();
    assert_eq!(members.get("members"), None);
}

#[test]
fn whoever_is_deactivated_is_out_at_once_and_stays_out() {
    let acme = SERVER.tenant("deactivated", &[]);
    let (app, scim) = (acme.app("app", &[]), Provisioner::of(&acme));
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let key = SERVER.json(&[
        "admin", "api-key", "create", "--tenant", &acme.id, "--owner", "ada", "--scope", "USER",
    ]);
    let key = Provisioner::with(&acme, key["api_key"].as_str().unwrap());
    let browser = Browser::new();
    let code = app.code(&browser, &ada);
    let tokens = app.redeem(&browser, &code).json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let token = Browser::new().with("authorization", bearer);
    let userinfo = || token.get(&app.endpoint("userinfo")).status;
    let request = app.authorization_url();
    // Who is signed in comes back without a sign-in page.
    let is_signed_in = || {
        browser
            .get(request.as_str())
            .location()
            .as_str()
            .contains("code=")
    };
    assert_eq!((userinfo(), key.get("/Users").status), (200, 403));
    assert!(is_signed_in());

    let found = scim.find("/Users", "userName eq \"ada\"");
    let place = place(&found["Resources"][0]);
    for active in [false, true] {
        let operation = json!([{ "op": "replace", "path": "active", "value": active }]);
        assert_eq!(scim.patch(&place, &operation).status, 200);
        assert_eq!((userinfo(), key.get("/Users").status), (401, 401));
        assert!(!is_signed_in());
        let refreshed = app.refresh(&browser, refresh_token);
        assert_eq!(refreshed.json()["error"], "invalid_grant");
    }
    // With the account back, its person signs in again.
    assert!(!app.code(&Browser::new(), &ada).is_empty());
}

#[test]
fn who_is_created_is_invited_once_and_enrols_by_that_mail() {
    let acme = SERVER.tenant("invited", &[]);
    let scim = Provisioner::of(&acme);
    let ada = Person::named("ada").with_pin("482915");
    let emails = json!([{ "value": ada.email(), "primary": true }]);
    let user = scim.user(json!({ "userName": "ada", "emails": emails }));
    let title = json!([{ "op": "add", "path": "title", "value": "Countess" }]);
    assert_eq!(scim.patch(&place(&user), &title).status, 200);
    let mails = SERVER.json(&["admin", "mailbox", "--to", &ada.email()]);
    let mails = mails.as_array().unwrap();
    assert_eq!(
        mails
            .iter()
            .filter(|mail| mail["tenant_id"] == "invited")
            .count(),
        1
    );
    acme.follow_invitation(&ada);
    let app = acme.app("app", &[]);
    assert!(!app.code(&Browser::new(), &ada).is_empty());
}
