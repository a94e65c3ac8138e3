//! A resource taken apart into single values: what filters compare and what an index holds.

use kernel::{FoldedName, Timestamp};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::Resource;
use crate::filter::Literal;
use crate::schema::{Attribute, Kind};

/// One value of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The attribute in lower case: `emails.value`, or with the URN of its extension before it.
    pub attribute: String,
    /// Which element of the resource's lists it is inside. A list's element itself is a leaf with an
    /// empty key.
    pub element: Option<u32>,
    /// Of an attribute's values, this is the one to sort by: the primary, or else the first.
    pub is_first: bool,
    /// The value as it is compared.
    pub key: Key,
}

/// A value in the form in which it is compared: keys are equal if the values are, and in their order.
///
/// Text is folded unless case matters, a moment is a number of digits, a number is hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment that this is the key of.
    pub fn moment(&self) -> Option<Timestamp> {
        let shifted: u64 = self.0.parse().ok()?;
        let micros = i128::from(shifted) + i128::from(i64::MIN);
        i64::try_from(micros).ok().map(Timestamp::from_micros)
    }

    /// The key of a moment.
    pub fn of_moment(moment: Timestamp) -> Self {
        let shifted = i128::from(moment.micros()) - i128::from(i64::MIN);
        Self(format!("{shifted:020}"))
    }

    /// The key of a text.
    pub fn of_text(text: &str, is_case_exact: bool) -> Self {
        if is_case_exact {
            Self(text.to_owned())
        } else {
            Self(FoldedName::of(text).to_string())
        }
    }

    fn of_boolean(is_true: bool) -> Self {
        Self(is_true.to_string())
    }

    /// The bits of the number, turned so that their order as text is the numbers' order.
    fn of_number(number: &serde_json::Number) -> Self {
        let bits = (number.as_f64().unwrap_or_default() + 0.0).to_bits();
        let is_negative = bits >> 63 == 1;
        let ordered = if is_negative { !bits } else { bits | 1 << 63 };
        Self(format!("{ordered:016x}"))
    }

    /// The key of a literal that is compared with an attribute; none if they do not go together.
    pub(crate) fn of_literal(attribute: &Attribute, literal: &Literal) -> Option<Self> {
        match (attribute.kind, literal) {
            (Kind::String | Kind::Reference | Kind::Binary, Literal::String(text)) => {
                Some(Self::of_text(text, attribute.is_case_exact))
            }
            (Kind::Boolean, Literal::Boolean(is_true)) => Some(Self::of_boolean(*is_true)),
            (Kind::Boolean, Literal::String(text)) => boolean(text).map(Self::of_boolean),
            (Kind::DateTime, Literal::String(text)) => moment(text).map(Self::of_moment),
            _ => None,
        }
    }

    /// The key of a literal that is compared with an attribute that nobody described, and the name
    /// that values of that kind have.
    pub(crate) fn of_untyped(attribute: &str, literal: &Literal) -> (String, Self) {
        match literal {
            Literal::String(text) => (attribute.to_owned(), Self::of_text(text, false)),
            Literal::Number(number) => (Self::number_name(attribute), Self::of_number(number)),
            Literal::Boolean(is_true) => {
                (Self::boolean_name(attribute), Self::of_boolean(*is_true))
            }
            Literal::Null => (attribute.to_owned(), Self(String::new())),
        }
    }

    /// Numbers and texts of one undescribed attribute must not be compared with each other.
    pub(crate) fn number_name(attribute: &str) -> String {
        format!("{attribute}#number")
    }

    pub(crate) fn boolean_name(attribute: &str) -> String {
        format!("{attribute}#boolean")
    }
}

/// True and false, also as Microsoft Entra ID writes them.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// An RFC 3339 moment.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    let micros = moment.unix_timestamp_nanos().div_euclid(1_000);
    i64::try_from(micros).ok().map(Timestamp::from_micros)
}

impl Resource {
    /// Every value of the resource that can be searched for.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut taken = Taken::default();
        for (name, value) in self.attributes() {
            match (self.kind().attribute(name), value) {
                (Some(attribute), value) => {
                    taken.known(&name.to_ascii_lowercase(), attribute, value);
                }
                (None, Value::Object(extension)) => self.extension(name, extension, &mut taken),
                (None, _) => {}
            }
        }
        taken.leaves
    }

    fn extension(&self, urn: &str, values: &Map<String, Value>, taken: &mut Taken) {
        let schema = self.kind().schema(urn);
        for (name, value) in values {
            let path = format!("{urn}:{name}").to_ascii_lowercase();
            match schema.and_then(|schema| schema.attribute(name)) {
                Some(attribute) => taken.known(&path, attribute, value),
                None => taken.unknown(&path, value),
            }
        }
    }
}

/// The leaves found so far.
#[derive(Default)]
struct Taken {
    leaves: Vec<Leaf>,
    elements: u32,
    element: Option<u32>,
    is_first: bool,
}

impl Taken {
    fn known(&mut self, path: &str, attribute: &Attribute, value: &Value) {
        self.each(value, |taken, value| {
            taken.known_one(path, attribute, value);
        });
    }

    fn known_one(&mut self, path: &str, attribute: &Attribute, value: &Value) {
        let key = match (attribute.kind, value) {
            (Kind::Complex, Value::Object(parts)) => {
                self.push(path.to_owned(), Key(String::new()));
                for (name, part) in parts {
                    if let Some(sub) = attribute.sub_attribute(name) {
                        let path = format!("{path}.{}", name.to_ascii_lowercase());
                        self.known_one(&path, sub, part);
                    }
                }
                return;
            }
            (_, Value::String(text)) => Key::of_literal(attribute, &Literal::String(text.clone())),
            (_, Value::Bool(is_true)) => Key::of_literal(attribute, &Literal::Boolean(*is_true)),
            _ => None,
        };
        if let Some(key) = key {
            self.push(path.to_owned(), key);
        }
    }

    fn unknown(&mut self, path: &str, value: &Value) {
        self.each(value, |taken, value| taken.unknown_one(path, value, true));
    }

    fn unknown_one(&mut self, path: &str, value: &Value, may_be_complex: bool) {
        let literal = match value {
            Value::Object(parts) if may_be_complex => {
                self.push(path.to_owned(), Key(String::new()));
                for (name, part) in parts {
                    let path = format!("{path}.{}", name.to_ascii_lowercase());
                    self.unknown_one(&path, part, false);
                }
                return;
            }
            Value::String(text) => Literal::String(text.clone()),
            Value::Number(number) => Literal::Number(number.clone()),
            Value::Bool(is_true) => Literal::Boolean(*is_true),
            Value::Null | Value::Array(_) | Value::Object(_) => return,
        };
        let (path, key) = Key::of_untyped(path, &literal);
        self.push(path, key);
    }

    /// Each element of a list, the one to sort by being the primary or else the first; or the value.
    fn each(&mut self, value: &Value, mut take: impl FnMut(&mut Self, &Value)) {
        let Value::Array(elements) = value else {
            (self.element, self.is_first) = (None, true);
            take(self, value);
            return;
        };
        let is_primary = |it: &Value| it.get("primary") == Some(&Value::Bool(true));
        let first = elements.iter().position(is_primary).unwrap_or(0);
        for (index, element) in elements.iter().enumerate() {
            (self.element, self.is_first) = (Some(self.elements), index == first);
            self.elements += 1;
            take(self, element);
        }
    }

    fn push(&mut self, attribute: String, key: Key) {
        self.leaves.push(Leaf {
            attribute,
            element: self.element,
            is_first: self.is_first,
            key,
        });
    }
}
