//! What statements cost: provisioning takes as many for many resources as for few, and what is asked again and again is
//! compiled once.

use std::sync::{Arc, Mutex};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use kernel::access::{Program, Who};
use kernel::audit::EventKind;
use kernel::{Actor, Permission, TenantId, Timestamp};
use provisioning::{Provisioning, TenantDirectory};
use scim::list::ListRequest;
use scim::patch::Patch;
use scim::schema::ResourceType::{self, Group, User};
use scim::{Change, Directory as _, Precondition, Projection, Resource};
use serde_json::{Value, json};
use tenancy::{Tenant, Tenants as _};
use testkit::contract::{self, Harness};
use testkit::{ManualClock, SeededRandom, sample};

use crate::world::empty_store;

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// Every statement of every connection that was opened since somebody counts, with its values.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The texts that were compiled to be used again, since somebody counts.
static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[expect(clippy::unnecessary_wraps, reason = "the shape that diesel asks for")]
fn recording() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::StartQuery { query, .. } => {
            SAID.lock().unwrap().push(query.to_string());
        }
        InstrumentationEvent::CacheQuery { sql, .. } => {
            KEPT.lock().unwrap().push(sql.to_owned());
        }
        _ => {}
    }))
}

/// Connections that are opened from now on tell what they are asked.
pub(crate) fn record() {
    set_default_instrumentation(recording).unwrap();
}

/// The statements about a tenant that `step` takes; all of them name it.
pub(crate) async fn said<T>(tenant: &TenantId, step: impl Future<Output = T>) -> (Vec<String>, T) {
    let name = format!("{:?}", tenant.as_str());
    let take = || {
        let mut said = SAID.lock().unwrap();
        let about: Vec<_> = said.extract_if(.., |it| it.contains(&name)).collect();
        about
    };
    take();
    let done = step.await;
    (take(), done)
}

/// A tenant with users, who are all members of some groups.
struct Populated {
    provisioning: Provisioning,
    tenant: Tenant,
    actor: Actor,
    users: Vec<String>,
    groups: Vec<String>,
}

impl Populated {
    async fn of(id: &str, users: usize) -> (Arc<dyn Harness>, Self) {
        record();
        let harness = empty_store().await;
        let tenant = sample::tenant(id, NOW);
        let event = sample::event(&tenant.id, EventKind::TenantCreated, NOW);
        assert!(harness.store.create(&tenant, &event).await.unwrap());
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
        let program = Program {
            key_id: "k".to_owned(),
            tenant_id: tenant.id.clone(),
            scopes: vec![Permission::Provision],
            owner: None,
        };
        let actor = Actor {
            who: Who::Program(program),
            address: None,
        };
        let mut populated = Self {
            provisioning,
            tenant,
            actor,
            users: Vec::new(),
            groups: Vec::new(),
        };
        for number in 0..users {
            let mut user = Resource::empty(User);
            user.set("userName", format!("user{number}@example.com"));
            user.set("title", "Guide");
            user.set("externalId", format!("u-{number}"));
            let id = populated.create(user).await;
            populated.users.push(id);
        }
        for number in 0..users.div_ceil(10) {
            let mut group = Resource::empty(Group);
            group.set("displayName", format!("Group {number}"));
            group.set("members", members(&populated.users));
            let id = populated.create(group).await;
            populated.groups.push(id);
        }
        (Arc::new(harness), populated)
    }

    fn directory(&self) -> TenantDirectory<'_> {
        self.provisioning
            .directory(&self.tenant, &self.actor)
            .unwrap()
    }

    async fn create(&self, resource: Resource) -> String {
        let created = self.directory().create(resource).await.unwrap();
        created.id().unwrap().to_owned()
    }

    async fn list(&self, kind: ResourceType, request: &Value) -> (Vec<String>, Vec<Resource>) {
        let request = ListRequest::parse(request.as_object().unwrap()).unwrap();
        let query = request.compile(kind).unwrap();
        let directory = self.directory();
        let (said, page) = said(&self.tenant.id, directory.list(kind, &query)).await;
        (said, page.unwrap().resources)
    }

    async fn find(&self, kind: ResourceType, id: &str, without: Option<&str>) -> Vec<String> {
        let projection = Projection::parse(None, without).unwrap();
        let directory = self.directory();
        let found = directory.find(kind, id, &projection);
        let (said, found) = said(&self.tenant.id, found).await;
        assert!(found.unwrap().is_some());
        said
    }

    async fn patch(&self, group: &str, operation: Value) -> Vec<String> {
        let mut body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"] });
        body["Operations"] = vec![operation].into();
        let change = Change::Patch(Patch::parse(Group, &body).unwrap());
        let (any, all) = (Precondition::Any, Projection::default());
        let directory = self.directory();
        let changed = directory.update(Group, group, &change, &any, &all);
        let (said, changed) = said(&self.tenant.id, changed).await;
        assert!(changed.unwrap().is_some());
        said
    }
}

fn members(users: &[String]) -> Value {
    let member = |id: &String| json!({ "value": id });
    users.iter().map(member).collect()
}

#[track_caller]
fn are(said: &[String], number: usize) {
    assert_eq!(said.len(), number, "{}", said.join("\n"));
}

fn read_members(said: &[String]) -> bool {
    said.iter().any(|it| it.contains("group_members"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_costs_the_same_for_many_as_for_few() {
    for (id, number) in [("few-listed", 3), ("many-listed", 60)] {
        let (_harness, acme) = Populated::of(id, number).await;
        for filter in [
            "id pr",
            "userName sw \"user\" and title eq \"guide\"",
            "emails[value co \"@example.com\"] and not (active eq false)",
            "groups.display eq \"group 0\"",
        ] {
            let (said, found) = acme.list(User, &json!({ "filter": filter })).await;
            assert_eq!(found.len(), number, "{filter}");
            assert!(found.iter().all(|it| it.get("groups").is_some()));
            // The users, and the groups of all of them.
            are(&said, 2);
        }
        let without = json!({ "excludedAttributes": "groups" });
        are(&acme.list(User, &without).await.0, 1);
        // Where a page is full, they are counted too.
        are(&acme.list(User, &json!({ "count": 2 })).await.0, 3);

        let (said, found) = acme.list(Group, &json!({})).await;
        assert_eq!(found.len(), number.div_ceil(10));
        are(&said, 2);
        let without = json!({ "excludedAttributes": "members" });
        let (said, found) = acme.list(Group, &without).await;
        assert!(found.iter().all(|it| it.get("members").is_none()));
        are(&said, 1);
        assert!(!read_members(&said));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_resource_costs_what_is_asked_of_it() {
    let (_harness, acme) = Populated::of("one-found", 30).await;
    let (user, group) = (&acme.users[0], &acme.groups[0]);
    are(&acme.find(User, user, None).await, 2);
    let said = acme.find(User, user, Some("groups")).await;
    are(&said, 1);
    assert!(!read_members(&said));
    are(&acme.find(Group, group, None).await, 2);
    let said = acme.find(Group, group, Some("members")).await;
    are(&said, 1);
    assert!(!read_members(&said));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_group_costs_the_same_for_many_members_as_for_one() {
    let (_harness, acme) = Populated::of("group-changed", 60).await;
    let mut empty = Resource::empty(Group);
    empty.set("displayName", "Empty");
    let group = acme.create(empty).await;
    let mut costs = Vec::new();
    for number in [1, 60] {
        let some = members(&acme.users[..number]);
        let add = json!({ "op": "add", "path": "members", "value": some });
        let remove = json!({ "op": "remove", "path": "members", "value": some });
        let added = acme.patch(&group, add.clone()).await;
        // Nothing changes, so nothing is written.
        are(&acme.patch(&group, add).await, 2);
        let removed = acme.patch(&group, remove).await;
        costs.push([added.len(), removed.len()]);
    }
    assert_eq!(costs[0], costs[1]);
    assert!(costs[0].iter().all(|&cost| cost <= 10), "{costs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_refresh_takes_is_compiled_once() {
    record();
    contract::grants(&empty_store().await).await;
    let unquoted = |text: &String| text.replace(['`', '"'], "");
    let kept: Vec<_> = KEPT.lock().unwrap().iter().map(unquoted).collect();
    for part in [
        "SELECT grants.",
        "UPDATE refresh_tokens SET used_at = ",
        "INSERT INTO refresh_tokens ",
        "INSERT INTO audit_events ",
    ] {
        assert!(kept.iter().any(|it| it.contains(part)), "{part}");
    }
}
