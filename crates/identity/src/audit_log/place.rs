//! Where to go on reading.

use std::fmt;
use std::str::FromStr;

use kernel::{AuditEvent, Timestamp};

/// A place in a list of events: behind so many of those that happened at one moment. It stays where it is while events
/// are added, and tells nothing of other tenants, as a number of the event would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPlace {
    /// The moment of the last event that was given.
    pub at: Timestamp,
    /// How many events of that moment were given.
    pub given: u32,
}

impl EventPlace {
    /// The place behind `events`, which were read from `start` on. Without events it is the start.
    pub fn behind(start: Option<Self>, events: &[AuditEvent]) -> Option<Self> {
        let Some(last) = events.last() else {
            return start;
        };
        let at = last.at;
        let of_moment = events.iter().rev().take_while(|event| event.at == at);
        let of_moment = u32::try_from(of_moment.count()).unwrap_or(u32::MAX);
        let before = start.filter(|start| start.at == at);
        Some(Self {
            at,
            given: before.map_or(0, |start| start.given) + of_moment,
        })
    }
}

/// As it is handed out: microseconds since 1970, a full stop, and how many were given.
impl fmt::Display for EventPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.micros(), self.given)
    }
}

/// A text is no place. Shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected the next_cursor of an earlier answer")]
pub struct InvalidPlace;

impl FromStr for EventPlace {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, InvalidPlace> {
        let read = || {
            let (at, given) = text.split_once('.')?;
            Some(Self {
                at: Timestamp::from_micros(at.parse().ok()?),
                given: given.parse().ok()?,
            })
        };
        // There is one text for each place.
        let place = read().filter(|place| place.to_string() == text);
        place.ok_or(InvalidPlace)
    }
}

#[cfg(test)]
mod tests {
    use kernel::audit::{EventActor, EventKind};

    use super::*;

    fn events(seconds: &[i64]) -> Vec<AuditEvent> {
        let event = |second: &i64| {
            let at = Timestamp::from_seconds(*second);
            let tenant = "acme".parse().unwrap();
            AuditEvent::new(tenant, at, EventKind::SessionStarted, EventActor::System)
        };
        seconds.iter().map(event).collect()
    }

    fn place(second: i64, given: u32) -> EventPlace {
        let at = Timestamp::from_seconds(second);
        EventPlace { at, given }
    }

    #[test]
    fn events_of_one_moment_are_counted_over_several_pieces() {
        let behind = |start, seconds: &[i64]| EventPlace::behind(start, &events(seconds));
        assert_eq!(behind(None, &[]), None);
        let first = behind(None, &[1, 2, 2]);
        assert_eq!(first, Some(place(2, 2)));
        let second = behind(first, &[2, 2, 2]);
        assert_eq!(second, Some(place(2, 5)));
        assert_eq!(behind(second, &[]), second);
        assert_eq!(behind(second, &[2, 3]), Some(place(3, 1)));
    }

    #[test]
    fn a_place_is_read_as_it_is_handed_out() {
        let handed_out = place(1_800_000_000, 2);
        assert_eq!(handed_out.to_string(), "1800000000000000.2");
        assert_eq!("1800000000000000.2".parse(), Ok(handed_out));
        for text in [
            "", "1", ".", "1.", ".1", "1.-1", "+1.1", "01.1", "1.1.1", "a.b",
        ] {
            assert_eq!(text.parse::<EventPlace>(), Err(InvalidPlace), "{text}");
        }
    }
}
