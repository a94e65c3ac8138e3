//! What provisioning costs a tenant with 100,000 users and 1,000 groups of 1,000, use case and database together.

use std::path::Path;
use std::sync::Arc;

use kernel::access::{Program, Who};
use kernel::audit::EventKind;
use kernel::{Actor, AuditEvent, Permission, Timestamp};
use provisioning::{GroupStore, Provisioning, RequestCounter, TenantDirectory, UserStore};
use scim::list::ListRequest;
use scim::patch::Patch;
use scim::schema::ResourceType::{self, Group, User};
use scim::{Change, Directory as _, Precondition, Projection, Resource};
use serde_json::{Value, json};
use tenancy::{Tenant, TenantSettings, Tenants};
use testkit::ManualClock;

use crate::empty_store;
use crate::operating_system::SystemRandom;
use crate::quantity::Time;
use crate::wall::{expect, times};
use crate::{Failure, Row};

const USERS: usize = 100_000;
const GROUPS: usize = 1_000;
const MEMBERS: usize = 1_000;
/// How often each row is measured.
const TIMES: usize = 50;
/// Members that come and go in one request, and how often.
const MANY: usize = 5_000;
const MANY_TIMES: usize = 5;
/// A search by something that is indexed.
const SEARCH: Time = Time::from_micros(10_000);
/// A change of thousands of members.
const CHANGE: Time = Time::from_micros(2_000_000);
const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// The ports that provisioning needs.
trait Store: Tenants + UserStore + GroupStore + RequestCounter + 'static {}

impl<S: Tenants + UserStore + GroupStore + RequestCounter + 'static> Store for S {}

pub(crate) fn on_sqlite(_: &Path) -> Result<Vec<Row>, Failure> {
    empty_store::on_sqlite(async |store| Large::over(store).await?.measure().await)
}

pub(crate) fn on_postgres(_: &Path) -> Result<Vec<Row>, Failure> {
    empty_store::on_postgres(async |store, database| {
        let large = Large::over(store).await?;
        // What a server does by itself some minutes after so many rows.
        database.query("ANALYZE");
        large.measure().await
    })
}

/// The large tenant, and the ids of who and what is in it.
struct Large {
    provisioning: Provisioning,
    tenant: Tenant,
    actor: Actor,
    users: Vec<String>,
    groups: Vec<String>,
}

impl Large {
    async fn over<S: Store>(store: Arc<S>) -> Result<Self, Failure> {
        let tenant = Tenant {
            id: "acme".parse()?,
            settings: TenantSettings {
                invite_provisioned: false,
                ..TenantSettings::default()
            },
            created_at: NOW,
        };
        let actor = Actor {
            who: Who::Program(Program {
                key_id: "bench".to_owned(),
                tenant_id: tenant.id.clone(),
                scopes: vec![Permission::Provision],
                owner: None,
            }),
            address: None,
        };
        let event: AuditEvent = actor.event(&tenant.id, NOW, EventKind::TenantCreated);
        store.create(&tenant, &event).await?;
        let mut large = Self {
            provisioning: Provisioning {
                users: store.clone(),
                groups: store.clone(),
                requests: store,
                clock: Arc::new(ManualClock::at(NOW)),
                random: Arc::new(SystemRandom),
                public_url: "https://id.example".to_owned(),
                requests_per_minute: 0,
            },
            tenant,
            actor,
            users: Vec::with_capacity(USERS),
            groups: Vec::with_capacity(GROUPS),
        };
        large.populate().await?;
        Ok(large)
    }

    async fn populate(&mut self) -> Result<(), Failure> {
        for number in 0..USERS {
            if number % 10_000 == 0 {
                eprintln!("  {number} of {USERS} users ...");
            }
            let id = self.create(user(number)).await?;
            self.users.push(id);
        }
        for number in 0..GROUPS {
            if number % 250 == 0 {
                eprintln!("  {number} of {GROUPS} groups ...");
            }
            // Everybody is in ten of them.
            let start = number * MEMBERS % USERS;
            let mut group = Resource::empty(Group);
            group.set("displayName", format!("Group {number}"));
            group.set("members", members(self.some(start, MEMBERS)));
            let id = self.create(group).await?;
            self.groups.push(id);
        }
        Ok(())
    }

    fn directory(&self) -> Result<TenantDirectory<'_>, Failure> {
        Ok(self.provisioning.directory(&self.tenant, &self.actor)?)
    }

    fn some(&self, start: usize, number: usize) -> &[String] {
        self.users.get(start..start + number).unwrap_or_default()
    }

    async fn create(&self, resource: Resource) -> Result<String, Failure> {
        let created = self.directory()?.create(resource).await?;
        Ok(created.id().ok_or("it has no id")?.to_owned())
    }

    async fn find(&self, kind: ResourceType, id: &str, without: &str) -> Result<(), Failure> {
        let projection = Projection::parse(None, Some(without))?;
        let found = self.directory()?.find(kind, id, &projection).await?;
        found.map(drop).ok_or_else(|| "it is gone".into())
    }

    /// How many resources a page has.
    async fn list(&self, kind: ResourceType, request: &Value) -> Result<usize, Failure> {
        let request = ListRequest::parse(request.as_object().ok_or("no request")?)?;
        let query = request.compile(kind)?;
        Ok(self.directory()?.list(kind, &query).await?.resources.len())
    }

    async fn patch(&self, group: &str, verb: &str, users: &[String]) -> Result<(), Failure> {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{ "op": verb, "path": "members", "value": members(users) }],
        });
        let change = Change::Patch(Patch::parse(Group, &body)?);
        let (any, all) = (Precondition::Any, Projection::default());
        let directory = self.directory()?;
        let changed = directory.update(Group, group, &change, &any, &all).await?;
        changed.map(drop).ok_or_else(|| "it is gone".into())
    }

    async fn measure(&self) -> Result<Vec<Row>, Failure> {
        let mut rows = vec![
            Row::new(
                "One user, by id",
                &times(TIMES, async |turn| {
                    let id = self.users.get(spread(turn)).ok_or("no user")?;
                    self.find(User, id, "nothing").await
                })
                .await?,
            ),
            self.search("userName eq …", |n| {
                format!("userName eq \"{}\"", name(n))
            })
            .await?,
            self.search("externalId eq …", |n| format!("externalId eq \"e-{n}\""))
                .await?,
            self.search("emails[type eq \"work\" and value eq …]", |n| {
                format!("emails[type eq \"work\" and value eq \"{}\"]", name(n))
            })
            .await?,
            self.search("an attribute of the enterprise extension eq …", |n| {
                format!("{ENTERPRISE}:employeeNumber eq \"{n}\"")
            })
            .await?,
            Row::new(
                "The first 100 of all users, counted",
                &times(TIMES, async |_| {
                    let found = self.list(User, &json!({ "count": 100 })).await?;
                    expect(found, 100)
                })
                .await?,
            ),
            Row::new(
                "A user is created",
                &times(TIMES, async |turn| {
                    self.create(user(USERS + turn)).await.map(drop)
                })
                .await?,
            ),
        ];
        rows.extend(self.measure_groups().await?);
        Ok(rows)
    }

    async fn measure_groups(&self) -> Result<Vec<Row>, Failure> {
        let group = async |turn: usize, without| {
            let id = self.groups.get(turn * 7 % GROUPS).ok_or("no group")?;
            self.find(Group, id, without).await
        };
        let change = async |turn: usize, verb| {
            let id = self.groups.get(turn * 7 % GROUPS).ok_or("no group")?;
            // Nobody who is in the group so far.
            let outside = (turn * 7 + 1) * MEMBERS % USERS;
            self.patch(id, verb, self.some(outside, 1)).await
        };
        let mut everybody = Resource::empty(Group);
        everybody.set("displayName", "Everybody");
        let everybody = self.create(everybody).await?;
        let many = self.some(0, MANY);
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        for _ in 0..MANY_TIMES {
            added.extend(times(1, async |_| self.patch(&everybody, "add", many).await).await?);
            removed.extend(times(1, async |_| self.patch(&everybody, "remove", many).await).await?);
        }
        let groups = json!({ "count": 100, "excludedAttributes": "members" });
        Ok(vec![
            Row::new(
                "A group without its members",
                &times(TIMES, async |turn| group(turn, "members").await).await?,
            ),
            Row::new(
                "A group with its 1,000 members",
                &times(TIMES, async |turn| group(turn, "nothing").await).await?,
            ),
            Row::new(
                "The first 100 of all groups without members, counted",
                &times(TIMES, async |_| {
                    expect(self.list(Group, &groups).await?, 100)
                })
                .await?,
            ),
            Row::new(
                "PATCH: one member more in a group of 1,000",
                &times(TIMES, async |turn| change(turn, "add").await).await?,
            ),
            Row::new(
                "PATCH: one member less",
                &times(TIMES, async |turn| change(turn, "remove").await).await?,
            ),
            Row::below("PATCH: 5,000 members more in one request", CHANGE, &added),
            Row::below("PATCH: 5,000 members less", CHANGE, &removed),
        ])
    }

    /// How long it takes to find one of all users.
    async fn search(&self, what: &str, filter: impl Fn(usize) -> String) -> Result<Row, Failure> {
        let samples = times(TIMES, async |turn| {
            let request = json!({ "filter": filter(spread(turn)) });
            expect(self.list(User, &request).await?, 1)
        });
        let what = format!("One user, by {what}");
        Ok(Row::below(what, SEARCH, &samples.await?))
    }
}

/// Somebody who is not near those of the turns before.
const fn spread(turn: usize) -> usize {
    turn * 7_919 % USERS
}

fn name(number: usize) -> String {
    format!("person{number}@example.com")
}

fn user(number: usize) -> Resource {
    let mut user = Resource::empty(User);
    let name = name(number);
    user.set("externalId", format!("e-{number}"));
    user.set("displayName", format!("Person {number}"));
    user.set(
        "name",
        json!({ "givenName": "Person", "familyName": number.to_string() }),
    );
    user.set("title", "Guide");
    user.set("active", true);
    user.set(
        "emails",
        json!([{ "value": name, "type": "work", "primary": true }]),
    );
    user.set("userName", name);
    user.set(
        ENTERPRISE,
        json!({ "employeeNumber": number.to_string(), "department": "Tours" }),
    );
    user
}

fn members(users: &[String]) -> Value {
    users.iter().map(|id| json!({ "value": id })).collect()
}
