//! A schema as plain keywords, whichever way it is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// How much the published document states of a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// Names, types, required-ness, defaults, limits.
    Table,
    /// Names, types and defaults.
    Sample,
    /// That it is there.
    Inferred,
}

/// A schema with its references, alternatives and combinations put together.
#[derive(Default)]
pub(super) struct Schema {
    pub(super) types: BTreeSet<String>,
    pub(super) properties: BTreeMap<String, Value>,
    pub(super) required: BTreeSet<String>,
    /// What an enum allows.
    pub(super) values: Vec<Value>,
    pub(super) keywords: Map<String, Value>,
    pub(super) basis: Option<Basis>,
}

impl Schema {
    /// The schema `node` of `document`: `$ref`, allOf, anyOf or oneOf (with null, or of constants), lists
    /// of types, `const`.
    pub(super) fn flat(document: &Value, node: &Value) -> Self {
        let own = deref(document, node);
        let mut flat = Self::default();
        for word in ["allOf", "anyOf", "oneOf"] {
            for part in own
                .get(word)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                flat.add(Self::flat(document, part));
            }
        }
        flat.add(Self::plain(own));
        if flat.types.is_empty() {
            if !flat.properties.is_empty() {
                flat.types.insert("object".to_owned());
            }
            flat.types.extend(flat.values.iter().map(type_of));
        }
        let lower = flat
            .keywords
            .get("exclusiveMinimum")
            .and_then(Value::as_i64);
        if let Some(lower) = lower
            && flat.types.contains("integer")
        {
            flat.keywords
                .insert("minimum".to_owned(), (lower + 1).into());
        }
        flat
    }

    fn plain(own: Map<String, Value>) -> Self {
        let texts = |value: Option<&Value>| match value {
            Some(Value::String(text)) => BTreeSet::from([text.clone()]),
            Some(Value::Array(all)) => all
                .iter()
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
            _ => BTreeSet::new(),
        };
        let properties = own.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        let values = match (own.get("const"), own.get("enum")) {
            (Some(constant), _) => vec![constant.clone()],
            (None, Some(Value::Array(values))) => values.clone(),
            _ => Vec::new(),
        };
        Self {
            types: texts(own.get("type")),
            properties: properties
                .map(|(name, field)| (name.clone(), field.clone()))
                .collect(),
            required: texts(own.get("required")),
            values,
            basis: match own.get("x-seed-basis").and_then(Value::as_str) {
                Some("table") => Some(Basis::Table),
                Some("sample") => Some(Basis::Sample),
                Some("inferred") => Some(Basis::Inferred),
                _ => None,
            },
            keywords: own,
        }
    }

    fn add(&mut self, part: Self) {
        self.types.extend(part.types);
        self.properties.extend(part.properties);
        self.required.extend(part.required);
        self.values.extend(part.values);
        self.keywords.extend(part.keywords);
        self.basis = part.basis.or(self.basis);
    }

    /// What an array holds.
    pub(super) fn item(&self) -> Value {
        let tuple = self.keywords.get("prefixItems").and_then(|all| all.get(0));
        let item = self.keywords.get("items").or(tuple);
        item.cloned().unwrap_or_default()
    }
}

fn type_of(value: &Value) -> String {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
    .to_owned()
}

/// A member of an object.
pub(super) fn at<'a>(node: &'a Value, name: &str) -> Option<&'a Value> {
    node.as_object()?.get(name)
}

/// Follows `$ref`; keywords beside it stay on top of the target's.
pub(super) fn deref(document: &Value, node: &Value) -> Map<String, Value> {
    let mut node = node.as_object().cloned().unwrap_or_default();
    while let Some(Value::String(reference)) = node.remove("$ref") {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        let mut merged = target.as_object().cloned().unwrap_or_default();
        merged.extend(node);
        node = merged;
    }
    node
}
