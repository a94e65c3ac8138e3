//! `demo`: the whole life of a sign-in without a browser, and the application to try in one.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use client::{Landing, UserAgent};
use serde_json::Value;

use crate::harness::{Browser, Home, Person, argument, kill, photograph};

/// What a demonstration does, in order.
const STEPS: [&str; 12] = [
    "recompress a copy to 1080 px, JPEG quality 60",
    "start the service with an empty database",
    "register",
    "confirm the e-mail address with the mailed code",
    "sign in with the picture",
    "let the application have the name and the address",
    "exchange the code for tokens",
    "sign in on another device with the recompressed copy",
    "ask who the access token speaks of",
    "refresh the tokens",
    "sign out",
    "see that the refresh token ended with the session",
];

/// Runs it, checks its steps, and gives them.
fn steps(arguments: &[&str]) -> Vec<Value> {
    let home = Home::new();
    let mut report = home.json(&[&["demo", "--json"], arguments].concat());
    let names: Vec<_> = report["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| &step["step"])
        .collect();
    assert_eq!(names, STEPS);
    assert!(
        !home.path("vault").exists(),
        "nothing is left in the configured directory"
    );
    serde_json::from_value(report["steps"].take()).unwrap()
}

/// The bit error rate of a sign-in, in percent.
fn error_rate(step: &Value) -> f64 {
    step["ber_percent"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_photograph_goes_the_whole_way() {
    let photo = photograph(0);
    let steps = steps(&["--photo", argument(&photo), "--pin", "482915"]);
    let (same, copy) = (error_rate(&steps[4]), error_rate(&steps[7]));
    assert!(
        same.abs() < f64::EPSILON,
        "the same file has the same bits, but {same} % differ"
    );
    assert!(
        copy < 10.0,
        "a recompressed copy differs a little, but {copy} % did"
    );
    let seen = steps[4]["server_saw"].to_string();
    for path in [
        "/api/auth/challenge",
        "/api/auth/authenticate",
        "/api/auth/sign-in",
    ] {
        assert!(seen.contains(path), "{path} is not in {seen}");
    }
    assert!(steps.iter().all(|step| step["milliseconds"].is_u64()));
}

#[test]
fn for_people_it_is_told_in_lines() {
    let photo = photograph(0);
    let told = Home::new().text(&["demo", "--photo", argument(&photo), "--pin", "482915"]);
    for step in STEPS {
        assert!(told.contains(step), "{step} is not in {told}");
    }
    assert!(
        told.ends_with("The server saw neither the picture nor the PIN.\n"),
        "{told}"
    );
    assert!(!told.contains("482915"), "{told}");
}

#[test]
fn a_file_that_is_no_picture_is_refused_in_a_sentence() {
    let home = Home::new();
    std::fs::write(home.path("letter.jpg"), "Dear Ada").unwrap();
    let said = home.failure(&["demo", "--photo", "letter.jpg"]);
    assert!(
        said.contains("letter.jpg: the file is not a JPEG, PNG or WebP"),
        "{said}"
    );
}

/// Sends the one form of a page of the application.
fn press(browser: &Browser, base: &str, path: &str) -> url::Url {
    let media_type = ("content-type", "application/x-www-form-urlencoded");
    let pressed = browser.send(
        "POST",
        &format!("{base}{path}"),
        &[media_type, ("origin", base)],
        Vec::new(),
    );
    pressed.location()
}

fn text(browser: &Browser, url: &str) -> String {
    let answer = browser.get(url);
    assert_eq!(answer.status, 200, "{answer}");
    String::from_utf8(answer.body).unwrap()
}

#[test]
fn in_a_browser_an_application_shows_the_tokens_and_nothing_is_left() {
    let home = Home::new();
    let temporary = home.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let mut demo = home
        .command()
        .arg("demo")
        .env("TMPDIR", &temporary)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| {
        let line = line.unwrap();
        line.trim()
            .starts_with("http://localhost:")
            .then(|| line.trim().to_owned())
    });
    let url = url.unwrap();
    let base = url.strip_suffix("/demo").unwrap();

    let ada = Person::named("ada").with_pin("482915");
    let (picture, knowledge) = (ada.picture(), ada.knowledge());
    let person = client::Person {
        username: "ada",
        picture: &picture,
        knowledge: &knowledge,
    };
    let rng = &mut client::operating_system_rng();
    let agent = UserAgent::new(client::Server::parse(base).unwrap());
    let admission = client::Admission::Registration {
        email: "ada@example.org",
    };
    let enrolment = client::Enrolment {
        tenant: "demo",
        person,
        admission,
        accepts_weakness: false,
    };
    agent.enrol(&enrolment, rng).unwrap();
    let browser = Browser::new();
    let mailbox = text(&browser, &format!("{base}/mailbox"));
    let code = mailbox
        .split("data-code=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    agent.verify_email("demo", "ada", code).unwrap();

    assert!(text(&browser, &url).contains("Sign in with a picture"));
    let request = press(&browser, base, "/demo/sign-in");
    let Landing::SignIn(page) = agent.open(&request).unwrap() else {
        panic!("nobody is signed in yet")
    };
    let Landing::Consent(page) = agent.sign_in(&page, &person, rng).unwrap().landing else {
        panic!("the application is a stranger")
    };
    let back = agent.answer_consent(&page, true).unwrap();
    // An answer that was not asked for brings nothing.
    let stranger = Browser::new();
    stranger.get(back.as_str());
    assert!(text(&stranger, &url).contains("Sign in with a picture"));

    browser.get(back.as_str());
    let shown = text(&browser, &url);
    for said in [
        "Hello, ada",
        "EdDSA, key ",
        "ada@example.org",
        "&#34;nonce&#34;",
    ] {
        assert!(shown.contains(said), "{said} is not in {shown}");
    }
    let foreign = browser.send(
        "POST",
        &format!("{base}/demo/sign-out"),
        &[("origin", "https://evil.example")],
        Vec::new(),
    );
    assert_eq!(foreign.status, 403);
    let logout = press(&browser, base, "/demo/sign-out");
    assert_eq!(browser.get(logout.as_str()).location().as_str(), url);
    assert!(text(&browser, &url).contains("Sign in with a picture"));

    kill(demo.id(), "INT");
    assert!(demo.wait().unwrap().success());
    let mut said = String::new();
    demo.stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert!(said.contains("everything is removed"), "{said}");
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
    assert!(!home.path("vault").exists());
}

#[test]
fn a_report_for_programs_needs_a_picture() {
    let said = Home::new().failure(&["demo", "--json"]);
    assert!(said.contains("demo --json --photo FILE"), "{said}");
}
