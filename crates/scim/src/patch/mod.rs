//! Changing a part of a resource (RFC 7644, section 3.5.2).
//!
//! Either every operation of a PATCH succeeds or the resource is as before. Beside the RFC, what
//! Microsoft Entra ID sends is understood: operations in any letter case, an `add` through a filter that
//! matches nothing, `remove` of `members` with a list of values, and names with dots or URNs where no
//! path is given.

mod apply;
mod elements;
#[cfg(test)]
mod laws;
mod path;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

pub use path::Path;

use crate::normalize::check_text;
use crate::schema::ResourceType;
use crate::{Resource, ScimError, ScimType};

const URN: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// Most operations of one PATCH.
pub const MAX_OPERATIONS: usize = 10_000;

/// What shall be done, in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    operations: Vec<Operation>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
struct Operation {
    verb: Verb,
    path: Option<Path>,
    value: Value,
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Add,
    Replace,
    Remove,
}

impl Patch {
    /// Reads the body of a PATCH of a resource of that type.
    ///
    /// # Errors
    /// `invalidSyntax` if it is not such a body, `invalidPath` for a path that cannot be read,
    /// `noTarget` for a `remove` without one, `invalidValue` for a missing value.
    pub fn parse(kind: ResourceType, body: &Value) -> Result<Self, ScimError> {
        let syntax = |detail: &str| ScimError::bad(ScimType::InvalidSyntax, detail);
        let members = body
            .as_object()
            .ok_or_else(|| syntax("expected a JSON object"))?;
        let is_patch = |urn: &Value| urn.as_str().is_some_and(|it| it.eq_ignore_ascii_case(URN));
        let schemas = member(members, "schemas").and_then(Value::as_array);
        if !schemas.is_some_and(|urns| urns.iter().any(is_patch)) {
            return Err(syntax(&format!("schemas: expected a list with {URN}")));
        }
        let operations = member(members, "Operations").and_then(Value::as_array);
        let operations = operations.ok_or_else(|| syntax("Operations: expected a list"))?;
        if operations.is_empty() || operations.len() > MAX_OPERATIONS {
            let detail = format!("Operations: expected 1 to {MAX_OPERATIONS}");
            return Err(syntax(&detail));
        }
        let operations = operations.iter().map(|it| Operation::parse(kind, it));
        Ok(Self {
            operations: operations.collect::<Result<_, _>>()?,
        })
    }

    /// The resource after all operations.
    ///
    /// # Errors
    /// The first that an operation meets: `noTarget`, `mutability`, `invalidValue`, `invalidPath`.
    pub fn apply(&self, resource: &Resource) -> Result<Resource, ScimError> {
        let mut changed = resource.clone();
        for operation in &self.operations {
            apply::apply(&mut changed, operation)?;
        }
        changed.check_required()?;
        Ok(changed)
    }
}

impl Operation {
    fn parse(kind: ResourceType, operation: &Value) -> Result<Self, ScimError> {
        let syntax = |detail: &str| ScimError::bad(ScimType::InvalidSyntax, detail);
        let Value::Object(members) = operation else {
            return Err(syntax("Operations: expected objects"));
        };
        let verb = member(members, "op")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let verb = match verb.to_ascii_lowercase().as_str() {
            "add" => Verb::Add,
            "replace" => Verb::Replace,
            "remove" => Verb::Remove,
            _ => return Err(syntax("op: expected add, replace or remove")),
        };
        let path = match member(members, "path") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.is_empty() => None,
            Some(Value::String(text)) => Some(Path::parse(text, kind)?),
            Some(_) => return Err(ScimError::bad(ScimType::InvalidPath, "path: expected text")),
        };
        if verb == Verb::Remove && path.is_none() {
            let detail = "path: a remove needs one";
            return Err(ScimError::bad(ScimType::NoTarget, detail));
        }
        let value = match member(members, "value") {
            None if verb != Verb::Remove => {
                return Err(ScimError::invalid_value("value: expected one"));
            }
            value => value.cloned().unwrap_or_default(),
        };
        check_text("value", &value)?;
        Ok(Self { verb, path, value })
    }
}

/// The member of that name, in any letter case.
fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let exact = members.get(name);
    let folded = || {
        members
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    exact.or_else(|| folded().map(|(_, value)| value))
}
