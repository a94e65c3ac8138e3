use serde_json::json;

use super::*;
use crate::fixture::{GROUP, InMemory, USER};
use crate::schema::ResourceType::{Group, User};
use crate::{MockDirectory, list::Page};

fn all() -> Projection {
    Projection::default()
}

async fn with_ada(directory: &InMemory) -> Answer {
    let body = json!({ "schemas": [USER], "userName": "ada" });
    let created = directory.server().create(User, &body, &all()).await;
    created.unwrap()
}

#[tokio::test]
async fn what_is_created_is_found_under_its_place() {
    let directory = InMemory::default();
    let created = with_ada(&directory).await;
    assert_eq!(created.status, 201);
    assert_eq!(created.version.as_deref(), Some("W/\"1\""));
    let meta = json!({
        "resourceType": "User",
        "location": "https://example.com/v2/Users/id0",
        "version": "W/\"1\"",
    });
    assert_eq!(created.body.as_ref().unwrap()["meta"], meta);
    let server = directory.server();
    let found = server.get(User, "id0", &all(), None).await.unwrap();
    assert_eq!(found.body, created.body);
    let missing = server.get(Group, "id0", &all(), None).await.unwrap_err();
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn a_client_that_has_the_version_is_sent_none() {
    let directory = InMemory::default();
    with_ada(&directory).await;
    let server = directory.server();
    let known = server
        .get(User, "id0", &all(), Some("W/\"1\""))
        .await
        .unwrap();
    assert_eq!((known.status, known.body), (304, None));
    let other = server
        .get(User, "id0", &all(), Some("W/\"0\""))
        .await
        .unwrap();
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn of_two_who_change_the_same_version_one_is_told() {
    let directory = InMemory::default();
    with_ada(&directory).await;
    let server = directory.server();
    let read = Precondition::parse("W/\"1\"");
    let body = |title: &str| json!({ "schemas": [USER], "userName": "ada", "title": title });
    let first = server
        .replace(User, "id0", &body("Countess"), &all(), &read)
        .await;
    assert_eq!(first.unwrap().version.as_deref(), Some("W/\"2\""));
    let second = server
        .replace(User, "id0", &body("Lady"), &all(), &read)
        .await;
    assert_eq!(second.unwrap_err().status(), 412);
}

#[tokio::test]
async fn a_changed_group_is_shown_only_if_asked_for() {
    let directory = InMemory::default();
    let server = directory.server();
    let body = json!({ "schemas": [GROUP], "displayName": "Staff" });
    server.create(Group, &body, &all()).await.unwrap();
    let patch = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "add", "path": "members", "value": [{ "value": "7" }] }],
    });
    let any = Precondition::Any;
    let silent = server
        .patch(Group, "id0", &patch, &all(), &any)
        .await
        .unwrap();
    assert_eq!((silent.status, silent.body), (204, None));
    let asked = Projection::parse(Some("members"), None).unwrap();
    let shown = server
        .patch(Group, "id0", &patch, &asked, &any)
        .await
        .unwrap();
    let member = json!([{ "value": "7", "$ref": "https://example.com/v2/Users/7" }]);
    assert_eq!(
        (shown.status, &shown.body.unwrap()["members"]),
        (200, &member)
    );
}

#[tokio::test]
async fn a_search_at_the_root_goes_through_users_and_then_groups() {
    let directory = InMemory::default();
    with_ada(&directory).await;
    let server = directory.server();
    let body = json!({ "schemas": [GROUP], "displayName": "Staff" });
    server.create(Group, &body, &all()).await.unwrap();
    let search = async |members: Value| {
        let request = ListRequest::parse(members.as_object().unwrap()).unwrap();
        let answer = server.list_all(&request).await;
        answer.map(|answer| answer.body.unwrap())
    };
    let both = search(json!({})).await.unwrap();
    assert_eq!(
        (&both["totalResults"], &both["itemsPerPage"]),
        (&json!(2), &json!(2))
    );
    let second = search(json!({ "startIndex": 2, "count": 1 }))
        .await
        .unwrap();
    assert_eq!(second["Resources"][0]["displayName"], "Staff");
    let one = search(json!({ "filter": "userName pr" })).await.unwrap();
    assert_eq!(one["totalResults"], 1);
    assert!(search(json!({ "filter": "colour pr" })).await.is_err());
}

#[tokio::test]
async fn the_directory_is_told_what_is_wanted() {
    let mut directory = MockDirectory::new();
    directory
        .expect_list()
        .withf(|kind, query| *kind == Group && !query.projection.wants("members"))
        .return_once(|_, _| {
            Ok(Page {
                total: 0,
                resources: Vec::new(),
            })
        });
    let server = Server {
        base: "https://example.com/v2".to_owned(),
        directory: &directory,
        max_payload: 1,
        tells_events: false,
    };
    let query = json!({ "excludedAttributes": "members" });
    let request = ListRequest::parse(query.as_object().unwrap()).unwrap();
    let answer = server.list(Group, &request).await.unwrap().body.unwrap();
    assert_eq!(answer["Resources"], json!([]));
}

#[test]
fn the_service_describes_itself() {
    let directory = InMemory::default();
    let server = directory.server();
    let schemas = server.schemas(None).unwrap().body.unwrap();
    assert_eq!(schemas["totalResults"], 3);
    let group = server.schemas(Some(GROUP)).unwrap().body.unwrap();
    assert_eq!(group["attributes"][0]["name"], "displayName");
    assert!(server.schemas(Some("urn:x")).is_err());
    let user = server.resource_types(Some("User")).unwrap().body.unwrap();
    assert_eq!(user["endpoint"], "/Users");
    let config = server.service_provider_config().body.unwrap();
    assert_eq!(config["bulk"]["maxOperations"], 1_000);
    assert_eq!(config.get("securityEvents"), None);
    let telling = Server {
        tells_events: true,
        ..server
    };
    let config = telling.service_provider_config().body.unwrap();
    let told = &config["securityEvents"];
    assert_eq!(told["asyncRequest"], "none");
    assert_eq!(told["eventUris"].as_array().unwrap().len(), 6);
}
