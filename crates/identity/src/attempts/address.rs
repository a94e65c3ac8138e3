//! What one network address may still do in one tenant.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::BlockConfig;

use super::Blocked;

/// Failures of one address (IPv4, or an IPv6 /64) in one tenant. It is charged when a challenge
/// fails or expires unsolved.
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

    /// From when on the address fares as one that was never counted.
    pub fn forgettable_at(&self, policy: &BlockConfig) -> Timestamp {
        let window_end = self.window_start.plus(policy.address_window());
        window_end.max(self.blocked_until)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

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

    proptest! {
        /// A budget that is dropped when it may be decides as the one that was kept, whatever follows.
        #[test]
        fn a_forgotten_budget_decides_as_the_kept_one(
            before in prop::collection::vec((0_u64..10 * 24 * 3600, 0_u32..7), 0..40),
            late in 0_u64..30 * 24 * 3600,
            after in prop::collection::vec((0_u64..10 * 24 * 3600, 0_u32..7), 1..40),
        ) {
            let policy = BlockConfig::default();
            let mut now = Timestamp::from_seconds(1_800_000_000);
            let mut kept = AddressBudget::default();
            for (pause, failures) in before {
                now = now.plus(Duration::from_secs(pause));
                kept.fail(failures, now, &policy);
            }
            now = now.max(kept.forgettable_at(&policy)).plus(Duration::from_secs(late));
            let mut new = AddressBudget::default();
            prop_assert_eq!(kept.check(now), new.check(now));
            for (pause, failures) in after {
                prop_assert_eq!(kept.fail(failures, now, &policy), new.fail(failures, now, &policy));
                prop_assert_eq!(kept.check(now), new.check(now));
                now = now.plus(Duration::from_secs(pause));
            }
        }
    }

    #[test]
    fn a_budget_is_not_forgotten_while_its_window_or_its_block_lasts() {
        let policy = BlockConfig {
            ip_attempts_reset_minutes: 10,
            initial_block_seconds: 3_600,
            ..BlockConfig::default()
        };
        let start = Timestamp::from_seconds(1_800_000_000);
        let mut budget = AddressBudget::default();
        budget.fail(1, start, &policy);
        let after = |minutes| start.plus(Duration::from_mins(minutes));
        assert_eq!(budget.forgettable_at(&policy), after(10));
        assert!(budget.fail(4, start, &policy));
        assert_eq!(budget.forgettable_at(&policy), after(60));
    }
}
