//! Does the service's own OpenAPI document keep the published one?
//!
//! Requests (parameters, forms, JSON bodies) are compared in names, types, required-ness and limits; answers in
//! codes, field names, types, formats and enums. What the service adds is no difference, unless it demands it
//! of the caller. A schema's `x-seed-basis` says how much the published document states: `sample` leaves
//! required-ness and integer-versus-number open, `inferred` the fields too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::schema::{Basis, Schema, at, deref};

/// Keywords that limit what a caller may send.
const LIMITS: &[&str] = &[
    "default",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];

/// What a schema describes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Parameter,
    Form,
    Json,
    Answer,
}

/// Compares the service's document with the published one.
pub(super) struct Check<'a> {
    published: &'a Value,
    served: &'a Value,
    differences: Vec<String>,
}

/// An operation of a document: where it stands, what it is, and the parameters of its path.
struct Operation<'a> {
    url: &'a str,
    body: &'a Value,
    shared: &'a Value,
}

impl<'a> Check<'a> {
    /// The differences of each published operation, by its id.
    pub(super) fn run(published: &'a Value, served: &'a Value) -> BTreeMap<&'a str, Vec<String>> {
        let (wanted, offered) = (operations(published), operations(served));
        let mut found = BTreeMap::new();
        for (key, operation) in &wanted {
            let id = operation.body["operationId"].as_str().unwrap();
            let place = format!("{} {}", key.1.to_uppercase(), operation.url);
            let differences = match offered.get(key) {
                None => vec![format!("{place}: missing")],
                Some(other) => {
                    let mut check = Self {
                        published,
                        served,
                        differences: Vec::new(),
                    };
                    check.operation(&place, operation.body, other);
                    check.differences
                }
            };
            found.insert(id, differences);
        }
        found
    }

    fn say(&mut self, place: &str, what: &str) {
        self.differences.push(format!("{place}: {what}"));
    }

    fn required(&mut self, place: &str, want: bool, have: bool) {
        match (want, have) {
            (true, false) => self.say(place, "optional instead of required"),
            (false, true) => self.say(place, "required instead of optional"),
            _ => {}
        }
    }

    fn operation(&mut self, place: &str, want: &Value, have: &Operation<'_>) {
        self.parameters(place, want, have);
        let secured = |document: &Value, operation: &Value| {
            let security = at(operation, "security").or(at(document, "security"));
            let security = security.and_then(Value::as_array);
            security.is_some_and(|all| {
                !all.is_empty()
                    && all
                        .iter()
                        .all(|it| it.as_object().is_some_and(|it| !it.is_empty()))
            })
        };
        if secured(self.published, want) && !secured(self.served, have.body) {
            self.say(place, "no authorization");
        }
        let body = deref(self.published, &want["requestBody"]);
        let other = deref(self.served, &have.body["requestBody"]);
        let place_of_body = format!("{place} body");
        self.content(&place_of_body, &body, &other, Use::Json);
        self.required(&place_of_body, flag(&body), flag(&other));
        for (code, answer) in want["responses"].as_object().unwrap() {
            let place = format!("{place} {code}");
            match at(&have.body["responses"], code) {
                None => self.say(&place, "missing"),
                Some(other) => {
                    let answer = deref(self.published, answer);
                    let other = deref(self.served, other);
                    self.content(&place, &answer, &other, Use::Answer);
                }
            }
        }
    }

    fn parameters(&mut self, place: &str, want: &Value, have: &Operation<'_>) {
        let mut found: BTreeMap<(String, String), Map<String, Value>> = BTreeMap::new();
        for parameter in list(have.shared).chain(list(&have.body["parameters"])) {
            let parameter = deref(self.served, parameter);
            found.insert(name(&parameter), parameter);
        }
        for parameter in list(&want["parameters"]) {
            let parameter = deref(self.published, parameter);
            let (kind, called) = name(&parameter);
            let place = format!("{place} {kind} {called}");
            match found.remove(&(kind, called)) {
                None => self.say(&place, "missing"),
                Some(other) => {
                    self.required(&place, flag(&parameter), flag(&other));
                    let (want, have) = (field(&parameter, "schema"), field(&other, "schema"));
                    self.schema(&place, want, have, Use::Parameter, Basis::Table);
                }
            }
        }
        for ((kind, called), parameter) in found {
            if flag(&parameter) {
                let place = format!("{place} {kind} {called}");
                self.say(&place, "demanded, but not published");
            }
        }
    }

    /// Compares bodies; any JSON media type stands for `application/json`.
    fn content(
        &mut self,
        place: &str,
        want: &Map<String, Value>,
        have: &Map<String, Value>,
        used: Use,
    ) {
        let empty = Map::new();
        let contents = |of: &Map<String, Value>| {
            let content = of.get("content").and_then(Value::as_object);
            content.unwrap_or(&empty).clone()
        };
        let offered = contents(have);
        for (media, body) in contents(want) {
            let is_json = media == "application/json";
            let fits = |offered: &&String| {
                let offered = offered.split(';').next().unwrap_or_default();
                offered == media || is_json && offered.ends_with("+json")
            };
            match offered.keys().find(fits) {
                None => self.say(place, &format!("no {media}")),
                Some(found) => {
                    let used = if is_json { used } else { Use::Form };
                    let other = &offered[found]["schema"];
                    self.schema(place, &body["schema"], other, used, Basis::Table);
                }
            }
        }
    }

    fn schema(&mut self, place: &str, want: &Value, have: &Value, used: Use, basis: Basis) {
        let want = Schema::flat(self.published, want);
        let have = Schema::flat(self.served, have);
        let basis = want.basis.unwrap_or(basis);
        let types = |schema: &Schema| {
            let mut types = schema.types.clone();
            types.remove("null");
            // A 0 in a sample may be either.
            if basis == Basis::Sample && types.remove("integer") {
                types.insert("number".to_owned());
            }
            types
        };
        let (expected, found) = (types(&want), types(&have));
        if basis == Basis::Inferred || expected.is_empty() {
            return;
        }
        if expected != found {
            return self.say(place, &format!("type {found:?} instead of {expected:?}"));
        }
        if used == Use::Json && want.types.contains("null") && !have.types.contains("null") {
            self.say(place, "null is not accepted");
        }
        let lost: Vec<_> = want
            .values
            .iter()
            .filter(|value| !have.values.contains(value))
            .collect();
        if !lost.is_empty() {
            self.say(place, &format!("enum lacks {lost:?}"));
        }
        let limits = if used == Use::Answer { &[] } else { LIMITS };
        for keyword in ["format"].iter().chain(limits) {
            let (limit, other) = (want.keywords.get(*keyword), have.keywords.get(*keyword));
            if limit.is_some() && !same(limit, other) {
                self.say(place, &format!("{keyword} {other:?} instead of {limit:?}"));
            }
        }
        if expected.contains("array") {
            let (want, have) = (want.item(), have.item());
            self.schema(&format!("{place}[]"), &want, &have, used, basis);
        }
        self.fields(place, &want, &have, used, basis);
    }

    fn fields(&mut self, place: &str, want: &Schema, have: &Schema, used: Use, basis: Basis) {
        for (called, field) in &want.properties {
            let place = format!("{place}.{called}");
            let Some(other) = have.properties.get(called) else {
                self.say(&place, "missing");
                continue;
            };
            self.schema(&place, field, other, used, basis);
            if used != Use::Answer && basis == Basis::Table {
                let is_in = |schema: &Schema| schema.required.contains(called);
                self.required(&place, is_in(want), is_in(have));
            }
        }
        let is_free = used == Use::Answer
            || matches!(
                want.keywords.get("additionalProperties"),
                Some(Value::Bool(true))
            );
        if !is_free {
            let published: BTreeSet<_> = want.properties.keys().collect();
            for called in have.required.iter().filter(|it| !published.contains(it)) {
                self.say(&format!("{place}.{called}"), "demanded, but not published");
            }
        }
    }
}

/// The operations of a document by path, without the names of its parameters, and method.
fn operations(document: &Value) -> BTreeMap<(String, &str), Operation<'_>> {
    const METHODS: &[&str] = &["get", "put", "post", "delete", "patch"];
    let mut found = BTreeMap::new();
    for (url, item) in document["paths"].as_object().unwrap() {
        let path: String = url
            .split('/')
            .map(|part| if part.starts_with('{') { "{}" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for (method, body) in item.as_object().unwrap() {
            if METHODS.contains(&method.as_str()) {
                let operation = Operation {
                    url,
                    body,
                    shared: &item["parameters"],
                };
                found.insert((path.clone(), method.as_str()), operation);
            }
        }
    }
    found
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn field<'a>(of: &'a Map<String, Value>, name: &str) -> &'a Value {
    of.get(name).unwrap_or(&Value::Null)
}

fn flag(of: &Map<String, Value>) -> bool {
    field(of, "required") == true
}

fn name(parameter: &Map<String, Value>) -> (String, String) {
    let text = |of| field(parameter, of).as_str().unwrap().to_owned();
    (text("in"), text("name"))
}

/// Whether two limits are the same; 1 and 1.0 are.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    one == other || number(one).is_some() && number(one) == number(other)
}
