//! Changing the elements of a multi-valued attribute.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Verb;
use super::apply::mutability;
use crate::filter::{Condition, Filter, Literal, Operator};
use crate::normalize;
use crate::schema::{Attribute, Mutability, ResourceType};
use crate::{AttributePath, Resource, ScimError, ScimType};

/// Which elements.
pub(super) enum Selection<'a> {
    /// Every one.
    All,
    /// Those whose `value` is this, letter by letter. One of thousands of members is named like this.
    Named(&'a str),
    /// Those that meet the condition.
    Meeting {
        kind: ResourceType,
        path: &'a AttributePath,
        filter: &'a Filter,
        condition: Condition,
    },
}

impl<'a> Selection<'a> {
    pub(super) fn of(
        kind: ResourceType,
        path: &'a AttributePath,
        attribute: &Attribute,
        filter: &'a Filter,
    ) -> Result<Self, ScimError> {
        let value = attribute.sub_attribute("value");
        if let Filter::Compare(name, Operator::Eq, Literal::String(text)) = filter
            && name.name.eq_ignore_ascii_case("value")
            && value.is_some_and(|value| value.is_case_exact)
        {
            return Ok(Self::Named(text));
        }
        let element = Filter::Element(path.clone(), Box::new(filter.clone()));
        let condition = element
            .compile(kind)
            .map_err(|error| ScimError::bad(ScimType::InvalidPath, format!("path: {error}")))?;
        Ok(Self::Meeting {
            kind,
            path,
            filter,
            condition,
        })
    }

    fn has(&self, attribute: &Attribute, element: &Value) -> bool {
        match self {
            Self::All => true,
            Self::Named(text) => element.get("value").and_then(Value::as_str) == Some(text),
            Self::Meeting {
                kind,
                path,
                condition,
                ..
            } => {
                let list = (
                    attribute.name.to_owned(),
                    Value::Array(vec![element.clone()]),
                );
                let list = Map::from_iter([list]);
                let attributes = match &path.schema {
                    Some(urn) if kind.core().urn != urn => {
                        Map::from_iter([(urn.clone(), Value::Object(list))])
                    }
                    _ => list,
                };
                condition.holds(&Resource::from_attributes(*kind, attributes).leaves())
            }
        }
    }

    /// What an element must have to be selected, as far as the filter says so by `eq` and `and`.
    fn example(&self, attribute: &Attribute) -> Option<Map<String, Value>> {
        let mut parts = Map::new();
        match self {
            Self::All => return None,
            Self::Named(text) => {
                parts.insert("value".to_owned(), (*text).into());
            }
            Self::Meeting { filter, .. } => {
                let all = match filter {
                    Filter::And(all) => all.as_slice(),
                    one => std::slice::from_ref(*one),
                };
                for one in all {
                    let Filter::Compare(name, Operator::Eq, literal) = one else {
                        return None;
                    };
                    let sub = attribute.sub_attribute(&name.name)?;
                    let value = match literal {
                        Literal::String(text) => Value::from(text.as_str()),
                        Literal::Boolean(is_true) => Value::from(*is_true),
                        Literal::Number(_) | Literal::Null => return None,
                    };
                    let value = normalize::single(sub, &value).ok().flatten()?;
                    parts.insert(sub.name.to_owned(), value);
                }
            }
        }
        Some(parts)
    }
}

/// Changes the selected elements, or one attribute inside each of them.
pub(super) fn change(
    container: &mut Map<String, Value>,
    attribute: &'static Attribute,
    selection: &Selection<'_>,
    sub: Option<&'static Attribute>,
    verb: Verb,
    value: &Value,
) -> Result<(), ScimError> {
    let mut elements = take(container, attribute);
    let selected: Vec<usize> = elements
        .iter()
        .enumerate()
        .filter(|(_, element)| selection.has(attribute, element))
        .map(|(index, _)| index)
        .collect();
    if selected.is_empty() {
        // Microsoft Entra ID adds the first address through the filter that will find it later.
        let example = selection.example(attribute).filter(|_| verb == Verb::Add);
        let mut parts = example.ok_or_else(|| no_target(attribute))?;
        change_element(&mut parts, attribute, sub, Verb::Add, value)?;
        put(container, attribute, elements);
        if !parts.is_empty() {
            append(container, attribute, vec![Value::Object(parts)]);
        }
        return Ok(());
    }
    if verb == Verb::Remove && sub.is_none() {
        let mut index = 0;
        elements.retain(|_| {
            let is_selected = selected.binary_search(&index).is_ok();
            index += 1;
            !is_selected
        });
    } else {
        for &index in &selected {
            if let Some(Value::Object(parts)) = elements.get_mut(index) {
                let before = parts.get("primary") == Some(&Value::Bool(true));
                change_element(parts, attribute, sub, verb, value)?;
                let is_primary = parts.get("primary") == Some(&Value::Bool(true));
                if is_primary && !before {
                    demote(&mut elements, |it| it != index);
                }
            }
        }
        elements.retain(|it| it.as_object().is_none_or(|parts| !parts.is_empty()));
    }
    put(container, attribute, elements);
    if attribute.is_required && !container.contains_key(attribute.name) {
        let detail = format!("'{}' cannot be removed: it is required", attribute.name);
        return Err(mutability(detail));
    }
    Ok(())
}

fn change_element(
    parts: &mut Map<String, Value>,
    attribute: &'static Attribute,
    sub: Option<&'static Attribute>,
    verb: Verb,
    value: &Value,
) -> Result<(), ScimError> {
    if let Some(sub) = sub {
        return change_part(parts, sub, verb, value);
    }
    // The value of one element, also as a list of one.
    let one = match value {
        Value::Array(values) => match values.as_slice() {
            [one] => one,
            _ => return Err(ScimError::invalid_value("value: expected one element")),
        },
        one => one,
    };
    if let Some(Value::Object(more)) = normalize::single(attribute, one)? {
        for (name, value) in more {
            if let Some(sub) = attribute.sub_attribute(&name) {
                change_part(parts, sub, verb, &value)?;
            }
        }
    }
    Ok(())
}

/// Changes one part of an object.
pub(super) fn change_part(
    parts: &mut Map<String, Value>,
    sub: &'static Attribute,
    verb: Verb,
    value: &Value,
) -> Result<(), ScimError> {
    let value = match verb {
        Verb::Remove => None,
        Verb::Add | Verb::Replace => normalize::single(sub, value)?,
    };
    let present = parts.get(sub.name);
    if sub.mutability == Mutability::Immutable && present.is_some() && present != value.as_ref() {
        let detail = format!(
            "'{}' cannot be changed; replace the whole element",
            sub.name
        );
        return Err(mutability(detail));
    }
    match value {
        Some(value) => {
            parts.insert(sub.name.to_owned(), value);
        }
        None => {
            parts.remove(sub.name);
        }
    }
    Ok(())
}

/// Adds the elements that are not there yet. A new primary one takes the place of an earlier.
pub(super) fn append(
    container: &mut Map<String, Value>,
    attribute: &'static Attribute,
    added: Vec<Value>,
) {
    let names = |it: &Value| it.get("value").and_then(Value::as_str).map(str::to_owned);
    let is_named = attribute
        .sub_attribute("value")
        .is_some_and(|value| value.mutability == Mutability::Immutable);
    let mut elements = take(container, attribute);
    let mut known: HashSet<_> = HashSet::new();
    if is_named {
        known = elements.iter().filter_map(names).collect();
    }
    for element in added {
        let is_there = match names(&element).filter(|_| is_named) {
            Some(name) => !known.insert(name),
            None => elements.contains(&element),
        };
        if is_there {
            continue;
        }
        if attribute.has_primary() && element.get("primary") == Some(&Value::Bool(true)) {
            demote(&mut elements, |_| true);
        }
        elements.push(element);
    }
    put(container, attribute, elements);
}

/// Removes the elements that `value` names by their own `value`, or that are equal to it.
pub(super) fn remove_named(
    container: &mut Map<String, Value>,
    attribute: &'static Attribute,
    value: &Value,
) -> Result<(), ScimError> {
    let Some(Value::Array(meant)) = normalize::attribute_value(attribute, value)? else {
        return Ok(());
    };
    let names: HashSet<&str> = meant
        .iter()
        .filter_map(|it| it.get("value").and_then(Value::as_str))
        .collect();
    let mut elements = take(container, attribute);
    elements.retain(|element| {
        let name = element.get("value").and_then(Value::as_str);
        !name.is_some_and(|name| names.contains(name)) && !meant.contains(element)
    });
    put(container, attribute, elements);
    Ok(())
}

fn demote(elements: &mut [Value], is_wanted: impl Fn(usize) -> bool) {
    for (index, element) in elements.iter_mut().enumerate() {
        if is_wanted(index) && element.get("primary") == Some(&Value::Bool(true)) {
            element["primary"] = false.into();
        }
    }
}

/// Takes the elements out of their resource.
fn take(container: &mut Map<String, Value>, attribute: &Attribute) -> Vec<Value> {
    match container.remove(attribute.name) {
        Some(Value::Array(elements)) => elements,
        _ => Vec::new(),
    }
}

/// Puts them back; an empty list is no value.
fn put(container: &mut Map<String, Value>, attribute: &Attribute, elements: Vec<Value>) {
    if !elements.is_empty() {
        container.insert(attribute.name.to_owned(), Value::Array(elements));
    }
}

fn no_target(attribute: &Attribute) -> ScimError {
    let detail = format!("path: no value of '{}' matches", attribute.name);
    ScimError::bad(ScimType::NoTarget, detail)
}
