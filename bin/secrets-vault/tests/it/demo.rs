//! `demo`: the whole life of a sign-in, headless.

use serde_json::Value;

use crate::harness::{Home, argument, photograph};

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
fn without_a_photograph_a_picture_is_generated() {
    steps(&[]);
}

#[test]
fn for_people_it_is_told_in_lines() {
    let told = Home::new().text(&["demo", "--pin", "482915"]);
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
