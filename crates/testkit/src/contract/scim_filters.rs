//! That a store finds what an evaluation in memory finds, for filters and orders at random.

use kernel::UserId;
use kernel::audit::EventKind;
use provisioning::{Group, GroupEntry, Outcome, Revision, User};
use scim::Projection;
use scim::filter::Filter;
use scim::list::{ListRequest, Order, Query};
use scim::schema::ResourceType;
use serde_json::{Map, Value, json};

use super::{Harness, World};
use crate::sample;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const BADGE: &str = "urn:example:badge:1.0:User";
const FILTERS: u64 = 400;
/// Texts with letters that fold, that SQL gives a meaning, and that begin alike.
const WORDS: [&str; 14] = [
    "a",
    "A",
    "ab",
    "aB%",
    "a_b",
    "straße",
    "STRASSE",
    "x'); --",
    "ä",
    "\u{10FFFF}z",
    "",
    "work",
    "home",
    "true",
];
const NAMES: [&str; 4] = ["ann", "anna", "ben", "Benno"];

/// Users and groups at random, found by filters at random.
pub async fn scim_filters(harness: &dyn Harness) {
    let world = World::of(harness, "filters").await;
    let users = populate(&world).await;
    let mut found = 0;
    for _ in 0..FILTERS {
        let filter = world.filter(3);
        let order = world.chance(2).then(|| world.order());
        found += compare(&world, &users, &filter, order).await;
    }
    // The filters are about something.
    assert!(found > 500, "{found}");
    groups_are_found(&world).await;
    hostile_texts_are_only_texts(&World::of(harness, "filters-hostile").await).await;
}

/// Texts that mean something to a database, to `LIKE`, to JSON or to a terminal.
const HOSTILE: [&str; 14] = [
    "' OR '1'='1",
    "'; DROP TABLE accounts; --",
    "\" or title pr or title eq \"",
    "x') UNION SELECT roles FROM accounts --",
    "%",
    "_",
    "\\",
    "$1",
    "?1",
    ":tenant_id",
    "/* x */",
    "{\"title\": {\"$ne\": null}}",
    "\u{2019} OR 1=1",
    "\u{202e}\r\n\t",
];

impl World<'_> {
    fn below(&self, limit: u64) -> u64 {
        let bytes: [u8; 8] = self.random().bytes();
        u64::from_le_bytes(bytes) % limit
    }

    fn chance(&self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }

    fn pick<'a, T: ?Sized>(&self, all: &[&'a T]) -> &'a T {
        let index = self.below(u64::try_from(all.len()).unwrap());
        all[usize::try_from(index).unwrap()]
    }

    fn word(&self) -> &'static str {
        self.pick(&WORDS)
    }

    fn elements(&self) -> Value {
        let element = |_| {
            let mut parts = Map::new();
            for name in ["value", "display", "type"] {
                if self.chance(2) {
                    parts.insert(name.to_owned(), self.word().into());
                }
            }
            Value::Object(parts)
        };
        (0..self.below(3)).map(element).collect()
    }

    fn someone(&self, name: &str) -> User {
        let created_at = self.later(self.below(3));
        let mut account = sample::account(&self.tenant, name, created_at, self.random());
        account.is_disabled = self.chance(3);
        if self.chance(3) {
            account.updated_at = Some(self.later(10 + self.below(3)));
        }
        let mut profile = Map::new();
        for name in ["title", "displayName", "nickName", "profileUrl"] {
            if self.chance(2) {
                profile.insert(name.to_owned(), self.word().into());
            }
        }
        if self.chance(2) {
            let name = json!({ "familyName": self.word(), "givenName": self.word() });
            profile.insert("name".to_owned(), name);
        }
        if self.chance(2) {
            let own =
                json!({ "value": account.email.as_str(), "type": self.word(), "primary": true });
            let other = json!({ "value": self.word(), "type": self.word() });
            profile.insert("emails".to_owned(), json!([other, own]));
        }
        profile.insert("phoneNumbers".to_owned(), self.elements());
        if self.chance(2) {
            let extension =
                json!({ "department": self.word(), "manager": { "value": self.word() } });
            profile.insert(ENTERPRISE.to_owned(), extension);
        }
        if self.chance(2) {
            let badge =
                json!({ "level": self.below(5), "colour": self.word(), "guide": self.chance(2) });
            profile.insert(BADGE.to_owned(), badge);
        }
        let changed_at = account.updated_at.unwrap_or(account.created_at);
        User {
            external_id: self.chance(2).then(|| account.user_id.to_string()),
            account,
            profile,
            revision: Revision {
                count: 1,
                changed_at,
            },
            groups: vec![],
        }
    }

    fn filter(&self, depth: u64) -> String {
        let inner = || self.filter(depth - 1);
        match if depth == 0 { 9 } else { self.below(10) } {
            0 | 1 => format!("({} and {})", inner(), inner()),
            2 | 3 => format!("({} or {})", inner(), inner()),
            4 => format!("not ({})", inner()),
            5 => {
                let list = self.pick(&["emails", "phoneNumbers", "groups"]);
                format!("{list}[{}]", self.inside(2))
            }
            _ => self.comparison(),
        }
    }

    /// A condition on one element of a list.
    fn inside(&self, depth: u64) -> String {
        let inner = || self.inside(depth - 1);
        match if depth == 0 { 9 } else { self.below(7) } {
            0 => format!("{} and {}", inner(), inner()),
            1 => format!("({} or {})", inner(), inner()),
            2 => format!("not ({})", inner()),
            _ => self.compared(self.pick(&["value", "display", "type"])),
        }
    }

    fn compared(&self, attribute: &str) -> String {
        if self.chance(5) {
            return format!("{attribute} pr");
        }
        let operator = self.pick(&["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);
        let word = if self.chance(2) {
            self.word()
        } else {
            self.pick(&NAMES)
        };
        format!("{attribute} {operator} {}", Value::from(word))
    }

    fn comparison(&self) -> String {
        let moment = self.later(self.below(14)).to_rfc3339();
        let operator = self.pick(&["eq", "ne", "gt", "ge", "lt", "le"]);
        match self.below(12) {
            0 => format!("active eq {}", self.chance(2)),
            1 => format!("meta.created {operator} \"{moment}\""),
            2 => format!("meta.lastModified {operator} \"{moment}\""),
            3 => format!("{BADGE}:level {operator} {}", self.below(5)),
            4 => format!("{BADGE}:guide eq {}", self.chance(2)),
            5 => self
                .pick(&["name pr", "emails pr", "meta pr", "groups pr"])
                .to_owned(),
            _ => self.compared(self.pick(&[
                "userName",
                "id",
                "externalId",
                "title",
                "displayName",
                "nickName",
                "profileUrl",
                "name.familyName",
                "emails",
                "emails.type",
                "phoneNumbers.display",
                "groups.display",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                "urn:example:badge:1.0:User:colour",
                "urn:example:badge:1.0:User:level",
            ])),
        }
    }

    fn order(&self) -> Order {
        let attribute = self.pick(&[
            "username",
            "id",
            "active",
            "externalid",
            "title",
            "emails.value",
            "phonenumbers.value",
            "meta.created",
            "meta.lastmodified",
        ]);
        Order {
            attribute: attribute.to_owned(),
            is_descending: self.chance(2),
        }
    }
}

/// Some users, and two groups with some of them.
async fn populate(world: &World<'_>) -> Vec<User> {
    let mut ids = vec![world.ada.user_id.clone()];
    for number in 0..40 {
        let user = world.someone(&format!("{}{number}", world.pick(&NAMES)));
        assert_eq!(world.provision(&user, None).await, Outcome::Done);
        ids.push(user.account.user_id);
    }
    for name in ["Ann's", "ab"] {
        let members: Vec<UserId> = ids.iter().filter(|_| world.chance(3)).cloned().collect();
        let group = Group {
            tenant_id: world.tenant.clone(),
            group_id: name.replace('\'', ""),
            display_name: name.to_owned(),
            profile: Map::new(),
            created_at: world.now,
            updated_at: None,
        };
        let entry = GroupEntry {
            provisioner: &world.own(),
            group: &group,
            external_id: None,
            added: &members,
            removed: &[],
        };
        let report = world.event(EventKind::GroupCreated).into();
        let created = world.ports().group_store.create_group(entry, &report).await;
        assert_eq!(created.unwrap(), Outcome::Done);
    }
    let mut users = Vec::new();
    for id in ids {
        let (store, own) = (&world.ports().user_store, world.own());
        let found = store.find_user(&world.tenant, &own, &id, true).await;
        users.push(found.unwrap().unwrap());
    }
    users.sort_by_key(|it| (it.account.created_at, it.account.user_id.clone()));
    users
}

/// Compares every page of three with what is found in memory, and says how many there are.
async fn compare(world: &World<'_>, users: &[User], filter: &str, order: Option<Order>) -> u64 {
    let condition = Filter::parse(filter)
        .unwrap()
        .compile(ResourceType::User)
        .unwrap();
    let mut query = Query {
        condition: Some(condition),
        order,
        offset: 0,
        count: 1_000,
        projection: Projection::default(),
    };
    let resources = users.iter().map(User::resource).collect();
    let expected = query.run(resources);
    query.count = 7;
    let mut found = Vec::new();
    loop {
        let page = world
            .ports()
            .user_store
            .list_users(&world.tenant, &world.own(), &query)
            .await;
        let (total, page) = page.unwrap();
        assert_eq!(total, expected.total, "{filter}");
        if page.is_empty() {
            break;
        }
        query.offset += 7;
        found.extend(page.iter().map(User::resource));
    }
    assert_eq!(found, expected.resources, "{filter} {:?}", query.order);
    expected.total
}

/// Each is the title of one person, who alone is found by it.
async fn hostile_texts_are_only_texts(world: &World<'_>) {
    for (number, text) in HOSTILE.iter().enumerate() {
        let mut user = world.someone(&format!("person{number}"));
        user.profile.insert("title".to_owned(), (*text).into());
        assert_eq!(world.provision(&user, None).await, Outcome::Done);
    }
    let users = &world.ports().user_store;
    for text in HOSTILE {
        let literal = Value::from(text);
        for filter in [
            format!("title eq {literal}"),
            format!("title sw {literal} and title ew {literal} and title co {literal}"),
            format!("userName pr and not (title ne {literal})"),
        ] {
            let request = json!({ "filter": filter });
            let request = ListRequest::parse(request.as_object().unwrap()).unwrap();
            let query = request.compile(ResourceType::User).unwrap();
            let found = users.list_users(&world.tenant, &world.own(), &query).await;
            let (total, found) = found.unwrap();
            let titles: Vec<_> = found.iter().map(|it| &it.profile["title"]).collect();
            assert_eq!((total, titles), (1, vec![&literal]), "{filter}");
        }
    }
    // Everybody is still there.
    let all = json!({ "filter": "title pr", "count": 0 });
    let all = ListRequest::parse(all.as_object().unwrap()).unwrap();
    let query = all.compile(ResourceType::User).unwrap();
    let found = users.list_users(&world.tenant, &world.own(), &query).await;
    assert_eq!(found.unwrap().0, HOSTILE.len() as u64);
}

async fn groups_are_found(world: &World<'_>) {
    let ada = world.ada.user_id.as_str();
    let found = async |filter: String| {
        let request = json!({ "filter": filter, "sortBy": "displayName" });
        let request = ListRequest::parse(request.as_object().unwrap()).unwrap();
        let query = request.compile(ResourceType::Group).unwrap();
        let groups = &world.ports().group_store;
        let (tenant, own) = (&world.tenant, world.own());
        let (total, found) = groups.list_groups(tenant, &own, &query).await.unwrap();
        let (_, all) = groups
            .list_groups(
                tenant,
                &own,
                &Query {
                    condition: None,
                    ..query.clone()
                },
            )
            .await
            .unwrap();
        let expected = query.run(
            all.iter()
                .map(provisioning::StoredGroup::resource)
                .collect(),
        );
        let found: Vec<_> = found
            .iter()
            .map(provisioning::StoredGroup::resource)
            .collect();
        assert_eq!(
            (total, &found),
            (expected.total, &expected.resources),
            "{filter}"
        );
        total
    };
    assert_eq!(found("displayName eq \"ANN'S\"".to_owned()).await, 1);
    assert_eq!(
        found("displayName co \"n\" or displayName sw \"a\"".to_owned()).await,
        2
    );
    assert_eq!(
        found("members pr and externalId eq null".to_owned()).await,
        2
    );
    found(format!("members[value eq \"{ada}\"]")).await;
    found(format!("not (members.value eq \"{ada}\")")).await;
    found("meta.created gt \"2000-01-01T00:00:00Z\" and id ne \"x\"".to_owned()).await;
}
