//! Nobody can tell from an answer, or from its time, whether a name exists.

mod roc;
mod timing;

use keepic::Knowledge;
use serde_json::json;
use zkp_protocol::Purpose;

use crate::harness::{Answer, Begin, Browser, Home, Tenant, enrol, register};

/// A service that believes the address which a test writes into a header.
fn home() -> Home {
    Home::new().with("HTTP__TRUSTED_PROXIES", "127.0.0.1")
}

/// A browser at the `number`-th address.
fn browser_at(number: usize) -> Browser {
    let [.., high, low] = number.to_be_bytes();
    Browser::new().with("x-forwarded-for", format!("198.18.{high}.{low}"))
}

fn begin() -> Begin {
    let pin = Some("482915".parse().unwrap());
    Begin::new(Purpose::Login, &Knowledge { pin, pattern: None })
}

/// A name of each kind: one that exists, one whose code was never returned, one that nobody has.
fn three_kinds(acme: &Tenant) -> [&'static str; 3] {
    enrol(&browser_at(0), acme, "known-1");
    register(&browser_at(0), acme, "pends-1");
    ["known-1", "pends-1", "noone-1"]
}

/// Status, length of the body, and seconds to wait.
fn seen(answer: &Answer) -> (u16, usize, u64) {
    let wait = answer
        .header("retry-after")
        .map_or(0, |seconds| seconds.parse().unwrap());
    (answer.status, answer.body.len(), wait)
}

/// Begins 100 times with each kind of name in turn, each round from an address of its own, and
/// gives what the answers of a round have in common.
fn a_hundred_begins(settings: &[&str]) -> Vec<(u16, usize, u64)> {
    let server = home().start();
    let acme = server.tenant("acme", settings);
    let names = three_kinds(&acme);
    let begin = begin();
    (1..=100)
        .map(|round| {
            let browser = browser_at(round);
            let answers = names.map(|name| begin.send(&browser, &acme, name));
            let [known, others @ ..] = answers.each_ref().map(seen);
            for other in others {
                assert_eq!(
                    (known.0, known.1),
                    (other.0, other.1),
                    "begin {round}: {answers:?}"
                );
                // Their blocks began some milliseconds apart, which a second's end may lie between.
                assert!(known.2.abs_diff(other.2) <= 1, "begin {round}: {answers:?}");
            }
            let [known, others @ ..] = answers;
            if known.status == 429 {
                assert!(
                    others.iter().all(|other| other.body == known.body),
                    "one body"
                );
            }
            (
                known.status,
                known.body.len(),
                known.header("retry-after").map_or(0, |_| 1),
            )
        })
        .collect()
}

#[test]
fn a_burst_of_begins_is_answered_alike() {
    let seen = a_hundred_begins(&[]);
    let statuses: Vec<_> = seen.iter().map(|(status, ..)| *status).collect();
    assert_eq!(statuses, [[200; 15].as_slice(), &[429; 85]].concat());
    assert!(
        seen.iter()
            .all(|(status, _, wait)| (*status == 429) == (*wait == 1))
    );
}

#[test]
fn the_total_over_all_time_closes_each_name_alike() {
    let seen = a_hundred_begins(&["block_config.user_attempts_limit=1000"]);
    let statuses: Vec<_> = seen.iter().map(|(status, ..)| *status).collect();
    assert_eq!(statuses, [[200; 60].as_slice(), &[429; 40]].concat());
}

#[test]
fn names_are_counted_as_they_are_compared() {
    let server = home().start();
    let acme = server.tenant("acme", &[]);
    let names = three_kinds(&acme);
    let begin = begin();
    for name in names {
        for round in 0..15 {
            let name = if round % 2 == 0 {
                name.to_uppercase()
            } else {
                name.to_owned()
            };
            assert_eq!(begin.send(&browser_at(round), &acme, &name).status, 200);
        }
        assert_eq!(
            begin.send(&browser_at(20), &acme, name).status,
            429,
            "{name}"
        );
    }
}

#[test]
fn a_look_alike_says_the_same_again_after_a_restart() {
    let server = home().start();
    let acme = server.tenant("acme", &[]);
    let names = three_kinds(&acme);
    let begin = begin();
    let open =
        |acme: &Tenant, name: &str| begin.open(&begin.send(&browser_at(1), acme, name), acme, name);
    let before = names.map(|name| open(&acme, name));
    let server = server.stop("KILL").start();
    let acme = acme.at(&server);
    for (name, before) in names.iter().zip(&before) {
        let after = open(&acme, name);
        assert_eq!(after.lasting(), before.lasting(), "{name}");
        assert_eq!(
            open(&acme, &name.to_uppercase()).lasting(),
            before.lasting(),
            "{name}"
        );
        assert_eq!(
            after.evaluated, before.evaluated,
            "the same key evaluates: {name}"
        );
        assert_ne!(after.id, before.id);
    }
    let [known, pending, unknown] = before;
    for (one, other) in [(&known, &pending), (&known, &unknown), (&pending, &unknown)] {
        for (one, other) in one.lasting().iter().zip(other.lasting()) {
            assert_ne!(*one, other);
        }
    }
}

#[test]
fn a_registration_is_answered_alike_whether_or_not_the_name_is_free() {
    let server = home().start();
    let acme = server.tenant("acme", &[]);
    let [taken, pending, _] = three_kinds(&acme);
    let answers = [taken, pending, "noone-2"].map(|name| register(&browser_at(1), &acme, name));
    for answer in &answers {
        assert_eq!(
            (answer.status, &answer.body),
            (201, &answers[0].body),
            "{answers:?}"
        );
    }
}

#[test]
fn a_device_link_is_promised_alike_whether_or_not_the_name_exists() {
    let server = home().start();
    let acme = server.tenant("acme", &[]);
    let answers = three_kinds(&acme).map(|name| {
        let form = json!({"username": name});
        browser_at(1).post_json(&acme.auth("device-link"), &form)
    });
    for answer in &answers {
        assert_eq!(
            (answer.status, &answer.body),
            (200, &answers[0].body),
            "{answers:?}"
        );
    }
}

#[test]
fn a_reset_is_promised_alike_whether_or_not_the_name_exists() {
    let server = home().start();
    let acme = server.tenant("acme", &[]);
    acme.app("app", &[]);
    let answers = three_kinds(&acme).map(|name| {
        let form = json!({"username": name, "email": format!("{name}@example.org")});
        let url = format!("{}&client_id=app", acme.auth("reset-password"));
        browser_at(1).post_json(&url, &form)
    });
    for answer in &answers {
        assert_eq!(
            (answer.status, &answer.body),
            (200, &answers[0].body),
            "{answers:?}"
        );
    }
}
