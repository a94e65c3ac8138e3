//! What tests of this crate share: resources, and a directory in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::list::{Page, Query};
use crate::schema::ResourceType;
use crate::{Change, Directory, Precondition, Projection, Resource, ScimError, Server, entity_tag};

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// The user with these members beside `schemas`.
pub(crate) fn user(mut members: Value) -> Resource {
    members["schemas"] = json!([USER]);
    Resource::parse(ResourceType::User, &members).unwrap()
}

/// The group with these members beside `schemas`.
pub(crate) fn group(mut members: Value) -> Resource {
    members["schemas"] = json!([GROUP]);
    Resource::parse(ResourceType::Group, &members).unwrap()
}

/// A person with a bit of everything.
pub(crate) fn babs() -> Resource {
    user(json!({
        "userName": "bjensen@example.com",
        "externalId": "bjensen",
        "active": true,
        "title": "Tour Guide",
        "name": { "familyName": "Jensen", "givenName": "Barbara" },
        "emails": [
            { "value": "bjensen@example.com", "type": "work", "primary": true },
            { "value": "babs@jensen.org", "type": "home" },
        ],
        "phoneNumbers": [{ "value": "555-555-8377", "type": "mobile" }],
        "addresses": [{ "type": "work", "streetAddress": "100 Universal City Plaza", "locality": "Hollywood" }],
        ENTERPRISE: { "department": "Tour Operations", "employeeNumber": "701984" },
        "urn:example:badge:1.0:User": { "colour": "Red", "level": 7, "guide": true },
    }))
}

/// A directory that keeps what it is given and numbers it.
#[derive(Default)]
pub(crate) struct InMemory(Mutex<Vec<(Resource, u32)>>);

impl InMemory {
    pub(crate) fn server(&self) -> Server<'_> {
        Server {
            base: "https://example.com/v2".to_owned(),
            directory: self,
            max_payload: 1_048_576,
            tells_events: false,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.with(|all| all.len())
    }

    fn with<T>(&self, step: impl FnOnce(&mut Vec<(Resource, u32)>) -> T) -> T {
        step(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn stamped(resource: &Resource, version: u32) -> Resource {
    let mut stamped = resource.clone();
    stamped.set(
        "meta",
        json!({ "version": entity_tag(&version.to_string()) }),
    );
    stamped
}

#[async_trait]
impl Directory for InMemory {
    async fn create(&self, mut resource: Resource) -> Result<Resource, ScimError> {
        self.with(|all| {
            let name = |it: &Resource| it.text("userName").map(str::to_owned);
            if all
                .iter()
                .any(|(it, _)| name(it).is_some() && name(it) == name(&resource))
            {
                return Err(ScimError::taken("userName: taken"));
            }
            resource.set("id", format!("id{}", all.len()));
            all.push((resource.clone(), 1));
            Ok(stamped(&resource, 1))
        })
    }

    async fn find(
        &self,
        kind: ResourceType,
        id: &str,
        _: &Projection,
    ) -> Result<Option<Resource>, ScimError> {
        self.with(|all| {
            let found = all
                .iter()
                .find(|(it, _)| it.kind() == kind && it.id() == Some(id));
            Ok(found.map(|(it, version)| stamped(it, *version)))
        })
    }

    async fn list(&self, kind: ResourceType, query: &Query) -> Result<Page, ScimError> {
        let of_kind = self.with(|all| {
            let of_kind = all.iter().filter(|(it, _)| it.kind() == kind);
            of_kind.map(|(it, version)| stamped(it, *version)).collect()
        });
        Ok(query.run(of_kind))
    }

    async fn update(
        &self,
        kind: ResourceType,
        id: &str,
        change: &Change,
        precondition: &Precondition,
        _: &Projection,
    ) -> Result<Option<Resource>, ScimError> {
        self.with(|all| {
            let found = all
                .iter_mut()
                .find(|(it, _)| it.kind() == kind && it.id() == Some(id));
            let Some((current, version)) = found else {
                return Ok(None);
            };
            if !precondition.admits(stamped(current, *version).version()) {
                return Err(ScimError::changed_meanwhile());
            }
            let mut changed = change.apply(current)?;
            changed.set("id", id);
            if changed != *current {
                *version += 1;
                *current = changed;
            }
            Ok(Some(stamped(current, *version)))
        })
    }

    async fn delete(
        &self,
        kind: ResourceType,
        id: &str,
        _: &Precondition,
    ) -> Result<bool, ScimError> {
        self.with(|all| {
            let before = all.len();
            all.retain(|(it, _)| it.kind() != kind || it.id() != Some(id));
            Ok(all.len() < before)
        })
    }
}
