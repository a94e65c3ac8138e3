//! Searching for values, of which a table has most and the accounts have some.

use crate::world::empty_store;

#[tokio::test]
async fn a_value_is_found_by_an_index_behind_the_view() {
    let harness = empty_store().await;
    let plan = harness.database.query(
        "SET enable_seqscan = off; EXPLAIN (COSTS OFF) SELECT user_id FROM searched_values \
         WHERE tenant_id = 'acme' AND attribute = 'emails.value' AND head = 'ada' AND key = 'ada'",
    );
    let finds_it = |step: &String| step.contains("Index Cond") && step.contains("head = ");
    assert!(plan.iter().any(finds_it), "{plan:#?}");
    // Otherwise it reads all of them and compares then.
    let compares_later = |step: &String| step.contains("Subquery Scan");
    assert!(!plan.iter().any(compares_later), "{plan:#?}");
}
