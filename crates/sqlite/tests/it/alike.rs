//! What the database is asked does not tell whether an account exists.

use identity::reset::{RequestOutcome, ResetLink};
use kernel::FoldedName;
use kernel::audit::EventKind;
use testkit::contract::World;
use testkit::sample;

use crate::statements::{record, said};
use crate::world::empty_store;

/// A statement without what is bound to it.
fn unbound(statement: &str) -> &str {
    statement
        .split_once("-- binds:")
        .map_or(statement, |(text, _)| text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reset_asks_the_same_whether_or_not_it_is_somebodys() {
    record();
    let harness = empty_store().await;
    let world = World::of(&harness, "alike").await;
    let resets = &world.ports().resets;
    let mut asked = Vec::new();
    for user_id in [Some(world.ada.user_id.clone()), None] {
        let link = ResetLink {
            tenant_id: world.tenant.clone(),
            code: sample::token(world.random()),
            mailbox: FoldedName::of("ada@example.com"),
            network: sample::ADDRESS,
            requested_at: world.now,
            expires_at: world.later(1800),
            user_id,
        };
        let mail = sample::mail(&world.ada, "code");
        let event = world.event(EventKind::ResetRequested);
        let (statements, outcome) = said(&world.tenant, resets.request(&link, &mail, &event)).await;
        assert_eq!(outcome.unwrap(), RequestOutcome::Stored);
        let statements = statements.iter().map(|it| unbound(it).to_owned());
        asked.push(statements.collect::<Vec<_>>());
    }
    assert!(asked[0].len() >= 6, "{:?}", asked[0]);
    assert_eq!(asked[0], asked[1]);
}
