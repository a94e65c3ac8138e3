//! One operation on one resource.

use std::fmt::Display;

use serde_json::{Map, Value};

use super::elements::{self, Selection};
use super::{Operation, Path, Verb};
use crate::normalize;
use crate::schema::{Attribute, Mutability, ResourceType, Schema};
use crate::{AttributePath, Resource, ScimError, ScimType};

pub(super) fn apply(resource: &mut Resource, operation: &Operation) -> Result<(), ScimError> {
    let (verb, value) = (operation.verb, &operation.value);
    match &operation.path {
        Some(path) => at_path(resource, verb, path, value),
        None => at_root(resource, verb, value),
    }
}

/// Without a path the value is a part of the resource. What only the service sets is left out of it,
/// as it is from a whole resource.
fn at_root(resource: &mut Resource, verb: Verb, value: &Value) -> Result<(), ScimError> {
    let Value::Object(members) = value else {
        let detail = "value: without a path, expected an object of attributes";
        return Err(ScimError::invalid_value(detail));
    };
    let kind = resource.kind();
    for (name, value) in members {
        let path = match Path::parse(name, kind) {
            Ok(Path::Attribute(path)) if path.resolve(kind).is_none() => continue,
            Ok(Path::Attribute(path)) if is_read_only(kind, &path) => continue,
            // The URN of an extension that nobody described reads like an attribute of another one.
            Ok(Path::Attribute(path)) if path.schema.is_some() && value.is_object() => {
                match kind.schema(path.schema.as_deref().unwrap_or_default()) {
                    Some(_) => Path::Attribute(path),
                    None => Path::Extension(name.clone()),
                }
            }
            Ok(path) => path,
            Err(error) => return Err(error),
        };
        at_path(resource, verb, &path, value)?;
    }
    Ok(())
}

fn is_read_only(kind: ResourceType, path: &AttributePath) -> bool {
    let is_core = path.schema.is_none();
    let attribute = kind.attribute(&path.name);
    let is_fixed = |it: &Attribute| it.mutability == Mutability::ReadOnly || it.name == "schemas";
    is_core && attribute.is_some_and(is_fixed)
}

fn at_path(
    resource: &mut Resource,
    verb: Verb,
    path: &Path,
    value: &Value,
) -> Result<(), ScimError> {
    let kind = resource.kind();
    match path {
        Path::Extension(urn) => extension(resource, verb, urn, value),
        Path::Attribute(path) => {
            let place = Place::of(kind, path)?;
            place.within(resource, |container| match (place.attribute, &path.sub) {
                (Some(attribute), None) => whole(container, attribute, verb, value),
                (Some(attribute), Some(sub)) => {
                    let sub = writable_sub(attribute, sub)?;
                    if attribute.is_multi_valued {
                        let all = Selection::All;
                        elements::change(container, attribute, &all, Some(sub), verb, value)
                    } else {
                        inside(container, attribute, sub, verb, value)
                    }
                }
                (None, sub) => untyped(container, &path.name, sub.as_deref(), verb, value),
            })
        }
        Path::Elements {
            attribute: path,
            filter,
            sub,
        } => {
            let place = Place::of(kind, path)?;
            let Some(attribute) = place.attribute.filter(|it| it.is_multi_valued) else {
                return Err(invalid_path(format!(
                    "'{path}' has no elements to choose from"
                )));
            };
            let sub = match sub {
                Some(sub) => Some(writable_sub(attribute, sub)?),
                None => None,
            };
            let selection = Selection::of(kind, path, attribute, filter)?;
            place.within(resource, |container| {
                elements::change(container, attribute, &selection, sub, verb, value)
            })
        }
    }
}

/// Where an attribute is kept: in the resource itself, or in an extension.
struct Place {
    extension: Option<String>,
    attribute: Option<&'static Attribute>,
}

impl Place {
    fn of(kind: ResourceType, path: &AttributePath) -> Result<Self, ScimError> {
        let unknown = || invalid_path(format!("a {} has no attribute '{path}'", kind.name()));
        let (extension, attribute) = match &path.schema {
            None => (None, Some(kind.attribute(&path.name).ok_or_else(unknown)?)),
            Some(urn) => match kind.schema(urn) {
                None => (Some(urn.clone()), None),
                Some(schema) => {
                    let attribute = schema.attribute(&path.name).ok_or_else(unknown)?;
                    let is_core = std::ptr::eq(schema, kind.core());
                    ((!is_core).then(|| schema.urn.to_owned()), Some(attribute))
                }
            },
        };
        let is_fixed =
            |it: &Attribute| it.mutability == Mutability::ReadOnly || it.name == "schemas";
        if attribute.is_some_and(is_fixed) {
            return Err(mutability(format!("'{path}' is set by the service")));
        }
        Ok(Self {
            extension,
            attribute,
        })
    }

    /// Runs `change` on the object that holds the attribute; an extension comes and goes as needed.
    fn within(
        &self,
        resource: &mut Resource,
        change: impl FnOnce(&mut Map<String, Value>) -> Result<(), ScimError>,
    ) -> Result<(), ScimError> {
        let attributes = resource.attributes_mut();
        let Some(urn) = &self.extension else {
            return change(attributes);
        };
        let known = attributes.keys().find(|it| it.eq_ignore_ascii_case(urn));
        let urn = known.unwrap_or(urn).clone();
        let entry = attributes
            .entry(urn.clone())
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(container) = entry else {
            return Err(invalid_path(format!("'{urn}' is not an extension")));
        };
        change(container)?;
        if container.is_empty() {
            attributes.remove(&urn);
        }
        Ok(())
    }
}

fn extension(
    resource: &mut Resource,
    verb: Verb,
    urn: &str,
    value: &Value,
) -> Result<(), ScimError> {
    let known: Option<&Schema> = resource.kind().schema(urn);
    let urn = known.map_or(urn, |schema| schema.urn).to_owned();
    let place = Place {
        extension: Some(urn),
        attribute: None,
    };
    let members = match (verb, value) {
        (Verb::Remove, _) => None,
        (_, Value::Object(members)) => Some(members),
        _ => return Err(ScimError::invalid_value("value: an extension is an object")),
    };
    place.within(resource, |container| {
        let Some(members) = members else {
            container.clear();
            return Ok(());
        };
        for (name, value) in members {
            match known {
                None => untyped(container, name, None, verb, value)?,
                Some(schema) => {
                    if let Some(attribute) = schema.attribute(name) {
                        whole(container, attribute, verb, value)?;
                    }
                }
            }
        }
        Ok(())
    })
}

/// Changes a whole attribute.
fn whole(
    container: &mut Map<String, Value>,
    attribute: &'static Attribute,
    verb: Verb,
    value: &Value,
) -> Result<(), ScimError> {
    if verb == Verb::Remove {
        return remove(container, attribute, value);
    }
    let value = normalize::attribute_value(attribute, value)?;
    match value {
        // Replacing with nothing is removing, and adding nothing changes nothing.
        None if verb == Verb::Replace => remove(container, attribute, &Value::Null),
        None => Ok(()),
        Some(Value::Array(added)) if verb == Verb::Add && attribute.is_multi_valued => {
            elements::append(container, attribute, added);
            Ok(())
        }
        Some(Value::Object(parts)) if !attribute.is_multi_valued => {
            let present = container
                .entry(attribute.name)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(present) = present {
                present.extend(parts);
            }
            Ok(())
        }
        Some(value) => {
            container.insert(attribute.name.to_owned(), value);
            Ok(())
        }
    }
}

/// Removes an attribute, or of a list the elements that `value` names, as Microsoft Entra ID does.
fn remove(
    container: &mut Map<String, Value>,
    attribute: &'static Attribute,
    value: &Value,
) -> Result<(), ScimError> {
    if attribute.is_multi_valued && !value.is_null() {
        elements::remove_named(container, attribute, value)?;
    } else {
        container.remove(attribute.name);
    }
    if attribute.is_required && !container.contains_key(attribute.name) {
        let detail = format!("'{}' cannot be removed: it is required", attribute.name);
        return Err(mutability(detail));
    }
    Ok(())
}

/// Changes one part of a complex attribute.
fn inside(
    container: &mut Map<String, Value>,
    attribute: &'static Attribute,
    sub: &'static Attribute,
    verb: Verb,
    value: &Value,
) -> Result<(), ScimError> {
    let entry = container
        .entry(attribute.name)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(parts) = entry {
        elements::change_part(parts, sub, verb, value)?;
        if parts.is_empty() {
            container.remove(attribute.name);
        }
    }
    Ok(())
}

/// Changes an attribute of an extension that nobody described.
fn untyped(
    container: &mut Map<String, Value>,
    name: &str,
    sub: Option<&str>,
    verb: Verb,
    value: &Value,
) -> Result<(), ScimError> {
    let known = container.keys().find(|it| it.eq_ignore_ascii_case(name));
    let name = known.cloned().unwrap_or_else(|| name.to_owned());
    if let Some(sub) = sub {
        let entry = container
            .entry(name.clone())
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(parts) = entry else {
            return Err(invalid_path(format!(
                "'{name}' has no attributes inside it"
            )));
        };
        untyped(parts, sub, None, verb, value)?;
        if parts.is_empty() {
            container.remove(&name);
        }
        return Ok(());
    }
    if verb == Verb::Remove || value.is_null() {
        container.remove(&name);
        return Ok(());
    }
    match (verb, container.get_mut(&name), value) {
        (Verb::Add, Some(Value::Array(present)), Value::Array(added)) => {
            let new = added.iter().filter(|it| !present.contains(it)).cloned();
            let new: Vec<_> = new.collect();
            present.extend(new);
        }
        (Verb::Add, Some(Value::Object(present)), Value::Object(added)) => {
            present.extend(added.clone());
        }
        _ => {
            container.insert(name, value.clone());
        }
    }
    Ok(())
}

fn writable_sub(attribute: &Attribute, sub: &str) -> Result<&'static Attribute, ScimError> {
    let name = attribute.name;
    let found = attribute
        .sub_attribute(sub)
        .ok_or_else(|| invalid_path(format!("'{name}' has no attribute '{sub}'")))?;
    if found.mutability == Mutability::ReadOnly {
        return Err(mutability(format!("'{name}.{sub}' is set by the service")));
    }
    Ok(found)
}

fn invalid_path(detail: impl Display) -> ScimError {
    ScimError::bad(ScimType::InvalidPath, format!("path: {detail}"))
}

pub(super) fn mutability(detail: impl Into<String>) -> ScimError {
    ScimError::bad(ScimType::Mutability, detail)
}
