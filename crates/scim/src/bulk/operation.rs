//! One operation of a bulk request.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::schema::ResourceType;
use crate::{ScimError, ScimType};

/// What a value begins with that stands for the id of another operation's resource.
const REFERENCE: &str = "bulkId:";

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    const ALL: [(&'static str, Self); 4] = [
        ("POST", Self::Post),
        ("PUT", Self::Put),
        ("PATCH", Self::Patch),
        ("DELETE", Self::Delete),
    ];

    fn as_str(self) -> &'static str {
        let of_it = Self::ALL.iter().find(|(_, method)| *method == self);
        of_it.map_or("", |(text, _)| text)
    }
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) kind: ResourceType,
    /// Which resource; none for one that is created.
    pub(super) id: Option<String>,
    pub(super) bulk_id: Option<String>,
    pub(super) version: Option<String>,
    pub(super) data: Value,
}

impl Operation {
    pub(super) fn parse(operation: &Value) -> Result<Self, ScimError> {
        let syntax = |detail: &str| ScimError::bad(ScimType::InvalidSyntax, detail);
        let text = |name: &str| operation[name].as_str().map(str::to_owned);
        let method = operation["method"].as_str().unwrap_or_default();
        let known = Method::ALL
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(method));
        let Some((_, method)) = known else {
            return Err(syntax("method: expected POST, PUT, PATCH or DELETE"));
        };
        let path = operation["path"].as_str().unwrap_or_default();
        let mut segments = path.trim_start_matches('/').split('/');
        let kind = segments.next().and_then(ResourceType::of_endpoint);
        let id = segments.next().map(str::to_owned);
        let (Some(kind), None) = (kind, segments.next()) else {
            return Err(syntax("path: expected for example /Users or /Users/{id}"));
        };
        let bulk_id = text("bulkId");
        match (method, &id, &bulk_id) {
            (Method::Post, None, Some(_)) => {}
            (Method::Post, None, None) => return Err(syntax("bulkId: a POST needs one")),
            (Method::Post, Some(_), _) => return Err(syntax("path: a POST has no id")),
            (_, None, _) => return Err(syntax("path: expected an id")),
            (_, Some(_), _) => {}
        }
        Ok(Self {
            method: *method,
            kind,
            id,
            bulk_id,
            version: text("version"),
            data: operation["data"].clone(),
        })
    }

    /// The operation with ids in place of references, or the first reference that has none yet.
    pub(super) fn resolved(&self, ids: &HashMap<String, String>) -> Result<Self, String> {
        let mut resolved = self.clone();
        resolve(&mut resolved.data, ids)?;
        if let Some(id) = &mut resolved.id {
            resolve_text(id, ids)?;
        }
        Ok(resolved)
    }

    /// What its result says whatever became of it.
    pub(super) fn result(&self, status: u16) -> Map<String, Value> {
        let mut result = Map::new();
        result.insert("method".to_owned(), self.method.as_str().into());
        result.insert("status".to_owned(), status.to_string().into());
        if let Some(bulk_id) = &self.bulk_id {
            result.insert("bulkId".to_owned(), bulk_id.as_str().into());
        }
        result
    }
}

fn resolve(value: &mut Value, ids: &HashMap<String, String>) -> Result<(), String> {
    match value {
        Value::String(text) => resolve_text(text, ids),
        Value::Array(elements) => elements.iter_mut().try_for_each(|it| resolve(it, ids)),
        Value::Object(members) => members.values_mut().try_for_each(|it| resolve(it, ids)),
        _ => Ok(()),
    }
}

fn resolve_text(text: &mut String, ids: &HashMap<String, String>) -> Result<(), String> {
    if let Some(reference) = text.strip_prefix(REFERENCE) {
        match ids.get(reference) {
            Some(id) => id.clone_into(text),
            None => return Err(reference.to_owned()),
        }
    }
    Ok(())
}
