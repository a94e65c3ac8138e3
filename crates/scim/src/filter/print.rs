//! A filter as text, which reads back as the same filter.

use std::fmt;

use serde_json::Value;

use super::{Filter, Literal};

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(attribute, operator, literal) => {
                write!(f, "{attribute} {} {literal}", operator.as_str())
            }
            Self::Present(attribute) => write!(f, "{attribute} pr"),
            Self::And(filters) => list(f, filters, " and ", |it| matches!(it, Self::Or(_))),
            Self::Or(filters) => list(f, filters, " or ", |_| false),
            Self::Not(filter) => write!(f, "not ({filter})"),
            Self::Element(attribute, filter) => write!(f, "{attribute}[{filter}]"),
        }
    }
}

fn list(
    f: &mut fmt::Formatter<'_>,
    filters: &[Filter],
    between: &str,
    needs_parentheses: impl Fn(&Filter) -> bool,
) -> fmt::Result {
    for (index, filter) in filters.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        if needs_parentheses(filter) {
            write!(f, "({filter})")?;
        } else {
            write!(f, "{filter}")?;
        }
    }
    Ok(())
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => write!(f, "{}", Value::from(text.as_str())),
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(is_true) => write!(f, "{is_true}"),
            Self::Null => f.write_str("null"),
        }
    }
}
