//! Lists, searches, bulk requests, and what cannot be read.

use serde_json::{Value, json};

use crate::app::TestApp;

#[actix_web::test]
async fn lists_say_what_they_are() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    for name in ["cy", "ann", "bob"] {
        let emails = json!([{ "value": format!("{name}@example.com"), "type": "work" }]);
        scim.user(json!({ "userName": name, "emails": emails }))
            .await;
    }
    let names = |list: &Value| {
        let resources = list["Resources"].as_array().unwrap();
        resources
            .iter()
            .map(|it| it["userName"].clone())
            .collect::<Vec<_>>()
    };
    let list = scim
        .get("/Users?startIndex=2&count=1&sortBy=userName")
        .await
        .json();
    assert_eq!(
        list["schemas"],
        json!(["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
    );
    assert_eq!(
        (
            &list["totalResults"],
            &list["startIndex"],
            &list["itemsPerPage"]
        ),
        (&json!(3), &json!(2), &json!(1))
    );
    assert_eq!(names(&list), ["bob"]);
    let list = scim.get("/Users?startIndex=0&count=-1").await.json();
    assert_eq!(
        (
            &list["totalResults"],
            &list["startIndex"],
            &list["itemsPerPage"]
        ),
        (&json!(3), &json!(1), &json!(0))
    );
    let list = scim
        .get("/Users?sortBy=userName&sortOrder=descending&count=500")
        .await
        .json();
    assert_eq!(names(&list), ["cy", "bob", "ann"]);
    let list = scim
        .get("/Users?attributes=userName&filter=userName%20eq%20%22ann%22")
        .await
        .json();
    let resource = list["Resources"][0].as_object().unwrap();
    assert_eq!(resource.len(), 3);
    for name in ["id", "schemas", "userName"] {
        assert!(resource.contains_key(name), "{resource:?}");
    }

    let search = json!({ "filter": "userName sw \"a\"", "excludedAttributes": ["emails"] });
    for path in ["/.search", "/Users/.search"] {
        let found = scim.send("POST", path, &search).await.json();
        assert_eq!(names(&found), ["ann"]);
        assert_eq!(found["Resources"][0].get("emails"), None);
    }
    assert_eq!(scim.get("").await.json()["totalResults"], 3);
}

#[actix_web::test]
async fn a_bulk_request_makes_a_group_of_people_who_are_made_with_it() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let user = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada@example.com" });
    let group = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Staff",
        "members": [{ "value": "bulkId:ada" }],
    });
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "failOnErrors": 1,
        "Operations": [
            { "method": "POST", "path": "/Groups", "bulkId": "staff", "data": group },
            { "method": "POST", "path": "/Users", "bulkId": "ada", "data": user },
            { "method": "POST", "path": "/Users", "bulkId": "again", "data": user },
            { "method": "DELETE", "path": "/Users/bulkId:ada" },
        ],
    });
    let answer = scim.send("POST", "/Bulk", &body).await;
    assert_eq!(answer.status, 200, "{answer}");
    let results = answer.json()["Operations"].as_array().unwrap().clone();
    let statuses: Vec<_> = results
        .iter()
        .map(|it| it["status"].as_str().unwrap())
        .collect();
    // The group waited for its member, and the first error ended the request.
    assert_eq!(statuses, ["201", "409"]);
    assert_eq!(results[1]["response"]["scimType"], "uniqueness");
}

#[actix_web::test]
async fn what_cannot_be_read_is_refused_and_nothing_is_stored() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
    for (body, status, kind) in [
        (json!([]), 400, "invalidSyntax"),
        (
            json!({ "userName": "ada@example.com" }),
            400,
            "invalidSyntax",
        ),
        (json!({ "schemas": schemas }), 400, "invalidValue"),
        (
            json!({ "schemas": schemas, "userName": "ada" }),
            400,
            "invalidValue",
        ),
        (
            json!({ "schemas": schemas, "userName": "a b@example.com" }),
            400,
            "invalidValue",
        ),
        (
            json!({ "schemas": schemas, "userName": "ada", "emails": [{ "value": "x" }] }),
            400,
            "invalidValue",
        ),
        (
            json!({ "schemas": schemas, "userName": "a@b.example", "title": "\u{0}" }),
            400,
            "invalidValue",
        ),
        (
            json!({ "schemas": schemas, "userName": "a@b.example", "externalId": "x".repeat(300) }),
            400,
            "invalidValue",
        ),
    ] {
        let answer = scim.send("POST", "/Users", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("scimType").as_str()),
            (status, kind),
            "{answer}"
        );
    }
    for (method, path, payload, media_type, status) in [
        ("POST", "/Users", "{", "application/scim+json", 400),
        ("POST", "/Users", "{}", "text/plain", 415),
        ("POST", "/Bulk", "{}", "application/json", 400),
        ("POST", "/.search", "[]", "application/json", 400),
        ("PUT", "/Users", "{}", "application/json", 405),
        ("POST", "/Schemas", "{}", "application/json", 405),
        ("GET", "/nothing", "", "application/json", 404),
        ("GET", "/Schemas/nothing", "", "application/json", 404),
    ] {
        let request = scim
            .request(method, path)
            .insert_header(("content-type", media_type));
        let answer = scim.ask(request.set_payload(payload)).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer}");
        assert_eq!(answer.json()["status"], status.to_string(), "{answer}");
    }
    let large = "x".repeat(1024 * 1024 + 1);
    let request = scim
        .request("POST", "/Users")
        .insert_header(("content-type", "application/json"));
    assert_eq!(scim.ask(request.set_payload(large)).await.status, 413);

    let nested = json!({ "filter": "(".repeat(100_000) });
    let start = std::time::Instant::now();
    let answer = scim.send("POST", "/Users/.search", &nested).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text("scimType").as_str()),
        (400, "invalidFilter")
    );
    assert!(start.elapsed() < std::time::Duration::from_secs(2));
    for query in [
        "filter=userName+eq+'x'",
        "count=x",
        "attributes=a&excludedAttributes=b",
        "count=1&count=2",
    ] {
        assert_eq!(
            scim.get(&format!("/Users?{query}")).await.status,
            400,
            "{query}"
        );
    }
    assert_eq!(scim.get("/Users").await.json()["totalResults"], 0);
}

#[actix_web::test]
async fn a_group_is_shown_without_its_members_where_that_is_asked() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let ada = scim.user(json!({ "userName": "ada@example.com" })).await;
    let group = scim.group("Everybody", &[&ada["id"]]).await;
    let path = format!("/Groups/{group}?excludedAttributes=members");
    let named = scim.get(&path).await.json();
    assert_eq!(named.get("members"), None);
    assert_eq!(named["displayName"], "Everybody");
}

#[actix_web::test]
async fn what_the_service_says_about_itself_is_not_filtered() {
    let app = TestApp::new();
    let scim = app.tenant("acme").await.provisioner().await;
    let user = "urn:ietf:params:scim:schemas:core:2.0:User";
    for path in [
        "/ServiceProviderConfig",
        "/Schemas",
        &format!("/Schemas/{user}"),
        "/ResourceTypes",
        "/ResourceTypes/User",
    ] {
        assert_eq!(scim.get(path).await.status, 200, "{path}");
        let filtered = scim.get(&format!("{path}?filter=id%20pr")).await;
        assert_eq!(filtered.status, 403, "{path}");
        assert_eq!(filtered.json()["status"], "403");
    }
}
