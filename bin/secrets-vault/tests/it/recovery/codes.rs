//! Where a reset link alone is not enough: recovery codes, and passkeys in their place.

use serde_json::{Value, json};
use testkit::SoftToken;

use super::world::{SERVER, World, api_of, reset_form};
use crate::harness::{Answer, Browser, Person, in_parallel, photograph};

impl World {
    fn asking(tenant: &str) -> Self {
        Self::with(tenant, &["reset_needs_second=true", "passkey_enabled=true"])
    }

    fn codes_url(&self) -> String {
        format!("{}/api/recovery-codes", self.acme.url)
    }

    /// New codes of Ada's.
    fn draw(&self, hers: &Browser) -> Vec<String> {
        let answer = hers.post_json(&self.codes_url(), &json!({}));
        assert_eq!(answer.status, 200, "{answer}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        serde_json::from_value(answer.json()["codes"].take()).unwrap()
    }

    fn left(&self, hers: &Browser) -> Value {
        let answer = hers.get(&self.codes_url());
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()
    }

    /// The code of a new link.
    fn link_code(&self) -> String {
        self.mailed_reset()["code"].as_str().unwrap().to_owned()
    }

    /// Follows a link with something beside it.
    fn follow(&self, code: &str, second: &[(&str, &str)]) -> Answer {
        let mut form = reset_form(&self.acme, "ada", code);
        for (field, value) in second {
            form[*field] = (*value).into();
        }
        Browser::new().post_json(&self.acme.auth("reset-password/code"), &form)
    }
}

#[test]
fn where_a_code_is_asked_for_a_mailed_link_alone_resets_nothing() {
    let world = World::asking("codes");
    let hers = api_of(&world, &world.ada);
    assert_eq!(world.left(&hers), json!({"left": 0}));
    let replaced = world.draw(&hers);
    let codes = world.draw(&hers);
    assert_eq!(world.acme.mail(&world.ada)["kind"], "recovery_codes_drawn");
    assert_eq!(codes.len(), 10);
    assert_eq!(
        world.left(&hers),
        json!({"left": 10}),
        "and none is told again"
    );

    let link = world.link_code();
    let refused = |second: &[(&str, &str)]| world.follow(&link, second).status;
    assert_eq!(refused(&[]), 403);
    let malformed = world.follow(&link, &[("recovery_code", "12345")]);
    assert_eq!(malformed.status, 422);
    assert_eq!(malformed.json()["detail"][0]["loc"][1], "recovery_code");
    assert_eq!(
        refused(&[("recovery_code", &replaced[0])]),
        403,
        "in the place of which others are"
    );
    world.acme.log_in(&world.app, &world.ada);

    // As somebody reads it from paper.
    let typed = codes[0].to_lowercase().replace('-', " ");
    assert_eq!(
        world.follow(&link, &[("recovery_code", &typed)]).status,
        200
    );
    assert!(
        !world
            .acme
            .try_log_in(&world.app, &world.ada)
            .status
            .success()
    );
    assert_eq!(world.acme.mail(&world.ada)["kind"], "picture_replaced");
    let again = world.link_code();
    assert_eq!(
        world.follow(&again, &[("recovery_code", &codes[0])]).status,
        403,
        "it was good once"
    );
    assert_eq!(
        world.follow(&again, &[("recovery_code", &codes[1])]).status,
        200
    );
}

#[test]
fn a_code_is_its_persons_alone() {
    let world = World::asking("codes-bound");
    let bob = Person::named("bob").with_pin("482915");
    world.acme.enrol(&bob);
    let codes = world.draw(&api_of(&world, &bob));
    let link = world.link_code();
    assert_eq!(
        world.follow(&link, &[("recovery_code", &codes[0])]).status,
        403
    );
    for nobody in [
        Browser::new(),
        Browser::new().with("authorization", "Bearer x"),
    ] {
        assert_eq!(nobody.get(&world.codes_url()).status, 401);
        assert_eq!(nobody.post_json(&world.codes_url(), &json!({})).status, 401);
    }
}

#[test]
fn five_wrong_codes_use_a_link_up() {
    let world = World::asking("codes-tries");
    let codes = world.draw(&api_of(&world, &world.ada));
    let (link, wrong) = (world.link_code(), "0".repeat(20));
    for _ in 0..5 {
        assert_eq!(
            world.follow(&link, &[("recovery_code", &wrong)]).status,
            403
        );
    }
    let right = [("recovery_code", &*codes[0])];
    assert_eq!(world.follow(&link, &right).status, 401, "the link is void");
    assert_eq!(
        world.follow(&world.link_code(), &right).status,
        200,
        "the code is not"
    );
}

#[test]
fn of_many_who_use_one_code_at_once_one_does() {
    let world = World::asking("codes-raced");
    let codes = world.draw(&api_of(&world, &world.ada));
    let links: Vec<_> = (0..3).map(|_| world.link_code()).collect();
    let forms: Vec<_> = (0..24)
        .map(|index| {
            let mut form = reset_form(&world.acme, "ada", &links[index % 3]);
            form["recovery_code"] = codes[0].clone().into();
            form
        })
        .collect();
    let url = world.acme.auth("reset-password/code");
    let answers = in_parallel(forms.len(), |index| {
        Browser::new().post_json(&url, &forms[index])
    });
    let won = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(won.count(), 1, "{answers:?}");
}

#[test]
fn a_passkey_does_as_well_and_a_picture_does_not() {
    let world = World::asking("codes-passkey");
    let (hers, acme) = (api_of(&world, &world.ada), &world.acme);
    let asked = |browser: &Browser, path: &str, form: &Value| {
        let answer = browser.post_json(&format!("{}/api/passkeys/{path}", acme.url), form);
        assert_eq!(answer.status, 200, "{path}: {answer}");
        answer.json()
    };
    let mut token = SoftToken::new();
    let options = asked(&hers, "register/options", &json!({}));
    asked(
        &hers,
        "register/verify",
        &token.register(&acme.url, &options),
    );
    let mut nonce = || {
        let place = json!({"username": "ada", "tenant_id": acme.id});
        let options = asked(
            &Browser::new(),
            &format!("auth/options?tenant_id={}", acme.id),
            &place,
        );
        let mut form = token.sign(&acme.url, &options);
        (form["username"], form["tenant_id"]) = ("ada".into(), acme.id.clone().into());
        let proved = asked(&Browser::new(), "auth/verify", &form);
        proved["nonce"].as_str().unwrap().to_owned()
    };

    let link = world.link_code();
    for wrong in ["", "x", &"A".repeat(43)] {
        assert_eq!(
            world.follow(&link, &[("passkey_nonce", wrong)]).status,
            403,
            "{wrong}"
        );
    }
    let proved = nonce();
    assert_eq!(
        world.follow(&link, &[("passkey_nonce", &proved)]).status,
        200
    );
    let again = world.link_code();
    assert_eq!(
        world.follow(&again, &[("passkey_nonce", &proved)]).status,
        403,
        "it was good once"
    );
}

#[test]
fn the_command_line_takes_a_code_too() {
    let world = World::asking("codes-command");
    let codes = world.draw(&api_of(&world, &world.ada));
    let link = world.mailed_reset()["link"].as_str().unwrap().to_owned();
    let new = Person::named("ada")
        .with_photo(photograph(1))
        .with_pin("739164");
    let reset = ["client", "reset", "--link", &link];
    let who = &new.arguments()[2..];
    let said = SERVER.failure(&[&reset[..], who].concat());
    assert!(
        said.contains("a recovery code or a passkey is needed"),
        "{said}"
    );
    let code = ["--recovery-code", codes[0].as_str()];
    SERVER.json(&[&reset[..], &code, who].concat());
    world.acme.log_in(&world.app, &new);
}
