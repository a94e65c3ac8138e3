//! Nobody enrols at the command line with what the tenant's pages would not take.

use super::{SERVER, tenant};
use crate::harness::{App, Person, REDIRECT_URI, Tenant, argument};

/// Tries to enrol, and gives what that says.
fn refusal(acme: &Tenant, person: &Person, more: &[&str]) -> String {
    let email = person.email();
    let at = ["--server", &acme.url, "--tenant", &acme.id];
    let who = person.arguments();
    let words = [
        &["client", "enrol", "--force", "--email", &email],
        &at[..],
        &who,
        more,
    ]
    .concat();
    let output = SERVER.run(&words);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(acme.mail(person).is_null(), "something was sent");
    said
}

#[test]
fn a_new_pin_or_pattern_is_one_that_the_tenant_asks_for() {
    let ada = Person::named("ada");
    let (pin, pattern) = (ada.with_pin("482915"), ada.with_pattern("0,4,8,5,1"));
    let large: &[&str] = &["--pattern-size", "4"];
    for (id, settings, person, more, says) in [
        (
            "asks-for-a-pin",
            &["use_pattern=false"][..],
            &pattern,
            &[][..],
            "--pattern: this tenant asks for a PIN of 6 digits",
        ),
        (
            "asks-for-four-digits",
            &["use_pattern=false", "pin_size=4"],
            &pin,
            &[],
            "--pin: this tenant asks for a PIN of 4 digits",
        ),
        (
            "asks-for-a-pattern",
            &["use_pin=false"],
            &pin,
            &[],
            "--pin: this tenant asks for a pattern on 3 by 3 points",
        ),
        (
            "asks-for-three-points",
            &["use_pin=false"],
            &pattern,
            large,
            "--pattern-size: this tenant asks for a pattern on 3 by 3 points",
        ),
        (
            "asks-for-either",
            &[],
            &ada,
            &[],
            "--pin or --pattern is missing: this tenant asks for a PIN of 6 digits or a pattern on 3 by 3 points",
        ),
        (
            "asks-for-nothing",
            &["use_pin=false", "use_pattern=false"],
            &pin,
            &[],
            "--pin: this tenant asks for the picture alone, with neither PIN nor pattern",
        ),
    ] {
        let (acme, _) = tenant(id, settings);
        let said = refusal(&acme, person, more);
        assert_eq!(said, format!("error: {says}\n"), "{id}");
    }
}

#[test]
fn what_the_tenant_asks_for_enrols() {
    let (acme, app) = tenant("asks-for-a-short-pin", &["pin_size=4", "patter_size=4"]);
    let ada = Person::named("ada").with_pin("4829");
    acme.enrol(&ada);
    acme.log_in(&app, &ada);
}

/// Tries to change picture and PIN, and gives what that says.
fn refused_change(acme: &Tenant, app: &App, person: &Person, new: &[&str]) -> String {
    let at = ["--server", &acme.url, "--tenant", &acme.id];
    let secret = app.secret.as_deref().unwrap();
    let client = ["--client-id", "app", "--client-secret", secret];
    let back = ["--redirect-uri", REDIRECT_URI];
    let photo = ["--new-photo", argument(&person.photo)];
    let who = person.arguments();
    let words = [
        &["client", "change", "--force"],
        &at[..],
        &client,
        &back,
        &who,
        &photo,
        new,
    ]
    .concat();
    let output = SERVER.run(&words);
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_change_takes_what_the_tenant_asks_for() {
    let (acme, app) = tenant("asks-for-it-again", &[]);
    let ada = Person::named("ada").with_pin("482915");
    acme.enrol(&ada);
    let asked = "this tenant asks for a PIN of 6 digits or a pattern on 3 by 3 points";
    for (new, says) in [
        (&["--new-pin", "7391"][..], "--new-pin"),
        (&[], "--new-pin or --new-pattern is missing"),
        (
            &["--new-pattern", "0,4,8,5,1", "--new-pattern-size", "4"],
            "--new-pattern-size",
        ),
    ] {
        let said = refused_change(&acme, &app, &ada, new);
        assert_eq!(said, format!("error: {says}: {asked}\n"));
    }
    acme.log_in(&app, &ada);
}
