use std::sync::Mutex;

use kernel::{MockClock, MockRandom, Timestamp};

use super::*;
use crate::{MockClientLogos, MockOutbound, OutboundAnswer};

const URI: &str = "https://app.example/logo.png";
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
const GIF: &[u8] = b"GIF89a\x01\0\x01\0";
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\0\0\0\0\0\0\0\0IDAT";

fn wish(attempts: u32) -> LogoWish {
    LogoWish {
        id: 7,
        tenant_id: "acme".parse().unwrap(),
        client_id: "app".parse().unwrap(),
        uri: URI.to_owned(),
        attempts,
    }
}

fn answer(status: u16, content_type: &str, body: &[u8]) -> OutboundAnswer {
    OutboundAnswer {
        status,
        content_type: Some(content_type.to_owned()),
        body: body.to_vec(),
    }
}

fn too_large(status: u16) -> OutboundError {
    let largest = LARGEST;
    OutboundError::TooLarge { status, largest }
}

/// What becomes of the attempt of that number when the client's server answers so.
async fn fetch(
    attempts: u32,
    answer: Result<OutboundAnswer, OutboundError>,
) -> (Turn, LogoOutcome) {
    let settled: Arc<Mutex<Vec<LogoOutcome>>> = Arc::default();
    let mut logos = MockClientLogos::new();
    logos
        .expect_lease()
        .withf(|now, until| (*now, until.since(*now)) == (NOW, LEASE))
        .returning(move |_, _| Ok(Some(wish(attempts))));
    let kept = settled.clone();
    logos
        .expect_settle()
        .withf(move |settled, _| *settled == wish(attempts))
        .returning(move |_, outcome| {
            kept.lock().unwrap().push(outcome.clone());
            Ok(true)
        });
    let mut outbound = MockOutbound::new();
    outbound
        .expect_send()
        .withf(|request| *request == OutboundRequest::get(URI.parse().unwrap(), LARGEST))
        .returning(move |_| answer.clone());
    let turn = fetching(logos, outbound).fetch_next().await.unwrap();
    let outcome = settled.lock().unwrap().pop().unwrap();
    (turn, outcome)
}

fn fetching(logos: MockClientLogos, outbound: MockOutbound) -> LogoFetching {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    let mut random = MockRandom::new();
    random.expect_fill().returning(|bytes| bytes.fill(0));
    LogoFetching {
        logos: Arc::new(logos),
        outbound: Arc::new(outbound),
        clock: Arc::new(clock),
        random: Arc::new(random),
    }
}

/// The reason for which a logo is given up.
async fn given_up(attempts: u32, answer: Result<OutboundAnswer, OutboundError>) -> String {
    let (turn, outcome) = fetch(attempts, answer).await;
    assert_eq!(turn, Turn::Failed);
    let LogoOutcome::GivenUp { event } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(event.kind, EventKind::ClientLogoGivenUp);
    assert_eq!(event.actor, EventActor::System);
    assert_eq!(event.subject.as_deref(), Some("app"));
    assert_eq!(event.detail["logo_uri"], URI);
    event.detail["reason"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_kept_whatever_its_server_calls_it() {
    for content_type in ["image/png", "image/svg+xml", "text/html"] {
        let (turn, outcome) = fetch(1, Ok(answer(200, content_type, PNG))).await;
        assert_eq!(turn, Turn::Done);
        let LogoOutcome::Kept { logo, event } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(logo, Logo::read(PNG.to_vec()).unwrap());
        assert_eq!(event.kind, EventKind::ClientLogoKept);
        assert_eq!(event.subject.as_deref(), Some("app"));
        assert_eq!(event.detail["hash"], logo.hash.as_str());
    }
}

#[tokio::test]
async fn what_cannot_be_shown_is_given_up_at_once_and_says_why() {
    let svg = b"<svg><script>alert(1)</script></svg>";
    for (content_type, body, why) in [
        ("image/png", &svg[..], "SVG"),
        ("image/png", b"<!doctype html>", "no PNG, JPEG or WebP"),
        ("image/png", GIF, "no PNG, JPEG or WebP"),
        ("image/png", &PNG[..20], "broken image/png"),
    ] {
        let reason = given_up(1, Ok(answer(200, content_type, body))).await;
        assert!(reason.contains(why), "{reason}");
    }
    let reason = given_up(1, Ok(answer(302, "text/html", b""))).await;
    assert!(reason.contains("302") && reason.contains("redirect"));
    let private = "10.0.0.1 is not public, and not in outbound.allowed";
    let reason = given_up(1, Err(OutboundError::Refused(private.to_owned()))).await;
    assert!(reason.contains(private), "{reason}");
    let reason = given_up(1, Err(too_large(200))).await;
    assert!(reason.contains("262144 bytes"), "{reason}");
    let reason = given_up(1, Err(too_large(302))).await;
    assert!(reason.contains("redirect"), "{reason}");
}

#[tokio::test]
async fn a_server_that_has_none_yet_is_asked_again_for_an_hour() {
    let away = [
        Err(OutboundError::Unreachable("no such name".to_owned())),
        Err(OutboundError::TooSlow),
        Ok(answer(404, "text/html", b"")),
        Err(too_large(404)),
        Ok(answer(429, "text/html", b"")),
        Ok(answer(503, "text/html", b"")),
    ];
    for answer in away {
        let mut pauses = 0;
        for attempt in 1..TRIES {
            let (turn, outcome) = fetch(attempt, answer.clone()).await;
            assert_eq!(turn, Turn::Failed);
            let LogoOutcome::Postponed { until } = outcome else {
                panic!("{outcome:?}");
            };
            let pause = until.since(NOW).as_secs();
            // Half of a pause is chance, of which there is none here.
            assert_eq!(pause, 15 << (attempt - 1));
            pauses += 2 * pause;
        }
        assert!((3600..4200).contains(&pauses), "{pauses}");
        given_up(TRIES, answer).await;
    }
}

#[tokio::test]
async fn without_a_wish_nobody_is_asked() {
    let mut logos = MockClientLogos::new();
    logos.expect_lease().returning(|_, _| Ok(None));
    let fetching = fetching(logos, MockOutbound::new());
    assert_eq!(fetching.fetch_next().await.unwrap(), Turn::Nothing);
}
