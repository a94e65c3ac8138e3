//! Nonces that this server gives for proofs (RFC 9449, section 8), which no node has to remember.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{MacKey, Timestamp};
use subtle::{Choice, ConstantTimeEq as _};

/// Seconds after which there is a new nonce.
const PERIOD: i64 = 120;

/// The nonces of all nodes that have the same key: one for each period of two minutes, and all of them alike.
#[derive(Clone, Debug)]
pub struct DpopNonces(MacKey);

impl DpopNonces {
    /// Nonces that only nodes with this key can make.
    pub const fn new(key: MacKey) -> Self {
        Self(key)
    }

    /// The nonce to give at `now`.
    pub(crate) fn at(&self, now: Timestamp) -> String {
        self.of(period(now))
    }

    /// Whether a nonce is of this period or the one before; or of the next, which a node whose clock is a
    /// little ahead may have given.
    pub(crate) fn accepts(&self, nonce: &str, now: Timestamp) -> bool {
        let is_of = |step: i64| {
            let known = self.of(period(now) + step);
            known.as_bytes().ct_eq(nonce.as_bytes())
        };
        [-1, 0, 1]
            .map(is_of)
            .into_iter()
            .fold(Choice::from(0), |any, one| any | one)
            .into()
    }

    fn of(&self, period: i64) -> String {
        URL_SAFE_NO_PAD.encode(self.0.mac(&[&period.to_string()]))
    }
}

const fn period(now: Timestamp) -> i64 {
    now.seconds().div_euclid(PERIOD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_with_the_key_accepts_a_nonce_for_two_to_four_minutes() {
        let nonces = |secret: &[u8]| DpopNonces::new(MacKey::derive(secret, "nonces"));
        let (one, other) = (nonces(b"key"), nonces(b"key"));
        let at = |seconds: i64| Timestamp::from_seconds(1_800_000_000 + seconds);
        let given = one.at(at(0));
        assert_eq!(other.at(at(119)), given);
        assert_ne!(other.at(at(120)), given);
        for (seconds, is_accepted) in [
            (-121, false),
            (-1, true),
            (0, true),
            (239, true),
            (240, false),
        ] {
            assert_eq!(other.accepts(&given, at(seconds)), is_accepted, "{seconds}");
        }
        assert!(!nonces(b"another").accepts(&given, at(0)));
        for wrong in ["", "x", &given[1..], &format!("{given}=")] {
            assert!(!one.accepts(wrong, at(0)), "{wrong}");
        }
    }
}
