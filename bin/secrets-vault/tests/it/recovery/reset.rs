//! A mailed link, by which another picture is chosen.

use super::world::{SERVER, World, reset_by, reset_form};
use crate::harness::{Browser, Person, in_parallel, photograph};

fn text<'a>(mail: &'a serde_json::Value, field: &str) -> &'a str {
    mail[field].as_str().unwrap()
}

#[test]
fn a_mailed_link_leads_to_another_picture_and_away_from_everything_before() {
    let World { acme, app, ada } = &World::of("reset");
    let browser = Browser::new();
    let code = app.code(&browser, ada);
    let tokens = app.redeem(&browser, &code).json();
    let refresh_token = text(&tokens, "refresh_token");

    let email = ada.email();
    let at = ["--server", &acme.url, "--tenant", &acme.id];
    let who = ["--client-id", "app", "--username", "ada", "--email", &email];
    SERVER.json(&[&["client", "forgot"], &at[..], &who].concat());
    let mail = acme.mail(ada);
    let link = text(&mail, "link").to_owned();
    let start = format!(
        "{}/reset?tenant_id=reset&client_id=app&username=ada#code=",
        acme.url
    );
    assert!(link.starts_with(&start), "{link}");
    // Asking alone changes nothing.
    acme.log_in(app, ada);

    let new = Person::named("ada")
        .with_photo(photograph(1))
        .with_pin("739164");
    let reset = ["client", "reset", "--link", &link];
    SERVER.json(&[&reset[..], &new.arguments()[2..]].concat());
    let said = SERVER.failure(&[&reset[..], &new.arguments()[2..]].concat());
    assert!(said.contains("used or has expired"), "{said}");

    assert!(!acme.try_log_in(app, ada).status.success());
    acme.log_in(app, &new);
    assert_eq!(
        app.refresh(&browser, refresh_token).json()["error"],
        "invalid_grant"
    );
    let page = browser.get(app.authorization_url().as_str()).location();
    assert_eq!(page.path(), "/sign-in", "the session has ended");
    let notice = acme.mail(ada);
    assert_eq!(notice["kind"], "picture_replaced", "{notice}");
}

#[test]
fn one_of_many_who_follow_a_link_at_once_has_it() {
    let world = World::of("reset-raced");
    let code = text(&world.mailed_reset(), "code").to_owned();
    let forms: Vec<_> = (0..32)
        .map(|_| reset_form(&world.acme, "ada", &code))
        .collect();
    let url = world.acme.auth("reset-password/code");
    let answers = in_parallel(forms.len(), |index| {
        Browser::new().post_json(&url, &forms[index])
    });
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{answers:?}");
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer.status, 200 | 401))
    );
}

#[test]
fn a_link_is_good_for_its_own_account_and_purpose_alone() {
    let world = World::of("reset-bound");
    let (acme, ada) = (&world.acme, &world.ada);
    acme.enrol(&ada.renamed("bob"));
    let other = SERVER.tenant("reset-elsewhere", &[]);
    other.enrol(ada);
    let code = text(&world.mailed_reset(), "code").to_owned();
    assert_eq!(reset_by(acme, "bob", &code).status, 401, "another account");
    assert_eq!(reset_by(&other, "ada", &code).status, 401, "another tenant");
    for path in ["device-link/follow", "verify-email"] {
        let form = serde_json::json!({"username": "ada", "code": code});
        let answer = Browser::new().post_json(&acme.auth(path), &form);
        assert!(matches!(answer.status, 401 | 422), "{path}: {answer}");
    }
    // A commitment that was made for another code, under this one.
    let mut form = reset_form(acme, "ada", &"A".repeat(43));
    form["code"] = code.clone().into();
    let answer = Browser::new().post_json(&acme.auth("reset-password/code"), &form);
    assert_eq!(answer.status, 401, "{answer}");
    assert_eq!(
        reset_by(acme, "ada", &code).status,
        200,
        "none of it used the link up"
    );
}

#[test]
fn whoever_may_not_sign_in_gets_no_link_and_is_told_the_same() {
    let world = World::of("reset-nobody");
    let (acme, ada) = (&world.acme, &world.ada);
    acme.register(&ada.renamed("pending"));
    let tenant = ["--tenant", acme.id.as_str()];
    let invited = ["--username", "invited", "--email", "invited@example.org"];
    SERVER.json(&[&["admin", "user", "create"], &tenant[..], &invited].concat());
    let asked = [
        ("ada", "ada@example.org"),
        ("ada", "eve@example.org"),
        ("bob", "ada@example.org"),
        ("noone", "noone@example.org"),
        ("pending", "pending@example.org"),
        ("invited", "invited@example.org"),
    ];
    for (username, email) in asked {
        let answer = world.forget(username, email);
        assert_eq!(
            (answer.status, &*answer.body),
            (200, &b"null"[..]),
            "{username}"
        );
    }
    let resets = |email: &str| {
        let mails = SERVER.json(&["admin", "mailbox", "--to", email]);
        let mails = mails.as_array().unwrap().clone();
        let is_reset =
            |mail: &serde_json::Value| mail["tenant_id"] == *acme.id && mail["kind"] == "reset";
        mails.into_iter().filter(is_reset).count()
    };
    for (_, email) in asked {
        let expected = usize::from(email == "ada@example.org");
        assert_eq!(resets(email), expected, "{email}");
    }
}

#[test]
fn a_mailbox_has_three_open_links_and_the_asker_is_told_the_same() {
    let world = World::of("reset-often");
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(text(&world.mailed_reset(), "code").to_owned());
    }
    let known = world.forget("ada", "ada@example.org");
    assert_eq!((known.status, &*known.body), (200, &b"null"[..]));
    assert_eq!(
        world.acme.mail(&world.ada)["code"],
        codes[2],
        "no fourth mail"
    );
    // The first is good still, and takes the others with it.
    assert_eq!(reset_by(&world.acme, "ada", &codes[0]).status, 200);
    assert_eq!(reset_by(&world.acme, "ada", &codes[1]).status, 401);
}

#[test]
fn a_link_is_asked_for_with_a_client_and_an_address() {
    let world = World::of("reset-malformed");
    let ask = |client: &str, email: &str| {
        let url = format!("{}&client_id={client}", world.acme.auth("reset-password"));
        let form = serde_json::json!({"username": "ada", "email": email});
        Browser::new().post_json(&url, &form)
    };
    for (client, email, wrong) in [
        ("nobody", "ada@example.org", "client_id"),
        ("%20", "ada@example.org", "client_id"),
        ("app", "ada", "email"),
    ] {
        let answer = ask(client, email);
        assert_eq!(answer.status, 422, "{answer}");
        let loc = answer.json()["detail"][0]["loc"].clone();
        assert_eq!(loc[1], wrong);
    }
    // A link leads where the service is configured to be, whatever the request says.
    let url = format!("{}&client_id=app", world.acme.auth("reset-password"));
    let form = serde_json::json!({"username": "ada", "email": world.ada.email()});
    let poisoned = Browser::new()
        .with("x-forwarded-host", "evil.example")
        .with("forwarded", "host=evil.example");
    assert_eq!(poisoned.post_json(&url, &form).status, 200);
    let mail = world.acme.mail(&world.ada);
    assert!(text(&mail, "link").starts_with(&world.acme.url), "{mail}");
}
