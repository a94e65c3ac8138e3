//! SCIM 2.0 (RFC 7643 and 7644) for any store: how users and groups are described, searched and changed.
//!
//! This crate decides what a filter, a path, a PATCH or a bulk request means, which attributes there
//! are and what an answer looks like. It must *not* know who asks, where resources are kept, or what a
//! user is otherwise: its one port is [`Directory`], and [`Server`] serves whatever stands behind it.
//! Each part can be used alone. A filter is read, looked up in the schemas, and evaluated:
//!
//! ```
//! use scim::{Resource, filter::Filter, schema::ResourceType::User};
//! use serde_json::json;
//!
//! let ada = Resource::parse(User, &json!({
//!     "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
//!     "userName": "ada",
//!     "emails": [{ "type": "work", "value": "ada@example.com" }],
//! }))?;
//! let filter = Filter::parse(r#"emails[type eq "work" and value ew "@EXAMPLE.com"]"#)?;
//! assert!(filter.compile(User)?.holds(&ada.leaves()));
//! # Ok::<(), scim::ScimError>(())
//! ```
//!
//! A PATCH is applied whole or not at all:
//!
//! ```
//! # use scim::{Resource, schema::ResourceType::User};
//! # use serde_json::json;
//! use scim::patch::Patch;
//!
//! # let schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
//! let ada = Resource::parse(User, &json!({ "schemas": schemas, "userName": "ada" }))?;
//! let patch = Patch::parse(User, &json!({
//!     "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
//!     "Operations": [{ "op": "Add", "path": "name.familyName", "value": "Lovelace" }],
//! }))?;
//! assert_eq!(patch.apply(&ada)?.get("name"), Some(&json!({ "familyName": "Lovelace" })));
//! # Ok::<(), scim::ScimError>(())
//! ```
//!
//! And a store of one's own is served by implementing the port, here over a list in memory:
//!
//! ```
//! use std::sync::{Mutex, PoisonError};
//!
//! use async_trait::async_trait;
//! use scim::list::{ListRequest, Page, Query};
//! use scim::schema::ResourceType::{self, User};
//! use scim::{Change, Directory, Precondition, Projection, Resource, ScimError, Server, entity_tag};
//! use serde_json::json;
//!
//! #[derive(Default)]
//! struct InMemory(Mutex<Vec<Resource>>);
//!
//! impl InMemory {
//!     fn with<T>(&self, step: impl FnOnce(&mut Vec<Resource>) -> T) -> T {
//!         step(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
//!     }
//! }
//!
//! fn is(kind: ResourceType, id: &str) -> impl Fn(&Resource) -> bool {
//!     move |it| it.kind() == kind && it.id() == Some(id)
//! }
//!
//! fn stamped(mut resource: Resource, id: &str, version: usize) -> Resource {
//!     resource.set("id", id);
//!     resource.set("meta", json!({ "version": entity_tag(&version.to_string()) }));
//!     resource
//! }
//!
//! #[async_trait]
//! impl Directory for InMemory {
//!     async fn create(&self, resource: Resource) -> Result<Resource, ScimError> {
//!         self.with(|all| {
//!             let created = stamped(resource, &all.len().to_string(), 1);
//!             all.push(created.clone());
//!             Ok(created)
//!         })
//!     }
//!
//!     async fn find(&self, kind: ResourceType, id: &str, _: &Projection) -> Result<Option<Resource>, ScimError> {
//!         self.with(|all| Ok(all.iter().find(|it| is(kind, id)(it)).cloned()))
//!     }
//!
//!     async fn list(&self, kind: ResourceType, query: &Query) -> Result<Page, ScimError> {
//!         self.with(|all| Ok(query.run(all.iter().filter(|it| it.kind() == kind).cloned().collect())))
//!     }
//!
//!     async fn update(
//!         &self,
//!         kind: ResourceType,
//!         id: &str,
//!         change: &Change,
//!         precondition: &Precondition,
//!         _: &Projection,
//!     ) -> Result<Option<Resource>, ScimError> {
//!         self.with(|all| {
//!             let Some(current) = all.iter_mut().find(|it| is(kind, id)(it)) else {
//!                 return Ok(None);
//!             };
//!             if !precondition.admits(current.version()) {
//!                 return Err(ScimError::changed_meanwhile());
//!             }
//!             *current = stamped(change.apply(current)?, id, 2);
//!             Ok(Some(current.clone()))
//!         })
//!     }
//!
//!     async fn delete(&self, kind: ResourceType, id: &str, _: &Precondition) -> Result<bool, ScimError> {
//!         self.with(|all| {
//!             let before = all.len();
//!             all.retain(|it| !is(kind, id)(it));
//!             Ok(all.len() < before)
//!         })
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), ScimError> {
//! let directory = InMemory::default();
//! let base = "https://scim.example.com/v2".to_owned();
//! let server = Server { base, directory: &directory, max_payload: 1 << 20, tells_events: false };
//! let schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
//! let body = json!({ "schemas": schemas, "userName": "ada" });
//! let created = server.create(User, &body, &Projection::default()).await?;
//! assert_eq!(created.status, 201);
//! assert_eq!(created.location.as_deref(), Some("https://scim.example.com/v2/Users/0"));
//!
//! let query = json!({ "filter": r#"userName sw "A""# });
//! let found = server.list(User, &ListRequest::parse(query.as_object().unwrap())?).await?;
//! assert_eq!(found.body.unwrap()["totalResults"], 1);
//! # Ok(())
//! # }
//! ```

mod attribute_path;
pub mod bulk;
mod directory;
mod error;
pub mod event;
pub mod filter;
#[cfg(test)]
mod fixture;
mod leaf;
pub mod list;
mod normalize;
pub mod patch;
mod projection;
mod resource;
pub mod schema;
mod server;
mod version;

pub use attribute_path::{AttributePath, MalformedName};
#[cfg(any(test, feature = "mocks"))]
pub use directory::MockDirectory;
pub use directory::{Change, Directory};
pub use error::{ScimError, ScimType};
pub use leaf::{Key, Leaf};
pub use projection::Projection;
pub use resource::Resource;
pub use server::{Answer, Server};
pub use version::{Precondition, entity_tag};
