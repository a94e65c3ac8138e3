//! From what a client sends to the one form that everything else works on.
//!
//! Names in any letter case become the schema's. Tolerated are booleans as text, one value where a
//! list belongs, and a text where an object with a `value` belongs: Microsoft Entra ID sends all of them.

use serde_json::{Map, Value};

use crate::attribute_path::is_urn;
use crate::leaf;
use crate::schema::{Attribute, Kind, Mutability, ResourceType, Schema};
use crate::{AttributePath, ScimError};

/// The attributes of a resource.
pub(crate) fn resource(
    kind: ResourceType,
    members: &Map<String, Value>,
) -> Result<Map<String, Value>, ScimError> {
    let mut attributes = Map::new();
    for (name, value) in members {
        if name.contains(':') {
            if let Some((urn, value)) = extension(kind, name, value)? {
                merge(&mut attributes, &urn, value);
            }
        } else if let Some(attribute) = kind.attribute(name)
            && attribute.mutability != Mutability::ReadOnly
            && attribute.name != "schemas"
            && let Some(value) = attribute_value(attribute, value)?
        {
            attributes.insert(attribute.name.to_owned(), value);
        }
    }
    Ok(attributes)
}

/// The URN of an extension and its attributes.
type Extension = (String, Map<String, Value>);

/// An extension under its URN, or one attribute of it under the URN and its name.
fn extension(
    kind: ResourceType,
    name: &str,
    value: &Value,
) -> Result<Option<Extension>, ScimError> {
    if let Some(schema) = kind.schema(name) {
        let Value::Object(members) = value else {
            return if value.is_null() {
                Ok(None)
            } else {
                Err(expected(name, "an object"))
            };
        };
        let attributes = extension_attributes(schema, members)?;
        return Ok(Some((schema.urn.to_owned(), attributes)));
    }
    let path = AttributePath::parse(name).ok();
    let known = path.and_then(|path| Some((kind.schema(path.schema.as_deref()?)?, path)));
    if let Some((schema, path)) = known
        && let Some(attribute) = schema.attribute(&path.name)
    {
        let mut attributes = Map::new();
        if let Some(value) = attribute_value(attribute, value)? {
            attributes.insert(attribute.name.to_owned(), value);
        }
        return Ok(Some((schema.urn.to_owned(), attributes)));
    }
    match value {
        Value::Object(members) if is_urn(name) => {
            check_text(name, value)?;
            Ok(Some((name.to_owned(), members.clone())))
        }
        _ => Err(expected(name, "the URN of a schema, with an object")),
    }
}

pub(crate) fn extension_attributes(
    schema: &Schema,
    members: &Map<String, Value>,
) -> Result<Map<String, Value>, ScimError> {
    let mut attributes = Map::new();
    for (name, value) in members {
        if let Some(attribute) = schema.attribute(name)
            && let Some(value) = attribute_value(attribute, value)?
        {
            attributes.insert(attribute.name.to_owned(), value);
        }
    }
    Ok(attributes)
}

fn merge(attributes: &mut Map<String, Value>, urn: &str, more: Map<String, Value>) {
    let known = attributes.keys().find(|it| it.eq_ignore_ascii_case(urn));
    let urn = known.cloned().unwrap_or_else(|| urn.to_owned());
    match attributes.get_mut(&urn) {
        Some(Value::Object(extension)) => extension.extend(more),
        _ if more.is_empty() => {}
        _ => {
            attributes.insert(urn, Value::Object(more));
        }
    }
}

/// The value of an attribute in its one form; none if there is none.
pub(crate) fn attribute_value(
    attribute: &Attribute,
    value: &Value,
) -> Result<Option<Value>, ScimError> {
    if !attribute.is_multi_valued {
        return single(attribute, value);
    }
    let given = match value {
        Value::Null => return Ok(None),
        Value::Array(elements) => elements.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut elements = Vec::with_capacity(given.len());
    for element in given {
        if let Some(element) = single(attribute, element)? {
            elements.push(element);
        }
    }
    let is_primary = |it: &&Value| it.get("primary") == Some(&Value::Bool(true));
    if elements.iter().filter(is_primary).count() > 1 {
        return Err(expected(attribute.name, "at most one primary value"));
    }
    Ok((!elements.is_empty()).then_some(Value::Array(elements)))
}

/// One value in its one form; none if there is none.
pub(crate) fn single(attribute: &Attribute, value: &Value) -> Result<Option<Value>, ScimError> {
    let name = attribute.name;
    check_text(name, value)?;
    let accepted = match (attribute.kind, value) {
        (_, Value::Null) => None,
        (Kind::Complex, Value::Object(members)) => {
            let parts = parts(attribute, members)?;
            (!parts.is_empty()).then_some(Value::Object(parts))
        }
        (Kind::Complex, Value::String(text)) if attribute.sub_attribute("value").is_some() => {
            let part = ("value".to_owned(), Value::from(text.as_str()));
            (!text.is_empty()).then(|| Value::Object(Map::from_iter([part])))
        }
        (Kind::Complex, _) => return Err(expected(name, "an object")),
        (Kind::Boolean, Value::Bool(_)) | (Kind::String | Kind::Reference, Value::String(_)) => {
            Some(value.clone())
        }
        (Kind::Boolean, Value::String(text)) => match leaf::boolean(text) {
            Some(is_true) => Some(is_true.into()),
            None => return Err(expected(name, "true or false")),
        },
        (Kind::Boolean, _) => return Err(expected(name, "true or false")),
        (Kind::DateTime, Value::String(text)) if leaf::moment(text).is_some() => {
            Some(value.clone())
        }
        (Kind::DateTime, _) => return Err(expected(name, "a moment such as 2026-01-31T12:00:00Z")),
        (Kind::Binary, Value::String(text)) if is_base64(text) => Some(value.clone()),
        (Kind::Binary, _) => return Err(expected(name, "base64")),
        (Kind::String | Kind::Reference, _) => return Err(expected(name, "text")),
    };
    Ok(accepted)
}

fn parts(
    attribute: &Attribute,
    members: &Map<String, Value>,
) -> Result<Map<String, Value>, ScimError> {
    let mut parts = Map::new();
    for (name, value) in members {
        if let Some(sub) = attribute.sub_attribute(name)
            && sub.mutability != Mutability::ReadOnly
        {
            let named = |error| match error {
                ScimError::Refused {
                    status,
                    scim_type,
                    detail,
                } => ScimError::Refused {
                    status,
                    scim_type,
                    detail: format!("{}.{detail}", attribute.name),
                },
                other @ ScimError::Unavailable(_) => other,
            };
            if let Some(value) = single(sub, value).map_err(named)? {
                parts.insert(sub.name.to_owned(), value);
            }
        }
    }
    Ok(parts)
}

fn is_base64(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b"+/-_".contains(&b);
    letters.bytes().all(is_letter) && text.len() - letters.len() <= 2
}

/// No text in it has a NUL, which databases do not keep.
pub(crate) fn check_text(name: &str, value: &Value) -> Result<(), ScimError> {
    let is_fine = match value {
        Value::String(text) => !text.contains('\0'),
        Value::Array(elements) => return elements.iter().try_for_each(|it| check_text(name, it)),
        Value::Object(members) => {
            return members.iter().try_for_each(|(key, value)| {
                check_text(name, &Value::from(key.as_str()))?;
                check_text(name, value)
            });
        }
        _ => true,
    };
    if is_fine {
        Ok(())
    } else {
        Err(expected(name, "text without NUL"))
    }
}

fn expected(name: &str, what: &str) -> ScimError {
    ScimError::invalid_value(format!("{name}: expected {what}"))
}
