//! A user or a group as JSON whose names are spelt as the schemas spell them.

use serde_json::{Map, Value};

use crate::attribute_path::is_urn;
use crate::normalize;
use crate::schema::ResourceType;
use crate::{ScimError, ScimType};

/// A user or a group.
///
/// Names are the schemas', values are of their attributes' kinds, and what has no value is not there.
/// An extension is an object under its URN; one that nobody described is kept as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    kind: ResourceType,
    attributes: Map<String, Value>,
}

impl Resource {
    /// Reads what a client sent. Attributes that only the service sets are left out (RFC 7644,
    /// section 3.3), and so are those of known schemas that do not exist.
    ///
    /// # Errors
    /// `invalidSyntax` if it is not an object with the type's schema; `invalidValue` if a value is not
    /// of its attribute's kind, or a required one is missing.
    pub fn parse(kind: ResourceType, document: &Value) -> Result<Self, ScimError> {
        let Value::Object(members) = document else {
            return Err(ScimError::bad(
                ScimType::InvalidSyntax,
                "expected a JSON object",
            ));
        };
        check_schemas(kind, members)?;
        let resource = Self {
            kind,
            attributes: normalize::resource(kind, members)?,
        };
        resource.check_required()?;
        Ok(resource)
    }

    /// A resource without any attribute.
    pub fn empty(kind: ResourceType) -> Self {
        Self {
            kind,
            attributes: Map::new(),
        }
    }

    /// The resource with these attributes, which [`attributes`](Self::attributes) gave.
    pub const fn from_attributes(kind: ResourceType, attributes: Map<String, Value>) -> Self {
        Self { kind, attributes }
    }

    /// What it is.
    pub const fn kind(&self) -> ResourceType {
        self.kind
    }

    /// Its attributes.
    pub const fn attributes(&self) -> &Map<String, Value> {
        &self.attributes
    }

    pub(crate) const fn attributes_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.attributes
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes.get(name)
    }

    /// The value of an attribute that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Its id.
    pub fn id(&self) -> Option<&str> {
        self.text("id")
    }

    /// Its entity tag.
    pub fn version(&self) -> Option<&str> {
        self.get("meta")?.get("version")?.as_str()
    }

    /// Where it is.
    pub fn location(&self) -> Option<&str> {
        self.get("meta")?.get("location")?.as_str()
    }

    /// Sets an attribute, under the name that its schema gives it. Null takes it away.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        match value.into() {
            Value::Null => {
                self.attributes.remove(name);
            }
            value => {
                self.attributes.insert(name.to_owned(), value);
            }
        }
    }

    /// Takes an attribute away and returns its value.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.attributes.remove(name)
    }

    /// The whole resource with its `schemas`.
    pub fn to_json(&self) -> Value {
        let mut document = self.attributes.clone();
        let extensions = document.keys().filter(|name| is_urn(name));
        let mut schemas = vec![Value::from(self.kind.core().urn)];
        schemas.extend(extensions.map(|urn| Value::from(urn.as_str())));
        document.insert("schemas".to_owned(), schemas.into());
        Value::Object(document)
    }

    /// Every required attribute has a value.
    pub(crate) fn check_required(&self) -> Result<(), ScimError> {
        // The others have a value even if the client gives none.
        let name = match self.kind {
            ResourceType::User => "userName",
            ResourceType::Group => "displayName",
        };
        match self.text(name) {
            Some(text) if !text.is_empty() => Ok(()),
            _ => Err(ScimError::invalid_value(format!(
                "{name}: a {} needs one",
                self.kind.name()
            ))),
        }
    }
}

fn check_schemas(kind: ResourceType, members: &Map<String, Value>) -> Result<(), ScimError> {
    let named = members
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("schemas"));
    let urns = named.and_then(|(_, value)| value.as_array());
    let is_core = |urn: &Value| {
        let text = urn.as_str();
        text.is_some_and(|text| kind.core().urn.eq_ignore_ascii_case(text))
    };
    if urns.is_some_and(|urns| urns.iter().any(is_core)) {
        Ok(())
    } else {
        let detail = format!("schemas: expected a list with {}", kind.core().urn);
        Err(ScimError::bad(ScimType::InvalidSyntax, detail))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixture::{ENTERPRISE, USER, user};

    #[test]
    fn names_are_spelt_as_the_schemas_spell_them() {
        let ada = user(json!({
            "USERNAME": "ada",
            "Active": "True",
            "Emails": { "Value": "ada@example.com", "PRIMARY": true },
            ENTERPRISE.to_uppercase(): { "Manager": "7" },
        }));
        let expected = user(json!({
            "userName": "ada",
            "active": true,
            "emails": [{ "value": "ada@example.com", "primary": true }],
            ENTERPRISE: { "manager": { "value": "7" } },
        }));
        assert_eq!(ada, expected);
    }

    #[test]
    fn what_only_the_service_sets_and_what_does_not_exist_is_left_out() {
        let ada = user(json!({
            "userName": "ada",
            "id": "chosen",
            "meta": { "created": "2011-05-13T04:42:34Z" },
            "groups": [{ "value": "admins" }],
            "password": "secret",
            "colour": "red",
            "title": null,
            "photos": [],
            "name": { "colour": "red" },
        }));
        assert_eq!(ada, user(json!({ "userName": "ada" })));
    }

    #[test]
    fn extensions_that_nobody_described_are_kept() {
        let badge = json!({ "colour": "red", "levels": [1, { "x": null }] });
        let ada = user(json!({ "userName": "ada", "urn:example:Badge": badge }));
        let shown = ada.to_json();
        assert_eq!(shown["urn:example:Badge"], badge);
        assert_eq!(shown["schemas"], json!([USER, "urn:example:Badge"]));
    }

    #[test]
    fn what_is_not_of_its_kind_is_refused_by_name() {
        for (members, expected) in [
            (json!({}), "userName: a User needs one"),
            (json!({ "userName": "" }), "userName: a User needs one"),
            (json!({ "userName": 5 }), "userName: expected text"),
            (
                json!({ "userName": "a\u{0}" }),
                "userName: expected text without NUL",
            ),
            (
                json!({ "active": "perhaps" }),
                "active: expected true or false",
            ),
            (json!({ "name": "Ada" }), "name: expected an object"),
            (
                json!({ "name": { "givenName": [] } }),
                "name.givenName: expected text",
            ),
            (
                json!({ "emails": [{ "primary": true, "value": "a" }, { "primary": true, "value": "b" }] }),
                "emails: expected at most one primary value",
            ),
            (
                json!({ "x509Certificates": [{ "value": "!" }] }),
                "x509Certificates.value: expected base64",
            ),
            (json!({ ENTERPRISE: "x" }), "expected an object"),
            (json!({ "a:b": {} }), "expected the URN of a schema"),
        ] {
            let mut document = members.clone();
            document["schemas"] = json!([USER]);
            let error = Resource::parse(ResourceType::User, &document).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
            assert_eq!(error.to_json()["scimType"], "invalidValue");
        }
        for document in [
            json!([]),
            json!({ "userName": "ada" }),
            json!({ "schemas": ["urn:x:y"] }),
        ] {
            let error = Resource::parse(ResourceType::User, &document).unwrap_err();
            assert_eq!(error.to_json()["scimType"], "invalidSyntax");
        }
    }
}
