//! A request for an operation, made from its description.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::api::world::Caller;
use crate::harness::Answer;

/// The tenant whose things are asked for.
const TENANT: &str = "acme";

/// A well-formed request about something of the tenant that is not there, or about the tenant.
pub(super) struct Request {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    body: Option<Value>,
}

impl Request {
    pub(super) fn send(&self, caller: &Caller) -> Answer {
        match &self.body {
            Some(body) => caller.send(&self.method, &self.path, body),
            None => caller.send_bare(&self.method, &self.path),
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.id, self.method, self.path)
    }
}

/// One for each operation that takes API keys.
pub(super) fn of(document: &Value) -> Vec<Request> {
    let mut requests = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security = operation["security"].as_array();
            let mut ways = security.into_iter().flatten();
            if ways.any(|way| way.get("APIKeyHeader").is_some()) {
                requests.push(request(document, path, method, operation));
            }
        }
    }
    requests
}

fn request(document: &Value, path: &str, method: &str, operation: &Value) -> Request {
    let mut path = path.to_owned();
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap();
        let is_tenant = name == "tenant_id";
        match parameter["in"].as_str().unwrap() {
            "path" => path = path.replace(&format!("{{{name}}}"), value_of(name)),
            "query" if parameter["required"] == true || is_tenant => {
                query.push(format!("{name}={}", value_of(name)));
            }
            _ => {}
        }
    }
    if !query.is_empty() {
        path = format!("{path}?{}", query.join("&"));
    }
    let content = operation["requestBody"]["content"].as_object();
    let schema = content.and_then(|content| content.values().next());
    Request {
        id: operation["operationId"].as_str().unwrap().to_owned(),
        method: method.to_uppercase(),
        path,
        body: schema.map(|media| example(document, &media["schema"], "")),
    }
}

/// A value for a parameter: the tenant, or something that is not there.
fn value_of(name: &str) -> &'static str {
    match name {
        "tenant_id" => TENANT,
        "ip" => "192.0.2.99",
        _ => "none",
    }
}

/// A value of a schema with the fields that it demands.
fn example(document: &Value, schema: &Value, name: &str) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return example(document, target, name);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(fields) = example(document, part, name) {
                whole.extend(fields);
            }
        }
        return whole.into();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str(),
        kind => kind.as_str(),
    };
    match (kind, name) {
        (Some("object") | None, _) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let field = |name: &Value| {
                let name = name.as_str().unwrap();
                let value = example(document, &schema["properties"][name], name);
                (name.to_owned(), value)
            };
            required.map(field).collect::<Map<_, _>>().into()
        }
        (Some("array"), "scopes") => json!(["USER:READ"]),
        (Some("array"), _) => json!([]),
        (Some("boolean"), _) => json!(false),
        (Some("integer" | "number"), _) => json!(1),
        (_, "tenant_id") => json!(TENANT),
        (_, "user_id" | "client_id") => json!("none"),
        // No tenant is called nothing, so that acme keeps its name.
        (_, "display_name") => json!(""),
        (_, "username") => json!("coverage"),
        (_, "email") => json!("coverage@example.org"),
        _ => schema["enum"].get(0).cloned().unwrap_or_else(|| json!("x")),
    }
}
