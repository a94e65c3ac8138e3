//! When repeated failures block an address or an account.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::InvalidSetting;

/// When repeated failures block an address or an account. All values are positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlockConfig {
    /// Failures from one address that block it.
    pub ip_attempts_limit: u32,
    /// Minutes over which those failures are counted.
    pub ip_attempts_reset_minutes: u32,
    /// Attempts on one account that block it.
    pub user_attempts_limit: u32,
    /// Seconds over which those attempts are counted.
    pub user_timeframe_seconds: u32,
    /// Seconds of the first block; each repetition doubles it.
    pub initial_block_seconds: u32,
    /// Minutes beyond which a block does not grow.
    pub max_block_time_minutes: u32,
}

impl Default for BlockConfig {
    fn default() -> Self {
        Self {
            ip_attempts_limit: 5,
            ip_attempts_reset_minutes: 10_080,
            user_attempts_limit: 15,
            user_timeframe_seconds: 300,
            initial_block_seconds: 60,
            max_block_time_minutes: 2_880,
        }
    }
}

impl BlockConfig {
    /// How long failures from one address are remembered.
    pub fn address_window(&self) -> Duration {
        Duration::from_secs(u64::from(self.ip_attempts_reset_minutes) * 60)
    }

    /// How long attempts on one account are remembered.
    pub fn account_window(&self) -> Duration {
        Duration::from_secs(u64::from(self.user_timeframe_seconds))
    }

    /// How long the block lasts that follows `earlier` blocks: the first one, doubled each time, up to the maximum.
    pub fn block_duration(&self, earlier: u32) -> Duration {
        let first = u64::from(self.initial_block_seconds);
        let longest = u64::from(self.max_block_time_minutes) * 60;
        let doubled = 1_u64
            .checked_shl(earlier)
            .and_then(|factor| first.checked_mul(factor));
        Duration::from_secs(doubled.unwrap_or(longest).min(longest))
    }

    pub(crate) fn validate(&self) -> Result<(), InvalidSetting> {
        for (name, value) in [
            ("ip_attempts_limit", self.ip_attempts_limit),
            ("ip_attempts_reset_minutes", self.ip_attempts_reset_minutes),
            ("user_attempts_limit", self.user_attempts_limit),
            ("user_timeframe_seconds", self.user_timeframe_seconds),
            ("initial_block_seconds", self.initial_block_seconds),
            ("max_block_time_minutes", self.max_block_time_minutes),
        ] {
            if value == 0 || i32::try_from(value).is_err() {
                let field = format!("block_config.{name}");
                let expected = format!("expected a number from 1 to {}", i32::MAX);
                return Err(InvalidSetting::new(&field, expected));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_doubles_up_to_its_maximum() {
        let config = BlockConfig::default();
        let minutes = |earlier| config.block_duration(earlier).as_secs() / 60;
        assert_eq!([minutes(0), minutes(1), minutes(2)], [1, 2, 4]);
        assert_eq!([minutes(12), minutes(63), minutes(u32::MAX)], [2880; 3]);
    }
}
