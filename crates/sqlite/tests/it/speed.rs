//! How long the methods of a sign-in take: `cargo test -p sqlite --release -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use identity::attempts::NameKey;
use kernel::audit::EventKind;
use tenancy::BlockConfig;
use testkit::contract::World;
use testkit::sample;

use crate::world::empty_store;

const RUNS: usize = 1000;

async fn median(name: &str, mut step: impl AsyncFnMut(usize)) {
    let mut times = Vec::new();
    for run in 0..RUNS {
        let start = Instant::now();
        step(run).await;
        times.push(start.elapsed());
    }
    times.sort();
    println!("{name}: {:?}", times[RUNS / 2]);
    assert!(times[RUNS / 2] < Duration::from_millis(20), "{name}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn a_sign_in_takes_few_microseconds() {
    let harness = empty_store().await;
    let world = World::of(&harness, "speed").await;
    let ports = world.ports();
    let blocked = world.event(EventKind::SignInBlocked);
    median("charge_begin", async |_| {
        let name = NameKey::from_bytes(world.random().bytes());
        let mut charge = sample::begin(&world.tenant, name, world.now);
        charge.browser = Some(sample::token(world.random()));
        charge.policy = BlockConfig::default();
        ports
            .attempt_ledger
            .charge_begin(&charge, &blocked)
            .await
            .unwrap();
    })
    .await;
    let challenge = || sample::challenge(&world.tenant, world.now, world.random());
    let challenges: Vec<_> = (0..RUNS).map(|_| challenge()).collect();
    median("open", async |run| {
        ports
            .challenge_ledger
            .open(challenges[run].clone())
            .await
            .unwrap();
    })
    .await;
    median("consume", async |run| {
        let taken = ports
            .challenge_ledger
            .consume(&challenges[run].id, world.now)
            .await;
        assert!(taken.unwrap().is_some());
    })
    .await;
    let name = world.ada.username.folded();
    median("served_to, without a credential", async |_| {
        assert_eq!(
            ports
                .credential_store
                .served_to(&world.tenant, &name)
                .await
                .unwrap(),
            None
        );
    })
    .await;
    let proved = world.enrol(&world.ada).await.handle;
    median("served_to, with a credential", async |_| {
        let served = ports.credential_store.served_to(&world.tenant, &name).await;
        assert!(served.unwrap().is_some());
    })
    .await;
    median("issue", async |_| {
        let nonce = sample::nonce(&world.ada, world.now, world.random());
        world.issue_for(&proved, &nonce).await;
    })
    .await;
}
