//! Who may enrol: the first administrator by the set-up link, and whoever was invited.

use serde_json::json;

use super::{SERVER, tenant};
use crate::harness::{Browser, Home, Person, Server, in_parallel, photograph};

#[test]
fn a_link_is_refused_while_nobody_knows_where_it_would_lead() {
    let user = [
        "--tenant",
        "main",
        "--username",
        "zoe",
        "--email",
        "zoe@example.org",
    ];
    let said = SERVER.failure(&[&["admin", "user", "create"], &user[..]].concat());
    assert!(said.contains("set public_url"), "{said}");
    assert_eq!(
        SERVER.json(&["admin", "mailbox", "--to", "zoe@example.org"]),
        json!([])
    );
}

#[test]
fn an_invitation_leads_to_enrolment_and_is_good_once() {
    let server = Home::on_a_port_of_its_own().start();
    let acme = server.tenant("acme", &["register_enable=false"]);
    let app = acme.app("app", &[]);
    let ada = Person::named("ada").with_pin("482915");
    let (email, user) = (ada.email(), ["--tenant", &acme.id, "--username", "ada"]);
    let create = [&["admin", "user", "create", "--email", &email], &user[..]].concat();
    let created = server.json(&create);
    let mail = acme.mail(&ada);
    let link = mail["link"].as_str().unwrap();
    assert_eq!(created["invitation"], link);
    assert!(link.starts_with(&format!("{}/enrol?", acme.url)), "{link}");
    assert_eq!(mail["kind"], "invitation");

    let accept = [&["client", "enrol", "--link", link], &ada.arguments()[2..]].concat();
    server.json(&accept);
    acme.log_in(&app, &ada);
    let again = server.failure(&accept);
    assert!(
        again.contains("link has been used or has expired"),
        "{again}"
    );
    let taken = server.failure(&create);
    assert!(taken.contains("in use in this tenant already"), "{taken}");
}

#[test]
fn a_closed_tenant_takes_no_registration() {
    let (acme, _) = tenant("closed", &["register_enable=false"]);
    let ada = Person::named("ada").with_pin("482915");
    let server = [
        "--server",
        &acme.url,
        "--tenant",
        &acme.id,
        "--email",
        "ada@example.org",
    ];
    let said = SERVER.failure(&[&["client", "enrol"], &server[..], &ada.arguments()].concat());
    assert!(said.contains("registration is closed here"), "{said}");
    assert!(acme.mail(&ada).is_null());
}

#[test]
fn of_two_who_use_the_set_up_link_at_once_one_becomes_administrator() {
    let server = Server::start();
    let link = server.set_up_link();
    let people = ["ada", "eve"].map(|name| Person::named(name).with_pin("482915"));
    let mut codes = Vec::new();
    for person in &people {
        let email = person.email();
        let enrol = ["client", "enrol", "--link", &link, "--email", &email];
        server.json(&[&enrol[..], &person.arguments()].concat());
        let mails = server.json(&["admin", "mailbox", "--to", &email]);
        codes.push(mails[0]["code"].as_str().unwrap().to_owned());
    }
    let confirm = server.at("/api/auth/verify-email?tenant_id=main");
    let mut statuses = in_parallel(2, |index| {
        let form = json!({"username": people[index].username, "code": codes[index]});
        Browser::new().post_json(&confirm, &form).status
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);

    let late = Person::named("late")
        .with_pin("482915")
        .with_photo(photograph(1));
    let enrol = [
        "client",
        "enrol",
        "--link",
        &link,
        "--email",
        "late@example.org",
    ];
    let said = server.failure(&[&enrol[..], &late.arguments()].concat());
    assert!(said.contains("link has been used or has expired"), "{said}");

    let server = server.stop("TERM").start();
    Browser::new().get(&server.at("/health/live"));
    let said = server.says_until("/health/live").join("\n");
    assert!(
        !said.contains("/enrol?"),
        "there is an administrator, so no link is said: {said}"
    );
}
