//! How many requests a provisioning system may make.

use async_trait::async_trait;
use kernel::{Actor, StorageError, TenantId, Timestamp};

use crate::{Provisioner, Provisioning};

/// Seconds in which requests are counted together.
const WINDOW: i64 = 60;

/// What a provisioner has used of its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Requests in a minute.
    pub limit: u32,
    /// Requests in the present minute, with this one.
    pub used: u32,
    /// Seconds until the next minute.
    pub seconds_left: u64,
}

impl Budget {
    /// Whether this request is one too many.
    pub const fn is_exceeded(&self) -> bool {
        self.used > self.limit
    }

    /// How many are left.
    pub const fn remaining(&self) -> u32 {
        self.limit.saturating_sub(self.used)
    }
}

/// Port: counts requests.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait RequestCounter: Send + Sync {
    /// Counts a request of a provisioner in the window that began at `window`, and says how many it
    /// has made in it. Earlier windows are forgotten.
    async fn count_request(
        &self,
        tenant: &TenantId,
        provisioner: &Provisioner,
        window: Timestamp,
    ) -> Result<u32, StorageError>;
}

impl Provisioning {
    /// Counts a request, before anything is done for it. None if requests are not limited.
    ///
    /// # Errors
    /// Storage did not answer: then the request is not counted, and not served.
    pub async fn charge(&self, actor: &Actor) -> Result<Option<Budget>, StorageError> {
        let Some(tenant) = actor.home().filter(|_| self.requests_per_minute > 0) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let second = now.seconds().rem_euclid(WINDOW);
        let window = Timestamp::from_seconds(now.seconds() - second);
        let provisioner = Provisioner::of(actor);
        let used = self
            .requests
            .count_request(tenant, &provisioner, window)
            .await?;
        Ok(Some(Budget {
            limit: self.requests_per_minute,
            used,
            seconds_left: u64::try_from(WINDOW - second).unwrap_or(1),
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::access::{Program, Who};
    use kernel::{MockClock, MockRandom};

    use super::*;
    use crate::{MockGroupStore, MockUserStore};

    fn program() -> Actor {
        Actor {
            who: Who::Program(Program {
                key_id: "k".to_owned(),
                tenant_id: "acme".parse().unwrap(),
                scopes: vec![],
                owner: None,
            }),
            address: None,
        }
    }

    fn provisioning(requests: MockRequestCounter, limit: u32) -> Provisioning {
        let mut clock = MockClock::new();
        clock
            .expect_now()
            .return_const(Timestamp::from_seconds(119));
        Provisioning {
            users: Arc::new(MockUserStore::new()),
            groups: Arc::new(MockGroupStore::new()),
            requests: Arc::new(requests),
            clock: Arc::new(clock),
            random: Arc::new(MockRandom::new()),
            public_url: String::new(),
            requests_per_minute: limit,
        }
    }

    #[tokio::test]
    async fn requests_are_counted_by_the_minute() {
        for (used, is_exceeded, remaining) in [(1, false, 1), (2, false, 0), (3, true, 0)] {
            let mut requests = MockRequestCounter::new();
            requests
                .expect_count_request()
                .withf(|_, who, window| who.as_str() == "key:k" && window.seconds() == 60)
                .return_once(move |_, _, _| Ok(used));
            let budget = provisioning(requests, 2).charge(&program()).await;
            let budget = budget.unwrap().unwrap();
            assert_eq!(
                (budget.is_exceeded(), budget.remaining()),
                (is_exceeded, remaining)
            );
            assert_eq!(budget.seconds_left, 1);
        }
    }

    #[tokio::test]
    async fn without_a_limit_nothing_is_counted() {
        let unlimited = provisioning(MockRequestCounter::new(), 0);
        assert_eq!(unlimited.charge(&program()).await, Ok(None));
    }
}
