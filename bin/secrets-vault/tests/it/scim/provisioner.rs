//! A system that provisions.

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::SERVER;
use crate::harness::{Answer, Browser, Server, Tenant};

/// A system that provisions a tenant.
pub(super) struct Provisioner {
    browser: Browser,
    base: String,
}

impl Provisioner {
    /// A system with a key of the tenant's.
    pub(super) fn of(tenant: &Tenant) -> Self {
        Self::on(&SERVER, tenant)
    }

    /// The same, on a server of its own.
    pub(super) fn on(server: &Server, tenant: &Tenant) -> Self {
        let key = server.json(&[
            "admin", "api-key", "create", "--tenant", &tenant.id, "--scope", "SCIM2",
        ]);
        Self::with(tenant, key["api_key"].as_str().unwrap())
    }

    /// A system that shows that key or token.
    pub(super) fn with(tenant: &Tenant, bearer: &str) -> Self {
        Self {
            browser: Browser::new().with("authorization", format!("Bearer {bearer}")),
            base: format!("{}/scim/v2/{}", tenant.url, tenant.id),
        }
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.browser.get(&format!("{}{path}", self.base))
    }

    pub(super) fn delete(&self, path: &str) -> Answer {
        let url = format!("{}{path}", self.base);
        self.browser.send("DELETE", &url, &[], Vec::new())
    }

    pub(super) fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let media_type = [("content-type", "application/scim+json")];
        let url = format!("{}{path}", self.base);
        self.browser
            .send(method, &url, &media_type, body.to_string().into())
    }

    /// Changes a resource by these operations.
    pub(super) fn patch(&self, path: &str, operations: &Value) -> Answer {
        let schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
        let body = json!({ "schemas": schemas, "Operations": operations });
        self.send("PATCH", path, &body)
    }

    /// Asks for a list by a filter.
    pub(super) fn find(&self, collection: &str, filter: &str) -> Value {
        let query = Serializer::new(String::new())
            .append_pair("filter", filter)
            .finish();
        let answer = self.get(&format!("{collection}?{query}"));
        assert_eq!(answer.status, 200, "{filter}: {answer}");
        answer.json()
    }

    /// Creates a user with these attributes, and gives what is answered.
    pub(super) fn user(&self, mut attributes: Value) -> Value {
        attributes["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
        let answer = self.send("POST", "/Users", &attributes);
        assert_eq!(answer.status, 201, "{answer}");
        answer.json()
    }

    /// Creates a group with these members, and gives its id.
    pub(super) fn group(&self, name: &str, members: &[&Value]) -> String {
        let members: Vec<_> = members.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": name,
            "members": members,
        });
        let answer = self.send("POST", "/Groups", &body);
        assert_eq!(answer.status, 201, "{answer}");
        answer.json()["id"].as_str().unwrap().to_owned()
    }
}

/// Where a user is.
pub(super) fn place(user: &Value) -> String {
    format!("/Users/{}", user["id"].as_str().unwrap())
}
