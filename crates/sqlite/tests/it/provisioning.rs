//! What provisioning costs when there is much of it.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::Text;
use kernel::access::{Program, Who};
use kernel::audit::EventKind;
use kernel::{Actor, Permission, Timestamp};
use provisioning::Provisioning;
use scim::list::ListRequest;
use scim::patch::Patch;
use scim::schema::ResourceType::{Group, User};
use scim::{Change, Directory as _, Precondition, Projection, Resource};
use serde_json::{Value, json};
use tenancy::Tenants as _;
use testkit::{ManualClock, SeededRandom, sample};

use crate::statements::{record, said};
use crate::world::{OnFile, empty_store};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// A tenant with that many users, who were not provisioned.
async fn populated(users: u32) -> (OnFile, Provisioning) {
    record();
    let harness = empty_store().await;
    let tenant = sample::tenant("acme", NOW);
    let event = sample::event(&tenant.id, EventKind::TenantCreated, NOW);
    assert!(harness.store.create(&tenant, &event).await.unwrap());
    harness.execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {users}) \
         INSERT INTO accounts (tenant_id, user_id, username, username_folded, email, email_folded, \
         is_disabled, is_verified, roles, created_at) \
         SELECT 'acme', 'u' || i, 'name' || i, 'name' || i, 'name' || i || '@example.com', \
         'name' || i || '@example.com', 0, 1, '[]', i FROM n"
    ));
    let store = harness.store.clone();
    let provisioning = Provisioning {
        users: store.clone(),
        groups: store.clone(),
        requests: store,
        clock: Arc::new(ManualClock::at(NOW)),
        random: Arc::new(SeededRandom::new(2)),
        public_url: "https://id.example".to_owned(),
        requests_per_minute: 0,
    };
    (harness, provisioning)
}

fn program() -> Actor {
    let program = Program {
        key_id: "k".to_owned(),
        tenant_id: "acme".parse().unwrap(),
        scopes: vec![Permission::Provision],
        owner: None,
    };
    Actor {
        who: Who::Program(program),
        address: None,
    }
}

fn patch(operation: Value) -> Change {
    let mut body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] });
    body["Operations"] = vec![operation].into();
    Change::Patch(Patch::parse(Group, &body).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_members_come_and_go_in_one_request() {
    let (_harness, provisioning) = populated(5_000).await;
    let (tenant, actor) = (sample::tenant("acme", NOW), program());
    let directory = provisioning.directory(&tenant, &actor).unwrap();
    let mut group = Resource::empty(Group);
    group.set("displayName", "Everybody");
    let group = directory.create(group).await.unwrap();
    let id = group.id().unwrap();
    let members: Vec<_> = (1..=5_000)
        .map(|i| json!({ "value": format!("u{i}") }))
        .collect();
    let (any, all) = (Precondition::Any, Projection::default());
    for (verb, expected) in [("add", 5_000), ("remove", 0)] {
        let change = patch(json!({ "op": verb, "path": "members", "value": members }));
        let update = directory.update(Group, id, &change, &any, &all);
        let (said, changed) = said(&tenant.id, update).await;
        let changed = changed.unwrap().unwrap();
        let left = changed.get("members").and_then(Value::as_array);
        assert_eq!(left.map_or(0, Vec::len), expected);
        // How long that takes is measured by `cargo xtask bench`.
        assert!(said.len() <= 10, "{} statements", said.len());
    }
}

/// How the database finds the rows of a statement, a line a step.
fn plan(harness: &OnFile, statement: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }
    let (statement, _) = statement.split_once("-- binds").unwrap();
    let plan = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"));
    let steps: Vec<Step> = plan.load(&mut harness.connect()).unwrap();
    steps.into_iter().map(|step| step.detail).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_is_found_by_an_index() {
    let (harness, provisioning) = populated(1_000).await;
    let (tenant, actor) = (sample::tenant("acme", NOW), program());
    let directory = provisioning.directory(&tenant, &actor).unwrap();
    for (filter, number) in [
        ("userName eq \"NAME999\"", 1),
        ("userName sw \"name999\"", 1),
        ("emails.value eq \"name999@example.com\"", 1),
        ("emails[value eq \"name999@example.com\"]", 1),
        (
            "emails[type eq \"work\" and value eq \"name999@example.com\"]",
            0,
        ),
        ("externalId eq \"e-999\"", 0),
        ("title eq \"Guide\" and active eq true", 0),
        ("urn:example:badge:1.0:User:number eq \"999\"", 0),
    ] {
        let request = json!({ "filter": filter });
        let request = ListRequest::parse(request.as_object().unwrap()).unwrap();
        let query = request.compile(User).unwrap();
        let (said, page) = said(&tenant.id, directory.list(User, &query)).await;
        assert_eq!(page.unwrap().total, number, "{filter}");
        let plan = plan(&harness, &said[0]);
        // A row of the answer is found by more than its tenant, and what it is compared with too.
        let goes_through_all = |step: &String| {
            step.contains("AUTOMATIC")
                || step.starts_with("SCAN accounts")
                || step.starts_with("SEARCH v USING INDEX user_values_by_head")
                || step.starts_with("SEARCH accounts USING INDEX")
                    && step.ends_with("(tenant_id=?)")
        };
        assert!(!plan.iter().any(goes_through_all), "{filter}: {plan:#?}");
    }
}
