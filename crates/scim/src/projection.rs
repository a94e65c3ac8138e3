//! Which attributes an answer has (RFC 7644, section 3.9).

use serde_json::{Map, Value};

use crate::attribute_path::is_urn;
use crate::schema::ResourceType;
use crate::{Resource, ScimError};

/// Most names of attributes.
const NAMES: usize = 100;
/// Longest name of an attribute, in bytes.
const NAME: usize = 256;

/// Which attributes a client wants. `id` and `schemas` are in every answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    only: Option<Vec<String>>,
    without: Vec<String>,
}

impl Projection {
    /// Reads the parameters `attributes` and `excludedAttributes`: names with commas between them.
    ///
    /// # Errors
    /// `invalidValue`: both are given, of which RFC 7644 allows one, or there are too many names, or too long ones.
    pub fn parse(only: Option<&str>, without: Option<&str>) -> Result<Self, ScimError> {
        let split = |text: &str| text.split(',').map(str::to_owned).collect();
        Self::of_names(only.map(split), without.map(split))
    }

    /// The same from lists of names.
    ///
    /// # Errors
    /// See [`parse`](Self::parse).
    pub fn of_names(
        only: Option<Vec<String>>,
        without: Option<Vec<String>>,
    ) -> Result<Self, ScimError> {
        let (only, without) = (only.map(fold), without.map(fold).unwrap_or_default());
        let mut named = only.iter().flatten().chain(&without);
        let is_many = only.as_ref().map_or(0, Vec::len).max(without.len()) > NAMES;
        if is_many || named.any(|name| name.len() > NAME || name.contains('\0')) {
            return Err(ScimError::invalid_value(
                "expected at most 100 names of attributes, each of at most 256 bytes",
            ));
        }
        let only = only.filter(|names| !names.is_empty());
        if only.is_some() && !without.is_empty() {
            return Err(ScimError::invalid_value(
                "expected either attributes or excludedAttributes",
            ));
        }
        Ok(Self { only, without })
    }

    /// Whether the client says what it wants, so that an answer must have a body.
    pub fn is_given(&self) -> bool {
        self.only.is_some() || !self.without.is_empty()
    }

    /// Whether an attribute of the core schema is wanted, or a part of it.
    pub fn wants(&self, attribute: &str) -> bool {
        let attribute = attribute.to_ascii_lowercase();
        match &self.only {
            Some(names) => names.iter().any(|name| is_or_is_inside(name, &attribute)),
            None => !self.without.contains(&attribute),
        }
    }

    /// The resource as JSON, with what is wanted of it.
    pub fn apply(&self, resource: &Resource) -> Value {
        let document = resource.to_json();
        let Value::Object(members) = document else {
            return document;
        };
        let kind = resource.kind();
        let wanted = members.into_iter().filter_map(|(name, value)| {
            let is_always = kind
                .attribute(&name)
                .is_some_and(|it| it.is_always_returned);
            let kept = if is_always {
                Some(value)
            } else {
                let inside = if is_urn(&name) { ':' } else { '.' };
                self.select(&name.to_ascii_lowercase(), inside, value)
            };
            kept.map(|value| (name, value))
        });
        Value::Object(wanted.collect())
    }

    /// What is wanted of the value at `path`; the names inside it follow after `separator`.
    fn select(&self, path: &str, separator: char, value: Value) -> Option<Value> {
        let names = self.only.as_ref().unwrap_or(&self.without);
        let is_named = names.iter().any(|name| name == path);
        let is_touched = names.iter().any(|name| is_or_is_inside(name, path));
        let is_whole = match self.only {
            Some(_) if !is_touched => return None,
            Some(_) => is_named,
            None if is_named => return None,
            None => !is_touched,
        };
        if is_whole {
            return Some(value);
        }
        match value {
            Value::Array(elements) => {
                let selected = elements
                    .into_iter()
                    .filter_map(|element| self.parts(path, separator, element));
                let selected: Vec<_> = selected.collect();
                (!selected.is_empty()).then_some(Value::Array(selected))
            }
            other => self.parts(path, separator, other),
        }
    }

    fn parts(&self, path: &str, separator: char, value: Value) -> Option<Value> {
        let Value::Object(members) = value else {
            return None;
        };
        let selected = members.into_iter().filter_map(|(name, value)| {
            let path = format!("{path}{separator}{}", name.to_ascii_lowercase());
            self.select(&path, '.', value).map(|value| (name, value))
        });
        let selected: Map<_, _> = selected.collect();
        (!selected.is_empty()).then_some(Value::Object(selected))
    }
}

fn fold(names: Vec<String>) -> Vec<String> {
    let core = ResourceType::ALL.map(|kind| format!("{}:", kind.core().urn.to_ascii_lowercase()));
    let fold = |name: String| {
        let name = name.trim().to_ascii_lowercase();
        let stripped = core.iter().find_map(|urn| name.strip_prefix(urn.as_str()));
        stripped.unwrap_or(&name).to_owned()
    };
    let folded = names.into_iter().map(fold);
    folded.filter(|name| !name.is_empty()).collect()
}

/// Whether `name` is the attribute at `path` or inside it.
fn is_or_is_inside(name: &str, path: &str) -> bool {
    let rest = name.strip_prefix(path);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':']))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::fixture::{ENTERPRISE, USER, babs};

    fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.map(str::to_owned).into()
    }

    /// A set, since whether `serde_json` keeps the order of fields depends on who else is built.
    fn names(only: Option<&str>, without: Option<&str>) -> BTreeSet<String> {
        let shown = Projection::parse(only, without).unwrap().apply(&babs());
        shown.as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn names_are_few_and_short() {
        let names = |count, length| vec!["x".repeat(length); count].join(",");
        for (count, length, is_taken) in [(100, 256, true), (101, 1, false), (1, 257, false)] {
            let names = names(count, length);
            assert_eq!(Projection::parse(Some(&names), None).is_ok(), is_taken);
            assert_eq!(Projection::parse(None, Some(&names)).is_ok(), is_taken);
        }
        assert!(Projection::parse(Some("a\0b"), None).is_err());
    }

    #[test]
    fn only_what_is_asked_for_and_what_is_always_there() {
        let title = set(["schemas", "title"]);
        assert_eq!(names(Some("title"), None), title);
        assert_eq!(names(Some("TITLE , nickName,"), None), title);
        assert_eq!(names(Some(&format!("{USER}:title")), None), title);
        let extension = set(["schemas", ENTERPRISE]);
        assert_eq!(names(Some(ENTERPRISE), None), extension);
        assert_eq!(names(Some(""), None), names(None, None));
    }

    #[test]
    fn parts_of_attributes() {
        let only = format!("name.familyName,emails.value,{ENTERPRISE}:department");
        let shown = Projection::parse(Some(&only), None).unwrap().apply(&babs());
        assert_eq!(shown["name"], json!({ "familyName": "Jensen" }));
        assert_eq!(shown["emails"][1], json!({ "value": "babs@jensen.org" }));
        assert_eq!(
            shown[ENTERPRISE],
            json!({ "department": "Tour Operations" })
        );
        let without = Projection::parse(None, Some("name.familyName,emails")).unwrap();
        let shown = without.apply(&babs());
        assert_eq!(shown["name"], json!({ "givenName": "Barbara" }));
        assert_eq!(shown.get("emails"), None);
        assert_eq!(shown["title"], "Tour Guide");
    }

    #[test]
    fn what_is_always_there_cannot_be_left_out() {
        assert!(names(None, Some("schemas,title")).contains("schemas"));
        assert!(!names(None, Some("schemas,title")).contains("title"));
    }

    #[test]
    fn a_store_is_told_what_it_need_not_read() {
        let wants = |only, without| Projection::parse(only, without).unwrap().wants("members");
        assert!(wants(None, None));
        assert!(wants(Some("members.value"), None));
        assert!(wants(None, Some("members.display")));
        assert!(!wants(None, Some("Members")));
        assert!(!wants(Some("displayName"), None));
        assert!(Projection::parse(Some("a"), Some("b")).is_err());
    }
}
