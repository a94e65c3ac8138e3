//! Whether a resource in memory meets a condition.

use super::{Condition, Test};
use crate::{Key, Leaf};

impl Condition {
    /// Whether the resource with these values meets it.
    pub fn holds(&self, leaves: &[Leaf]) -> bool {
        self.holds_in(leaves, None)
    }

    /// Whether it is met by the resource, or inside one element of it.
    fn holds_in(&self, leaves: &[Leaf], element: Option<u32>) -> bool {
        let is_here = |leaf: &Leaf| element.is_none() || leaf.element == element;
        match self {
            Self::Value(name, test) => leaves
                .iter()
                .any(|leaf| is_here(leaf) && leaf.attribute == *name && passes(&leaf.key, test)),
            Self::Element(name, condition) => leaves
                .iter()
                .filter(|leaf| leaf.attribute == *name && leaf.element.is_some())
                .any(|leaf| condition.holds_in(leaves, leaf.element)),
            Self::And(conditions) => conditions.iter().all(|it| it.holds_in(leaves, element)),
            Self::Or(conditions) => conditions.iter().any(|it| it.holds_in(leaves, element)),
            Self::Not(condition) => !condition.holds_in(leaves, element),
        }
    }
}

/// Whether one value passes a test.
pub fn passes(value: &Key, test: &Test) -> bool {
    let found = value.as_str();
    match test {
        Test::Present => true,
        Test::Equals(key) => value == key,
        Test::Contains(key) => found.contains(key.as_str()),
        Test::StartsWith(key) => found.starts_with(key.as_str()),
        Test::EndsWith(key) => found.ends_with(key.as_str()),
        Test::Greater(key) => value > key,
        Test::AtLeast(key) => value >= key,
        Test::Less(key) => value < key,
        Test::AtMost(key) => value <= key,
    }
}
