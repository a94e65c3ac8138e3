//! Lists that take long, and everybody else.

use std::sync::Arc;
use std::time::{Duration, Instant};

use identity::sign_in_quality::SignInReports as _;
use kernel::{Timestamp, Upkeep as _};
use sqlite::SqliteStore;
use tokio::time::{sleep, timeout};

use crate::world::{OnFile, empty_store};

/// Lists of error rates take a second or more from now on.
fn slow_down_lists(harness: &OnFile) {
    harness.execute(
        "ALTER TABLE sign_in_telemetry RENAME TO reports;
         CREATE VIEW sign_in_telemetry AS
         WITH RECURSIVE numbers(number) AS
           (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 3000000)
         SELECT 'acme' AS tenant_id, 0 AS reported_at, 1 AS error_rate FROM numbers;",
    );
}

async fn slow_list(store: Arc<SqliteStore>) {
    let tenant = "acme".parse().unwrap();
    let [from, until] = [0, 1].map(Timestamp::from_seconds);
    let rates = store.error_rates(&tenant, from, until);
    assert_eq!(rates.await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_leave_connections_to_others() {
    let harness = empty_store().await;
    slow_down_lists(&harness);
    let lists = [(); 4].map(|()| tokio::spawn(slow_list(harness.store.clone())));
    // Until they have the connections that they get.
    sleep(Duration::from_millis(100)).await;
    assert!(harness.store.is_empty().await.unwrap());
    assert!(lists.iter().all(|list| !list.is_finished()));
    for list in lists {
        list.await.unwrap();
    }
}

/// The runtime is the web server's: each of its workers has one thread.
#[tokio::test(flavor = "current_thread")]
async fn whoever_hangs_up_during_a_list_keeps_nobody_waiting() {
    let harness = empty_store().await;
    slow_down_lists(&harness);
    let start = Instant::now();
    slow_list(harness.store.clone()).await;
    let whole = start.elapsed();
    // More often than there are slots: they come back.
    for _ in 0..4 {
        let start = Instant::now();
        let list = timeout(whole / 10, slow_list(harness.store.clone()));
        assert!(list.await.is_err());
        assert!(start.elapsed() < whole / 2);
    }
    slow_list(harness.store.clone()).await;
}
