//! What the database is asked does not tell whether an account exists.

use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use identity::reset::{RequestOutcome, ResetLink};
use kernel::FoldedName;
use kernel::audit::EventKind;
use testkit::contract::World;
use testkit::sample;

use crate::world::empty_store;

/// Statements that the scenario of this file has run, in order, with what is bound left out.
static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

const SCENARIO: &str = "statements";

struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::StartQuery { query, .. } = event else {
            return;
        };
        let text = query.to_string();
        let (statement, bound) = text.split_once("-- binds:").unwrap_or((&text, ""));
        // Other tests run beside this one, about other tenants.
        if bound.contains(SCENARIO) {
            STATEMENTS.lock().unwrap().push(statement.to_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reset_asks_the_same_whether_or_not_it_is_somebodys() {
    set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap();
    let harness = empty_store().await;
    let world = World::of(&harness, SCENARIO).await;
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
        STATEMENTS.lock().unwrap().clear();
        let outcome = resets.request(&link, &mail, &event).await.unwrap();
        assert_eq!(outcome, RequestOutcome::Stored);
        asked.push(std::mem::take(&mut *STATEMENTS.lock().unwrap()));
    }
    assert!(asked[0].len() >= 6, "{:?}", asked[0]);
    assert_eq!(asked[0], asked[1]);
}
