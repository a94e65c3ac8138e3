//! What a filter means for one type of resource.

use super::{Filter, Literal, Operator};
use crate::attribute_path::Resolved;
use crate::schema::{Kind, ResourceType};
use crate::{AttributePath, Key, ScimError, ScimType};

/// A filter whose names and values have been looked up.
///
/// Attributes go by the names that they have in [`Leaf`](crate::Leaf): lower case, of the core schema
/// without its URN.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// One of the attribute's values passes the test.
    Value(String, Test),
    /// One element of the attribute meets the condition, whose attributes are inside it.
    Element(String, Box<Self>),
    /// All of them hold. An empty list holds.
    And(Vec<Self>),
    /// One of them holds. An empty list does not.
    Or(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
}

/// What one value is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is there at all.
    Present,
    /// It is this one.
    Equals(Key),
    /// It contains this text.
    Contains(Key),
    /// It starts with this text.
    StartsWith(Key),
    /// It ends with this text.
    EndsWith(Key),
    /// It is greater.
    Greater(Key),
    /// It is this one or greater.
    AtLeast(Key),
    /// It is less.
    Less(Key),
    /// It is this one or less.
    AtMost(Key),
}

/// What answers are built from the resource's place and version, which nothing else knows.
const NOT_FILTERED: [&str; 4] = [
    "schemas",
    "meta.location",
    "meta.version",
    "meta.resourcetype",
];

impl Filter {
    /// What this means for resources of that type.
    ///
    /// # Errors
    /// `invalidFilter`: there is no such attribute, or its values cannot be compared in this way.
    pub fn compile(&self, kind: ResourceType) -> Result<Condition, ScimError> {
        self.compile_inside(kind, None)
    }

    fn compile_inside(
        &self,
        kind: ResourceType,
        element: Option<&AttributePath>,
    ) -> Result<Condition, ScimError> {
        let absolute = |name: &AttributePath| match element {
            Some(element) => element.inside(&name.name),
            None => name.clone(),
        };
        let all = |filters: &[Self]| {
            let compiled = filters.iter().map(|it| it.compile_inside(kind, element));
            compiled.collect::<Result<Vec<_>, _>>()
        };
        Ok(match self {
            Self::Compare(name, operator, literal) => {
                compare(kind, &absolute(name), *operator, literal)?
            }
            Self::Present(name) => present(kind, &absolute(name))?,
            Self::And(filters) => Condition::And(all(filters)?),
            Self::Or(filters) => Condition::Or(all(filters)?),
            Self::Not(filter) => Condition::Not(Box::new(filter.compile_inside(kind, element)?)),
            Self::Element(name, filter) => {
                let inner = filter.compile_inside(kind, Some(name))?;
                let name = match resolve(kind, name)? {
                    Resolved::Known(folded, attribute) if attribute.is_multi_valued => folded,
                    Resolved::Unknown(folded) => folded,
                    Resolved::Known(..) => {
                        return Err(refuse(format!("'{name}' has no elements to choose from")));
                    }
                };
                Condition::Element(name, Box::new(inner))
            }
        })
    }
}

impl AttributePath {
    /// The name that its values have in [`Leaf`](crate::Leaf); of a complex attribute, of its `value`.
    ///
    /// # Errors
    /// `invalidFilter`: there is no such attribute, or it has no values that could be compared.
    pub fn comparable(&self, kind: ResourceType) -> Result<String, ScimError> {
        let resolved = resolve(kind, self)?.comparable();
        match resolved.ok_or_else(|| refuse(format!("'{self}' has no value to compare")))? {
            Resolved::Known(name, _) | Resolved::Unknown(name) => Ok(name),
        }
    }
}

fn present(kind: ResourceType, name: &AttributePath) -> Result<Condition, ScimError> {
    let there = |name: String| Condition::Value(name, Test::Present);
    Ok(match resolve(kind, name)? {
        Resolved::Known(name, _) => there(name),
        Resolved::Unknown(name) => {
            let numbers = there(Key::number_name(&name));
            let booleans = there(Key::boolean_name(&name));
            Condition::Or(vec![there(name), numbers, booleans])
        }
    })
}

fn compare(
    kind: ResourceType,
    name: &AttributePath,
    operator: Operator,
    literal: &Literal,
) -> Result<Condition, ScimError> {
    if *literal == Literal::Null {
        return match operator {
            Operator::Eq => Ok(Condition::Not(Box::new(present(kind, name)?))),
            Operator::Ne => present(kind, name),
            _ => Err(refuse("null can only be compared with eq and ne")),
        };
    }
    let comparable = resolve(kind, name)?.comparable();
    let (folded, key, is_text) = match comparable {
        None => return Err(refuse(format!("'{name}' has no value to compare"))),
        Some(Resolved::Known(folded, attribute)) => {
            if attribute.kind == Kind::Boolean || attribute.kind == Kind::Binary {
                only_equality(name, operator)?;
            }
            let key = Key::of_literal(attribute, literal)
                .ok_or_else(|| refuse(format!("'{name}' cannot be compared with {literal}")))?;
            let is_text = !matches!(attribute.kind, Kind::Boolean | Kind::DateTime);
            (folded, key, is_text)
        }
        Some(Resolved::Unknown(folded)) => {
            if matches!(literal, Literal::Boolean(_)) {
                only_equality(name, operator)?;
            }
            let (folded, key) = Key::of_untyped(&folded, literal);
            (folded, key, matches!(literal, Literal::String(_)))
        }
    };
    if !is_text && matches!(operator, Operator::Co | Operator::Sw | Operator::Ew) {
        return Err(refuse(format!(
            "'{name}' is not text, so it cannot be compared with {}",
            operator.as_str()
        )));
    }
    let test = match operator {
        Operator::Eq | Operator::Ne => Test::Equals(key),
        // Whatever is there contains nothing, starts and ends with it.
        Operator::Co | Operator::Sw | Operator::Ew if key.as_str().is_empty() => Test::Present,
        Operator::Co => Test::Contains(key),
        Operator::Sw => Test::StartsWith(key),
        Operator::Ew => Test::EndsWith(key),
        Operator::Gt => Test::Greater(key),
        Operator::Ge => Test::AtLeast(key),
        Operator::Lt => Test::Less(key),
        Operator::Le => Test::AtMost(key),
    };
    let condition = Condition::Value(folded, test);
    Ok(match operator {
        Operator::Ne => Condition::Not(Box::new(condition)),
        _ => condition,
    })
}

fn only_equality(name: &AttributePath, operator: Operator) -> Result<(), ScimError> {
    match operator {
        Operator::Eq | Operator::Ne => Ok(()),
        _ => Err(refuse(format!(
            "'{name}' can only be compared with eq and ne"
        ))),
    }
}

fn resolve(kind: ResourceType, name: &AttributePath) -> Result<Resolved, ScimError> {
    let resolved = name
        .resolve(kind)
        .ok_or_else(|| refuse(format!("a {} has no attribute '{name}'", kind.name())))?;
    match &resolved {
        Resolved::Known(folded, _)
            if NOT_FILTERED.contains(&folded.as_str()) || folded.ends_with("$ref") =>
        {
            Err(refuse(format!("'{name}' cannot be searched for")))
        }
        _ => Ok(resolved),
    }
}

fn refuse(detail: impl Into<String>) -> ScimError {
    ScimError::bad(
        ScimType::InvalidFilter,
        format!("filter: {}", detail.into()),
    )
}
