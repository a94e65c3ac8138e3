//! Asking for many resources: filter, order, page (RFC 7644, section 3.4.2).

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use crate::filter::{Condition, Filter};
use crate::schema::ResourceType;
use crate::{AttributePath, Leaf, Projection, Resource, ScimError, ScimType};

/// Most resources in one answer.
pub const MAX_COUNT: u64 = 100;
const URN: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// What a client asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRequest {
    /// Which resources; all if there is none.
    pub filter: Option<Filter>,
    /// In which order.
    pub sort: Option<Sort>,
    /// The number of the first, from 1.
    pub start_index: u64,
    /// Most resources.
    pub count: u64,
    /// Which of their attributes.
    pub projection: Projection,
}

/// The order of resources.
#[derive(Clone, Debug, PartialEq)]
pub struct Sort {
    /// By the values of this attribute.
    pub by: AttributePath,
    /// The greatest first.
    pub is_descending: bool,
}

impl ListRequest {
    /// Reads the parameters of a query or the members of a search request (RFC 7644, section 3.4.3).
    /// A `startIndex` below 1 is 1, a `count` below 0 is 0 and above [`MAX_COUNT`] is that.
    ///
    /// # Errors
    /// `invalidFilter`, or `invalidValue` for anything else that cannot be read.
    pub fn parse(members: &Map<String, Value>) -> Result<Self, ScimError> {
        let text = |name: &str| match members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(expected(name, "text")),
        };
        let by = text("sortBy")?.map(AttributePath::parse).transpose();
        let by = by.map_err(|error| expected("sortBy", &error.to_string()))?;
        let is_descending = match text("sortOrder")? {
            None => false,
            Some(order) if order.eq_ignore_ascii_case("ascending") => false,
            Some(order) if order.eq_ignore_ascii_case("descending") => true,
            Some(_) => return Err(expected("sortOrder", "ascending or descending")),
        };
        let start_index = integer(members, "startIndex")?.unwrap_or(1).max(1);
        let count = integer(members, "count")?.map_or(MAX_COUNT, |count| {
            u64::try_from(count).unwrap_or(0).min(MAX_COUNT)
        });
        Ok(Self {
            filter: text("filter")?.map(Filter::parse).transpose()?,
            sort: by.map(|by| Sort { by, is_descending }),
            start_index: u64::try_from(start_index).unwrap_or(1),
            count,
            projection: Projection::of_names(
                names(members, "attributes")?,
                names(members, "excludedAttributes")?,
            )?,
        })
    }

    /// What this means for resources of that type.
    ///
    /// # Errors
    /// `invalidFilter`: the filter or the order does not fit the type.
    pub fn compile(&self, kind: ResourceType) -> Result<Query, ScimError> {
        let condition = self.filter.as_ref().map(|filter| filter.compile(kind));
        let order = match &self.sort {
            None => None,
            Some(sort) => Some(Order {
                attribute: sort.by.comparable(kind)?,
                is_descending: sort.is_descending,
            }),
        };
        Ok(Query {
            condition: condition.transpose()?,
            order,
            offset: self.start_index - 1,
            count: self.count,
            projection: self.projection.clone(),
        })
    }
}

fn integer(members: &Map<String, Value>, name: &str) -> Result<Option<i64>, ScimError> {
    let number = match members.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Number(number)) => number.as_i64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    number.map(Some).ok_or_else(|| expected(name, "an integer"))
}

/// Names as a list, or as one text with commas.
fn names(members: &Map<String, Value>, name: &str) -> Result<Option<Vec<String>>, ScimError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.split(',').map(str::to_owned).collect())),
        Some(Value::Array(list)) => {
            let texts = list.iter().map(|it| it.as_str().map(str::to_owned));
            let texts: Option<Vec<_>> = texts.collect();
            texts.map(Some).ok_or_else(|| expected(name, "names"))
        }
        Some(_) => Err(expected(name, "names")),
    }
}

fn expected(name: &str, what: &str) -> ScimError {
    ScimError::bad(ScimType::InvalidValue, format!("{name}: expected {what}"))
}

/// What a [`Directory`](crate::Directory) is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Which resources; all if there is none.
    pub condition: Option<Condition>,
    /// In which order; without one, in that of their creation.
    pub order: Option<Order>,
    /// How many to pass over.
    pub offset: u64,
    /// Most resources.
    pub count: u64,
    /// Which attributes the answer will have: what is not wanted need not be read.
    pub projection: Projection,
}

/// The order of resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The name of the attribute's [leaves](Leaf). Of several values the [first](Leaf::is_first) counts.
    pub attribute: String,
    /// The greatest first. Those without a value come last, or first if this is set.
    pub is_descending: bool,
}

/// The resources of one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// How many there are on all pages.
    pub total: u64,
    /// Those of this page.
    pub resources: Vec<Resource>,
}

impl Query {
    /// How many resources there are on all pages, if a page of `found` tells: it is the last one.
    pub fn total_of(&self, found: usize) -> Option<u64> {
        let found = u64::try_from(found).ok()?;
        let is_last = found < self.count && (found > 0 || self.offset == 0);
        is_last.then(|| self.offset + found)
    }

    /// Answers from `resources`, which are in the order of their creation.
    pub fn run(&self, resources: Vec<Resource>) -> Page {
        let with_leaves = resources.into_iter().map(|it| (it.leaves(), it));
        let meets = |leaves: &[Leaf]| self.condition.as_ref().is_none_or(|it| it.holds(leaves));
        let mut found: Vec<_> = with_leaves.filter(|(leaves, _)| meets(leaves)).collect();
        if let Some(order) = &self.order {
            found.sort_by(|(one, _), (other, _)| order.compare(one, other));
        }
        let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let count = usize::try_from(self.count).unwrap_or(usize::MAX);
        let page = found.into_iter().skip(offset).take(count);
        Page {
            total,
            resources: page.map(|(_, resource)| resource).collect(),
        }
    }
}

impl Order {
    fn compare(&self, one: &[Leaf], other: &[Leaf]) -> Ordering {
        let key = |leaves: &[Leaf]| {
            let first = |leaf: &&Leaf| leaf.is_first && leaf.attribute == self.attribute;
            leaves.iter().find(first).map(|leaf| leaf.key.clone())
        };
        let (one, other) = (key(one), key(other));
        let ascending = one
            .is_none()
            .cmp(&other.is_none())
            .then_with(|| one.cmp(&other));
        if self.is_descending {
            ascending.reverse()
        } else {
            ascending
        }
    }
}

/// The body of an answer with many resources.
pub fn list_response(total: u64, start_index: u64, resources: Vec<Value>) -> Value {
    let items = resources.len();
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!([URN]));
    body.insert("totalResults".to_owned(), total.into());
    body.insert("startIndex".to_owned(), start_index.into());
    body.insert("itemsPerPage".to_owned(), items.into());
    body.insert("Resources".to_owned(), resources.into());
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::user;

    fn request(members: &Value) -> Result<ListRequest, ScimError> {
        ListRequest::parse(members.as_object().unwrap())
    }

    fn found(members: &Value) -> Vec<String> {
        let people = [
            json!({ "userName": "eve", "title": "b", "emails": [{ "value": "z@example.com" }] }),
            json!({ "userName": "Ada", "title": "A" }),
            json!({ "userName": "bob", "emails": [
                { "value": "a@example.com" },
                { "value": "x@example.com", "primary": true },
            ]}),
        ];
        let query = request(members)
            .unwrap()
            .compile(ResourceType::User)
            .unwrap();
        let page = query.run(people.map(user).into());
        let name = |it: &Resource| it.text("userName").unwrap().to_owned();
        page.resources.iter().map(name).collect()
    }

    #[test]
    fn numbers_outside_their_range_are_brought_into_it() {
        for (given, expected) in [
            (json!({}), (1, 100)),
            (json!({ "startIndex": "0", "count": "-1" }), (1, 0)),
            (json!({ "startIndex": -7, "count": 101 }), (1, 100)),
            (json!({ "startIndex": 5, "count": 0 }), (5, 0)),
        ] {
            let request = request(&given).unwrap();
            assert_eq!((request.start_index, request.count), expected);
        }
        for wrong in [
            json!({ "count": "ten" }),
            json!({ "startIndex": [] }),
            json!({ "sortOrder": "up" }),
            json!({ "sortBy": "a b" }),
            json!({ "attributes": 5 }),
        ] {
            assert_eq!(request(&wrong).unwrap_err().status(), 400);
        }
    }

    #[test]
    fn the_order_ignores_letter_case_and_puts_what_is_missing_last() {
        assert_eq!(found(&json!({})), ["eve", "Ada", "bob"]);
        assert_eq!(
            found(&json!({ "sortBy": "userName" })),
            ["Ada", "bob", "eve"]
        );
        assert_eq!(found(&json!({ "sortBy": "title" })), ["Ada", "eve", "bob"]);
        let descending = json!({ "sortBy": "title", "sortOrder": "Descending" });
        assert_eq!(found(&descending), ["bob", "eve", "Ada"]);
        // Of several addresses the primary one counts.
        assert_eq!(found(&json!({ "sortBy": "emails" })), ["bob", "eve", "Ada"]);
    }

    #[test]
    fn a_page_knows_how_many_there_are_in_all() {
        let page = json!({ "filter": "title pr", "startIndex": 2, "count": 1 });
        assert_eq!(found(&page), ["Ada"]);
        let query = request(&page).unwrap().compile(ResourceType::User).unwrap();
        let people = (0..5).map(|it| user(json!({ "userName": it.to_string(), "title": "x" })));
        assert_eq!(query.run(people.collect()).total, 5);
    }
}
