//! A user as SCIM shows it, and what a resource says about an account.

use identity::{EmailAddress, InvalidAccount, Username};
use scim::{Resource, ScimError, schema::ResourceType};
use serde_json::{Map, Value, json};
use tenancy::TenantSettings;

use crate::{Membership, User};

/// What only the service sets.
const OWN: [&str; 3] = ["id", "meta", "groups"];
/// What is the account's, or the provisioner's alone.
const ACCOUNT: [&str; 3] = ["userName", "active", "externalId"];

impl User {
    /// The user as a resource.
    pub fn resource(&self) -> Resource {
        let account = &self.account;
        let mut resource = Resource::from_attributes(ResourceType::User, self.profile.clone());
        resource.set("id", account.user_id.as_str());
        resource.set("userName", account.username.as_str());
        resource.set("active", !account.is_disabled);
        resource.set("externalId", self.external_id.as_deref());
        resource.set("emails", self.emails());
        if !self.groups.is_empty() {
            resource.set(
                "groups",
                self.groups
                    .iter()
                    .map(Membership::element)
                    .collect::<Vec<_>>(),
            );
        }
        let changed_at = account.updated_at.unwrap_or(account.created_at);
        resource.set(
            "meta",
            json!({
                "created": account.created_at.to_rfc3339(),
                "lastModified": changed_at.to_rfc3339(),
                "version": self.revision.entity_tag(),
            }),
        );
        resource
    }

    /// The addresses, of which one is what the account has now, however it got there.
    fn emails(&self) -> Vec<Value> {
        let mut emails = match self.profile.get("emails") {
            Some(Value::Array(emails)) => emails.clone(),
            _ => vec![json!({})],
        };
        let own = position(&emails);
        if let Some(Value::Object(parts)) = emails.get_mut(own) {
            parts.insert("value".to_owned(), self.account.email.as_str().into());
        }
        emails
    }
}

impl Membership {
    fn element(&self) -> Value {
        json!({ "value": self.group_id, "display": self.display_name, "type": "direct" })
    }
}

/// Which of several addresses is the account's: the primary, or else the first.
fn position(emails: &[Value]) -> usize {
    let is_primary = |it: &Value| it.get("primary") == Some(&Value::Bool(true));
    emails.iter().position(is_primary).unwrap_or(0)
}

/// What a resource says about an account.
#[derive(Debug, PartialEq)]
pub(crate) struct Facts {
    pub(crate) username: Username,
    pub(crate) email: EmailAddress,
    pub(crate) is_disabled: bool,
    pub(crate) locale: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) profile: Map<String, Value>,
}

/// Most characters of an `externalId`.
const EXTERNAL_ID_LIMIT: usize = 256;

impl Facts {
    /// Reads a resource.
    ///
    /// # Errors
    /// `invalidValue`: a name or address cannot be an account's.
    pub(crate) fn of(resource: &Resource, settings: &TenantSettings) -> Result<Self, ScimError> {
        let refuse = |field: &str| {
            let field = field.to_owned();
            move |error: InvalidAccount| {
                ScimError::invalid_value(format!("{field}: {}", error.problem))
            }
        };
        let name = resource.text("userName").unwrap_or_default();
        let username = Username::parse(name).map_err(refuse("userName"))?;
        let emails = resource.get("emails").and_then(Value::as_array);
        let own = emails.and_then(|emails| emails.get(position(emails)));
        let address = match own {
            Some(own) => own.get("value").and_then(Value::as_str).unwrap_or_default(),
            None if name.contains('@') => name,
            None => {
                let detail = "emails: expected the person's e-mail address";
                return Err(ScimError::invalid_value(detail));
            }
        };
        let email = EmailAddress::parse(address).map_err(refuse("emails.value"))?;
        if !settings.has_username_and_email && username.folded() != email.folded() {
            let detail = "userName: in this tenant the e-mail address is the username";
            return Err(ScimError::invalid_value(detail));
        }
        let mut profile = resource.attributes().clone();
        profile.retain(|name, _| !OWN.contains(&&**name) && !ACCOUNT.contains(&&**name));
        Ok(Self {
            username,
            email,
            is_disabled: resource.get("active") == Some(&Value::Bool(false)),
            locale: locale(resource),
            external_id: external_id(resource)?,
            profile,
        })
    }
}

/// The language in which the person is written to (BCP 47); nothing if it does not look like one.
fn locale(resource: &Resource) -> Option<String> {
    let text = resource
        .text("preferredLanguage")
        .or_else(|| resource.text("locale"))?;
    let tag = text.replace('_', "-");
    let is_tag = (2..=35).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_tag.then_some(tag)
}

/// What the provisioner calls the resource.
pub(crate) fn external_id(resource: &Resource) -> Result<Option<String>, ScimError> {
    match resource.text("externalId") {
        None | Some("") => Ok(None),
        Some(text) if text.chars().count() <= EXTERNAL_ID_LIMIT => Ok(Some(text.to_owned())),
        Some(_) => Err(ScimError::invalid_value(format!(
            "externalId: expected at most {EXTERNAL_ID_LIMIT} characters"
        ))),
    }
}

/// The resource without what only the service sets.
pub(crate) fn of_client(resource: &Resource) -> Resource {
    let mut attributes = resource.attributes().clone();
    attributes.retain(|name, _| !OWN.contains(&&**name));
    Resource::from_attributes(resource.kind(), attributes)
}
