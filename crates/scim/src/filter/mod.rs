//! The filter language (RFC 7644, section 3.4.2.2).
//!
//! [`Filter`] is what a text says; [`Condition`] is what that means for one type of resource, with each
//! name looked up in the schemas and each value brought into the form in which it is compared. A
//! condition is evaluated in memory with [`Condition::holds`], or translated for a database.

mod beginning;
mod condition;
mod evaluate;
mod lexer;
mod parser;
mod print;
#[cfg(test)]
mod tests;

pub use beginning::after_beginning;
pub use condition::{Condition, Test};
pub use evaluate::passes;
pub(crate) use parser::Parser;

use crate::AttributePath;
use crate::ScimError;

/// Most bytes that a filter may have.
pub const MAX_LENGTH: usize = 8 * 1024;
/// How deep parentheses, brackets and `not` may be nested.
pub const MAX_DEPTH: usize = 32;
/// How many comparisons a filter may have.
pub const MAX_COMPARISONS: usize = 128;

/// A filter as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// An attribute compared with a value.
    Compare(AttributePath, Operator, Literal),
    /// `pr`: the attribute has a value.
    Present(AttributePath),
    /// All of them hold.
    And(Vec<Self>),
    /// One of them holds.
    Or(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// `emails[…]`: it holds inside one element of the attribute.
    Element(AttributePath, Box<Self>),
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// `invalidFilter`: it does not follow the grammar, or is longer, deeper or has more comparisons
    /// than the limits of this module.
    pub fn parse(text: &str) -> Result<Self, ScimError> {
        let mut parser = Parser::new(text)?;
        let filter = parser.filter()?;
        parser.end()?;
        Ok(filter)
    }

    /// All of `filters`; those that are such a list themselves become part of it.
    pub fn all(filters: Vec<Self>) -> Self {
        let flat = filters.into_iter().flat_map(|filter| match filter {
            Self::And(inner) => inner,
            other => vec![other],
        });
        one_or(flat.collect(), Self::And)
    }

    /// One of `filters`; those that are such a list themselves become part of it.
    pub fn any(filters: Vec<Self>) -> Self {
        let flat = filters.into_iter().flat_map(|filter| match filter {
            Self::Or(inner) => inner,
            other => vec![other],
        });
        one_or(flat.collect(), Self::Or)
    }
}

fn one_or(mut filters: Vec<Filter>, list: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    match filters.pop() {
        Some(only) if filters.is_empty() => only,
        other => {
            filters.extend(other);
            list(filters)
        }
    }
}

/// How an attribute is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Equal.
    Eq,
    /// Not equal: whatever is not `eq`, so also what has no value.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
}

impl Operator {
    /// Every operator with its text.
    pub const ALL: [(&'static str, Self); 9] = [
        ("eq", Self::Eq),
        ("ne", Self::Ne),
        ("co", Self::Co),
        ("sw", Self::Sw),
        ("ew", Self::Ew),
        ("gt", Self::Gt),
        ("ge", Self::Ge),
        ("lt", Self::Lt),
        ("le", Self::Le),
    ];

    /// The operator as it is written.
    pub fn as_str(self) -> &'static str {
        let of_it = Self::ALL.iter().find(|(_, operator)| *operator == self);
        of_it.map_or("", |(text, _)| text)
    }
}

/// A value as it is written in a filter.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Text.
    String(String),
    /// A number.
    Number(serde_json::Number),
    /// True or false.
    Boolean(bool),
    /// No value.
    Null,
}
