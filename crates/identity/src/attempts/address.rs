//! What one network address may still do in one tenant.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::BlockConfig;

use super::Blocked;

/// Failures of one address (IPv4, or an IPv6 /64) in one tenant. It is charged when a challenge fails or expires unsolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressBudget {
    /// When the counted window began.
    pub window_start: Timestamp,
    /// Failures since the window began or the last block.
    pub failures: u32,
    /// Blocks since the window began.
    pub blocks: u32,
    /// When the last block ends.
    pub blocked_until: Timestamp,
}

impl AddressBudget {
    /// Whether the address may begin a challenge.
    ///
    /// # Errors
    /// The block that is in force.
    pub fn check(&self, now: Timestamp) -> Result<(), Blocked> {
        if now < self.blocked_until {
            Err(Blocked {
                until: self.blocked_until,
                is_new: false,
            })
        } else {
            Ok(())
        }
    }

    /// Counts `count` failures; true if they led to a block.
    pub fn fail(&mut self, count: u32, now: Timestamp, policy: &BlockConfig) -> bool {
        if count == 0 {
            return false;
        }
        if now.since(self.window_start) >= policy.address_window() {
            *self = Self {
                window_start: now,
                blocked_until: self.blocked_until,
                ..Self::default()
            };
        }
        self.failures = self.failures.saturating_add(count);
        if self.failures < policy.ip_attempts_limit {
            return false;
        }
        self.failures = 0;
        self.blocked_until = now.plus(policy.block_duration(self.blocks));
        self.blocks = self.blocks.saturating_add(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_limit_blocks_and_each_repetition_doubles() {
        let policy = BlockConfig::default();
        let mut now = Timestamp::from_seconds(1_000_000);
        let mut budget = AddressBudget::default();
        for minutes in [1, 2, 4] {
            for _ in 0..4 {
                assert!(!budget.fail(1, now, &policy));
                assert!(budget.check(now).is_ok());
            }
            assert!(budget.fail(1, now, &policy));
            let blocked = budget.check(now).unwrap_err();
            assert_eq!(blocked.until.since(now), Duration::from_secs(60 * minutes));
            now = blocked.until;
            assert!(budget.check(now).is_ok());
        }
    }

    #[test]
    fn a_quiet_window_forgives() {
        let policy = BlockConfig::default();
        let start = Timestamp::from_seconds(1_000_000);
        let mut budget = AddressBudget::default();
        assert!(budget.fail(5, start, &policy));
        let later = start.plus(policy.address_window());
        assert!(!budget.fail(4, later, &policy));
        assert!(budget.fail(1, later, &policy));
        assert_eq!(budget.blocked_until.since(later), Duration::from_mins(1));
    }
}
