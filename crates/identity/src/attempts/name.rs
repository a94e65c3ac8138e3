//! How often strangers may still begin for one name.

use std::time::Duration;

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use tenancy::BlockConfig;

use super::Blocked;

/// Begins for one name, the same whether the name exists or not.
///
/// Two counters: a burst window with a doubling block, and a total over all time that falls by one
/// a week and closes the name to strangers at [`NameBudget::TOTAL_LIMIT`]. A known device has a
/// budget of its own, so that strangers cannot lock a person out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameBudget {
    /// When the burst window began.
    pub window_start: Timestamp,
    /// Begins since the burst window began or the last block.
    pub burst: u32,
    /// Blocks in a row.
    pub blocks: u32,
    /// When the last block ends.
    pub blocked_until: Timestamp,
    /// Begins over all time that have neither succeeded nor been forgiven.
    pub total: u32,
    /// Up to when the weekly forgiveness has been given.
    pub forgiven_until: Timestamp,
}

impl NameBudget {
    /// Unforgiven begins that close the name to strangers.
    pub const TOTAL_LIMIT: u32 = 60;
    const FORGIVENESS: Duration = Duration::from_hours(7 * 24);
    /// A name that is left alone this long after its last block starts again with the shortest block.
    const CALM: Duration = Duration::from_hours(7 * 24);

    /// Counts one begin.
    ///
    /// # Errors
    /// The name is blocked, or this begin would be one too many and blocks it; nothing was counted.
    pub fn charge(&mut self, now: Timestamp, policy: &BlockConfig) -> Result<(), Blocked> {
        if now < self.blocked_until {
            return Err(Blocked {
                until: self.blocked_until,
                is_new: false,
            });
        }
        self.forgive(now);
        if self.total >= Self::TOTAL_LIMIT {
            return Err(Blocked {
                until: self.reopens(),
                is_new: false,
            });
        }
        if now.since(self.window_start) >= policy.account_window() {
            self.window_start = now;
            self.burst = 0;
        }
        if now.since(self.blocked_until) >= Self::CALM {
            self.blocks = 0;
        }
        if self.burst >= policy.user_attempts_limit {
            self.burst = 0;
            self.blocked_until = now.plus(policy.block_duration(self.blocks));
            self.blocks = self.blocks.saturating_add(1);
            return Err(Blocked {
                until: self.blocked_until,
                is_new: true,
            });
        }
        if self.total == 0 {
            self.forgiven_until = now;
        }
        self.burst += 1;
        self.total += 1;
        Ok(())
    }

    /// Takes back `begins` that led to a proof: they were the person's own.
    pub fn refund(&mut self, begins: u32) {
        self.burst = self.burst.saturating_sub(begins);
        self.total = self.total.saturating_sub(begins);
    }

    /// From when on the name fares as one that was never counted.
    pub fn forgettable_at(&self, policy: &BlockConfig) -> Timestamp {
        let window_end = self.window_start.plus(policy.account_window());
        let calm = self.blocked_until.plus(Self::CALM);
        let forgiven = self
            .forgiven_until
            .plus(Self::FORGIVENESS.saturating_mul(self.total));
        window_end.max(calm).max(forgiven)
    }

    fn forgive(&mut self, now: Timestamp) {
        let weeks = now.since(self.forgiven_until).as_secs() / Self::FORGIVENESS.as_secs();
        let weeks = u32::try_from(weeks).unwrap_or(u32::MAX);
        self.total = self.total.saturating_sub(weeks);
        self.forgiven_until = self
            .forgiven_until
            .plus(Self::FORGIVENESS.saturating_mul(weeks));
    }

    fn reopens(&self) -> Timestamp {
        let over = self.total - Self::TOTAL_LIMIT;
        self.forgiven_until
            .plus(Self::FORGIVENESS.saturating_mul(over.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn relaxed() -> BlockConfig {
        BlockConfig {
            user_attempts_limit: 1_000,
            ..BlockConfig::default()
        }
    }

    #[test]
    fn a_burst_blocks_and_the_next_block_is_longer() {
        let policy = BlockConfig {
            user_attempts_limit: 3,
            ..BlockConfig::default()
        };
        let (mut budget, mut now) = (NameBudget::default(), NOW);
        for seconds in [60, 120, 240] {
            for _ in 0..3 {
                budget.charge(now, &policy).unwrap();
            }
            let blocked = budget.charge(now, &policy).unwrap_err();
            assert_eq!(
                (blocked.until.since(now).as_secs(), blocked.is_new),
                (seconds, true)
            );
            let again = budget.charge(now, &policy).unwrap_err();
            assert_eq!((again.until, again.is_new), (blocked.until, false));
            now = blocked.until;
        }
    }

    #[test]
    fn the_total_closes_the_name_and_one_a_week_opens_it() {
        let (mut budget, policy) = (NameBudget::default(), relaxed());
        for _ in 0..NameBudget::TOTAL_LIMIT {
            budget.charge(NOW, &policy).unwrap();
        }
        let closed = budget.charge(NOW, &policy).unwrap_err();
        assert_eq!(closed.until.since(NOW), NameBudget::FORGIVENESS);
        budget.charge(closed.until, &policy).unwrap();
        assert!(budget.charge(closed.until, &policy).is_err());
    }

    #[test]
    fn a_success_refunds_its_own_begins_only() {
        let (mut budget, policy) = (NameBudget::default(), relaxed());
        for _ in 0..10 {
            budget.charge(NOW, &policy).unwrap();
        }
        budget.refund(3);
        assert_eq!((budget.total, budget.burst), (7, 7));
    }

    #[test]
    fn a_budget_is_not_forgotten_before_window_calm_and_total_are_over() {
        let policy = BlockConfig {
            user_attempts_limit: 1,
            user_timeframe_seconds: 30 * 24 * 3600,
            ..BlockConfig::default()
        };
        let mut budget = NameBudget::default();
        budget.charge(NOW, &policy).unwrap();
        let days = |days: u64| Duration::from_hours(days * 24);
        assert_eq!(budget.forgettable_at(&policy), NOW.plus(days(30)));
        let policy = BlockConfig {
            user_timeframe_seconds: 300,
            ..policy
        };
        assert_eq!(budget.forgettable_at(&policy), NOW.plus(days(7)));
        let blocked = budget.charge(NOW, &policy).unwrap_err();
        assert_eq!(budget.forgettable_at(&policy), blocked.until.plus(days(7)));
        budget.charge(blocked.until, &policy).unwrap();
        assert_eq!(budget.forgettable_at(&policy), NOW.plus(days(14)));
    }

    proptest! {
        /// Strangers never get more than 60 evaluations and one a week, whatever they time.
        #[test]
        fn no_timing_beats_the_total(pauses in prop::collection::vec(0_u64..30 * 24 * 3600, 1..400)) {
            let (mut budget, policy) = (NameBudget::default(), relaxed());
            let (mut now, mut evaluations) = (NOW, 0_u64);
            for pause in pauses {
                now = now.plus(Duration::from_secs(pause));
                evaluations += u64::from(budget.charge(now, &policy).is_ok());
                let weeks = now.since(NOW).as_secs() / NameBudget::FORGIVENESS.as_secs();
                prop_assert!(evaluations <= u64::from(NameBudget::TOTAL_LIMIT) + weeks + 1);
            }
        }

        /// A budget that is dropped when it may be decides as the one that was kept, whatever follows.
        #[test]
        fn a_forgotten_budget_decides_as_the_kept_one(
            before in prop::collection::vec((0_u64..10 * 24 * 3600, 1_usize..20), 0..20),
            refunded in 0_u32..5,
            late in 0_u64..30 * 24 * 3600,
            after in prop::collection::vec((0_u64..10 * 24 * 3600, 1_usize..20), 1..20),
        ) {
            let policy = BlockConfig { user_attempts_limit: 3, ..BlockConfig::default() };
            let (mut kept, mut now) = (NameBudget::default(), NOW);
            for (pause, begins) in before {
                now = now.plus(Duration::from_secs(pause));
                for _ in 0..begins {
                    kept.charge(now, &policy).ok();
                }
            }
            kept.refund(refunded);
            now = now.max(kept.forgettable_at(&policy)).plus(Duration::from_secs(late));
            let mut new = NameBudget::default();
            for (pause, begins) in after {
                for _ in 0..begins {
                    prop_assert_eq!(kept.charge(now, &policy), new.charge(now, &policy));
                }
                now = now.plus(Duration::from_secs(pause));
            }
        }
    }
}
