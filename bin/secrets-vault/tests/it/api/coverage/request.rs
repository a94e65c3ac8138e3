//! A request for an operation, made from its description.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::api::world::Caller;
use crate::harness::Answer;

/// The OpenAPI document, and about whom requests are that are made from it.
pub(in crate::api) struct Description {
    document: Value,
    /// The tenant whose things are asked for.
    tenant: &'static str,
    /// Whatever has an id has this one.
    id: &'static str,
}

/// A well-formed request about the tenant, or about what has the id.
pub(in crate::api) struct Request {
    pub(in crate::api) id: String,
    pub(in crate::api) method: String,
    pub(in crate::api) path: String,
    /// None for an operation without a body.
    pub(in crate::api) body: Option<Value>,
    /// Whether the body is JSON, and no form.
    pub(in crate::api) is_json: bool,
    /// Whether it is for somebody: it takes API keys.
    pub(in crate::api) is_for_somebody: bool,
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

/// One value of a request in a place where it does not belong.
pub(in crate::api) struct Misfit {
    /// Where it is: a parameter, or the fields of the body.
    pub(in crate::api) place: String,
    pub(in crate::api) path: String,
    pub(in crate::api) body: Option<Value>,
}

impl Description {
    pub(in crate::api) fn of(document: Value, tenant: &'static str, id: &'static str) -> Self {
        Self {
            document,
            tenant,
            id,
        }
    }

    /// One for each operation.
    pub(in crate::api) fn requests(&self) -> Vec<Request> {
        let operations = self.operations();
        operations
            .map(|(path, method, operation)| self.request(path, method, operation))
            .collect()
    }

    /// For each parameter and field of an operation, the request with every value of it that `misfits` gives for its
    /// schema.
    pub(in crate::api) fn misfits(
        &self,
        request: &Request,
        misfits: &dyn Fn(&Value) -> Vec<Value>,
    ) -> Vec<Misfit> {
        let mut operations = self.operations();
        let is_it = |operation: &Value| operation["operationId"] == request.id;
        let (path, _, operation) = operations.find(|(.., it)| is_it(it)).unwrap();
        let mut all = Vec::new();
        for parameter in parameters(operation) {
            let name = parameter["name"].as_str().unwrap();
            for value in misfits(self.resolved(&parameter["schema"])) {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                all.push(Misfit {
                    place: format!("{} {name}", parameter["in"].as_str().unwrap()),
                    path: self.target(path, operation, Some((name, &text))),
                    body: request.body.clone(),
                });
            }
        }
        let schema = body(operation);
        for (place, body) in schema.map_or_else(Vec::new, |it| self.wrong(it, "", misfits)) {
            all.push(Misfit {
                place: format!("body{place}"),
                path: request.path.clone(),
                body: Some(body),
            });
        }
        all
    }

    fn operations(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        let paths = self.document["paths"].as_object().unwrap().iter();
        paths.flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
    }

    fn request(&self, path: &str, method: &str, operation: &Value) -> Request {
        let content = operation["requestBody"]["content"].as_object();
        let mut ways = operation["security"].as_array().into_iter().flatten();
        Request {
            id: operation["operationId"].as_str().unwrap().to_owned(),
            method: method.to_uppercase(),
            path: self.target(path, operation, None),
            body: body(operation).map(|schema| self.example(schema, "")),
            is_json: content.is_some_and(|content| content.keys().any(|it| it.contains("json"))),
            is_for_somebody: ways.any(|way| way.get("APIKeyHeader").is_some()),
        }
    }

    /// The path and the query that it must have, with another value of one parameter.
    fn target(&self, path: &str, operation: &Value, other: Option<(&str, &str)>) -> String {
        let (mut path, mut query) = (path.to_owned(), Vec::new());
        for parameter in parameters(operation) {
            let name = parameter["name"].as_str().unwrap();
            let other = other.filter(|(other, _)| *other == name);
            let value = other.map_or(self.value_of(name), |(_, value)| value);
            let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let is_wanted = parameter["required"] == true || name == "tenant_id" || other.is_some();
            match parameter["in"].as_str().unwrap() {
                "path" => path = path.replace(&format!("{{{name}}}"), &value),
                "query" if is_wanted => query.push(format!("{name}={value}")),
                _ => {}
            }
        }
        if query.is_empty() {
            path
        } else {
            format!("{path}?{}", query.join("&"))
        }
    }

    /// A value for a parameter: the tenant, or the id.
    fn value_of(&self, name: &str) -> &'static str {
        match name {
            "tenant_id" => self.tenant,
            "ip" => "192.0.2.99",
            _ => self.id,
        }
    }

    /// The schema that is meant by a reference.
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => {
                let target = self.document.pointer(reference.trim_start_matches('#'));
                self.resolved(target.unwrap())
            }
            None => schema,
        }
    }

    /// A value of a schema with the fields that it demands.
    fn example(&self, schema: &Value, name: &str) -> Value {
        let schema = self.resolved(schema);
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            for part in parts {
                if let Value::Object(fields) = self.example(part, name) {
                    whole.extend(fields);
                }
            }
            return whole.into();
        }
        match (kind(schema), name) {
            (Some("object") | None, _) => {
                let required = schema["required"].as_array().into_iter().flatten();
                let field = |name: &Value| {
                    let name = name.as_str().unwrap();
                    let value = self.example(&schema["properties"][name], name);
                    (name.to_owned(), value)
                };
                required.map(field).collect::<Map<_, _>>().into()
            }
            (Some("array"), "scopes") => json!(["USER:READ"]),
            (Some("array"), _) => json!([]),
            (Some("boolean"), _) => json!(false),
            (Some("integer" | "number"), _) => json!(1),
            (_, "tenant_id") => json!(self.tenant),
            (_, "user_id" | "client_id") => json!(self.id),
            // No tenant is called nothing, so that acme keeps its name.
            (_, "display_name") => json!(""),
            (_, "username") => json!("coverage"),
            (_, "email") => json!("coverage@example.org"),
            _ => schema["enum"].get(0).cloned().unwrap_or_else(|| json!("x")),
        }
    }

    /// The example of a schema with each of its fields in turn as it must not be, and where that field is.
    fn wrong(
        &self,
        schema: &Value,
        name: &str,
        misfits: &dyn Fn(&Value) -> Vec<Value>,
    ) -> Vec<(String, Value)> {
        let schema = self.resolved(schema);
        let own = misfits(schema).into_iter().map(|it| (String::new(), it));
        let mut all: Vec<_> = own.collect();
        for key in ["allOf", "oneOf", "anyOf"] {
            let whole = self.example(schema, name);
            for part in schema[key].as_array().into_iter().flatten() {
                for (place, value) in self.wrong(part, name, misfits) {
                    all.push((place, merged(&whole, value)));
                }
            }
        }
        for (field, part) in schema["properties"].as_object().into_iter().flatten() {
            for (place, value) in self.wrong(part, field, misfits) {
                let mut whole = self.example(schema, name);
                whole[field] = value;
                all.push((format!(" {field}{place}"), whole));
            }
        }
        if schema["items"].is_object() {
            let items = self.wrong(&schema["items"], name, misfits);
            all.extend(
                items
                    .into_iter()
                    .map(|(place, item)| (format!(" []{place}"), json!([item]))),
            );
        }
        all
    }
}

/// The fields of `whole`, with those of `part` in place of its own.
fn merged(whole: &Value, part: Value) -> Value {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            let mut whole = whole.clone();
            whole.extend(part);
            whole.into()
        }
        (_, part) => part,
    }
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

fn body(operation: &Value) -> Option<&Value> {
    let content = operation["requestBody"]["content"].as_object()?;
    content.values().next().map(|media| &media["schema"])
}

/// The type of a schema's values.
pub(in crate::api) fn kind(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str(),
        kind => kind.as_str(),
    }
}
