//! Key check values.

use kernel::{KeyCheck, Upkeep as _};

use crate::world::empty_store;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_first_node_sets_what_the_others_are_compared_with() {
    let harness = empty_store().await;
    let nodes = (0..8_u8).map(|node| {
        let store = harness.store.clone();
        tokio::spawn(async move { store.verify_key_check("master", &[node; 4]).await.unwrap() })
    });
    let mut fresh = 0;
    for node in nodes.collect::<Vec<_>>() {
        match node.await.unwrap() {
            KeyCheck::Fresh => fresh += 1,
            KeyCheck::Different => {}
            KeyCheck::Same => panic!("every node has another key"),
        }
    }
    assert_eq!(fresh, 1);

    let store = &harness.store;
    let check = async |value: &[u8]| store.verify_key_check("seed", value).await.unwrap();
    assert_eq!(check(b"one").await, KeyCheck::Fresh);
    assert_eq!(check(b"one").await, KeyCheck::Same);
    assert_eq!(check(b"two").await, KeyCheck::Different);
    assert_eq!(check(b"one").await, KeyCheck::Same);
}
