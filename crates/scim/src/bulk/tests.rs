use serde_json::json;

use super::*;
use crate::fixture::{ENTERPRISE, GROUP, InMemory, USER};
use crate::schema::ResourceType;

async fn run(directory: &InMemory, fail_on_errors: Option<u64>, operations: Value) -> Vec<Value> {
    let body = json!({
        "schemas": [REQUEST],
        "failOnErrors": fail_on_errors,
        "Operations": operations,
    });
    let answer = directory
        .server()
        .bulk(&BulkRequest::parse(&body).unwrap())
        .await;
    let body = answer.body.unwrap();
    assert_eq!(body["schemas"], json!([RESPONSE]));
    body["Operations"].as_array().unwrap().clone()
}

fn ada(bulk_id: &str) -> Value {
    let data = json!({ "schemas": [USER], "userName": "ada" });
    json!({ "method": "POST", "path": "/Users", "bulkId": bulk_id, "data": data })
}

#[tokio::test]
async fn operations_are_done_in_order_and_each_has_a_result() {
    let directory = InMemory::default();
    let patch = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "add", "path": "title", "value": "Countess" }],
    });
    let operations = json!([
        ada("qwerty"),
        { "method": "PATCH", "path": "/Users/bulkId:qwerty", "version": "W/\"1\"", "data": patch },
        { "method": "PUT", "path": "/Users/id0", "version": "W/\"1\"", "data": { "schemas": [USER], "userName": "ada" } },
        { "method": "DELETE", "path": "/Users/id0" },
        { "method": "DELETE", "path": "/Users/id0" },
    ]);
    let results = run(&directory, None, operations).await;
    let expected = json!({
        "method": "POST",
        "bulkId": "qwerty",
        "status": "201",
        "location": "https://example.com/v2/Users/id0",
        "version": "W/\"1\"",
    });
    assert_eq!(results[0], expected);
    assert_eq!(results[1]["version"], "W/\"2\"");
    let statuses: Vec<_> = results.iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, ["201", "200", "412", "204", "404"]);
    assert_eq!(results[4]["response"]["status"], "404");
    assert_eq!(results[4]["location"], Value::Null);
    assert_eq!(directory.len(), 0);
}

#[tokio::test]
async fn a_reference_may_lead_forward() {
    let directory = InMemory::default();
    let staff = json!({
        "schemas": [GROUP],
        "displayName": "Staff",
        "members": [{ "type": "User", "value": "bulkId:ada" }],
    });
    let operations = json!([
        { "method": "POST", "path": "/Groups", "bulkId": "staff", "data": staff },
        ada("ada"),
    ]);
    let results = run(&directory, None, operations).await;
    assert_eq!(results[0]["location"], "https://example.com/v2/Groups/id1");
    let (server, all) = (directory.server(), Projection::default());
    let group = server.get(ResourceType::Group, "id1", &all, None).await;
    let group = group.unwrap().body.unwrap();
    assert_eq!(group["members"][0]["value"], "id0");
}

#[tokio::test]
async fn operations_that_wait_for_each_other_are_refused() {
    let manager = |name: &str, manager: &str| {
        let manager = json!({ "manager": { "value": format!("bulkId:{manager}") } });
        let data = json!({ "schemas": [USER], "userName": name, ENTERPRISE: manager });
        json!({ "method": "POST", "path": "/Users", "bulkId": name, "data": data })
    };
    let operations = json!([manager("a", "b"), manager("b", "a"), manager("c", "nobody")]);
    let results = run(&InMemory::default(), None, operations).await;
    let statuses: Vec<_> = results.iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, ["409", "409", "400"]);
}

#[tokio::test]
async fn it_stops_after_as_many_errors_as_the_client_allows() {
    let directory = InMemory::default();
    let missing = json!({ "method": "DELETE", "path": "/Users/nobody" });
    let operations = json!([missing, missing, ada("a")]);
    assert_eq!(run(&directory, Some(2), operations.clone()).await.len(), 2);
    assert_eq!(directory.len(), 0);
    assert_eq!(run(&directory, Some(3), operations).await.len(), 3);
    assert_eq!(directory.len(), 1);
}

#[test]
fn what_is_no_bulk_request_is_refused_as_a_whole() {
    let parse = |operations: Value| {
        BulkRequest::parse(&json!({ "schemas": [REQUEST], "Operations": operations }))
    };
    for operation in [
        json!(5),
        json!({ "method": "GET", "path": "/Users/1" }),
        json!({ "method": "POST", "path": "/Users" }),
        json!({ "method": "POST", "path": "/Users/1", "bulkId": "a" }),
        json!({ "method": "PUT", "path": "/Users" }),
        json!({ "method": "PUT", "path": "/Colours/1" }),
        json!({ "method": "PUT", "path": "/Users/1/2" }),
    ] {
        let error = parse(json!([operation])).unwrap_err();
        assert_eq!(error.to_json()["scimType"], "invalidSyntax", "{operation}");
    }
    assert!(parse(json!([ada("a"), ada("a")])).is_err());
    assert_eq!(
        parse(vec![ada("a"); MAX_OPERATIONS + 1].into())
            .unwrap_err()
            .status(),
        413
    );
    assert!(BulkRequest::parse(&json!({ "Operations": [] })).is_err());
    let body = json!({ "schemas": [REQUEST], "Operations": [], "failOnErrors": 0 });
    assert!(BulkRequest::parse(&body).is_err());
}
