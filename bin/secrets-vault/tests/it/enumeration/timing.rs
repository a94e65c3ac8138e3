//! The time that a begin takes does not tell either.

use serde_json::Value;

use super::roc::area;
use super::{begin, browser_at, home};
use crate::harness::{Browser, Server, enrol, register};

/// Requests of each kind.
const REQUESTS: usize = 2_000;
/// Begins with one name: below the total over all time, at which a name is closed.
const PER_NAME: usize = 50;
const NAMES: usize = REQUESTS / PER_NAME;
const KINDS: [&str; 3] = ["known", "pends", "noone"];
/// How often a measurement may be taken anew.
const REPETITIONS: usize = 3;

/// The server's time of each request, kind by kind.
///
/// The kinds take turns, and the order of the turns changes, so that whatever slows a machine for
/// a while slows each kind alike.
fn measure(server: &Server, tenant: &str) -> [Vec<f64>; 3] {
    let acme = server.tenant(tenant, &["block_config.user_attempts_limit=1000"]);
    for index in 0..NAMES {
        let browser = browser_at(index);
        enrol(&browser, &acme, &format!("known-{index:02}"));
        register(&browser, &acme, &format!("pends-{index:02}"));
    }
    let begin = begin();
    let mut times = KINDS.map(|_| Vec::with_capacity(REQUESTS));
    for round in 0..REQUESTS {
        let browser = round_browser(round);
        let index = round % NAMES;
        for turn in 0..3 {
            let kind = (turn * (1 + round % 2) + round / 2) % 3;
            let name = format!("{}-{index:02}", KINDS[kind]);
            let answer = begin.send(&browser, &acme, &name);
            assert_eq!(answer.status, 200, "{name}: {answer}");
            let line = server.wait_for("\"path\":\"/api/auth/challenge\"");
            let line: Value = serde_json::from_str(&line).unwrap();
            times[kind].push(line["millis"].as_f64().unwrap());
        }
    }
    times
}

/// An address may have 100 challenges open, so every round has its own.
fn round_browser(round: usize) -> Browser {
    browser_at(NAMES + round)
}

/// A real difference is there each time it is measured; a machine that does something else for a
/// while is not. So one measurement of three within the band is enough.
#[test]
fn the_servers_time_does_not_tell_whether_a_name_exists() {
    let server = home().start();
    let mut measured = Vec::new();
    for repetition in 0..REPETITIONS {
        let [known, pending, unknown] = measure(&server, &format!("timing-{repetition}"));
        let areas = [
            area(&known, &pending),
            area(&known, &unknown),
            area(&pending, &unknown),
        ];
        if areas.iter().all(|area| (0.45..=0.55).contains(area)) {
            return;
        }
        measured.push(areas);
    }
    panic!("known and pending, known and unknown, pending and unknown differ: {measured:?}");
}
