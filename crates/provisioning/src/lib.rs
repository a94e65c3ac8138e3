//! How users and groups that another system manages become accounts: SCIM over the identity store.
//!
//! This crate decides which SCIM attribute is the account's and which is only kept, what a change
//! of address or state does to a person's access, who is invited, and what a provisioning system
//! may not touch, and what others are told of a change. It must *not* know HTTP or SQL, and leaves
//! what SCIM itself means to [`scim`]. Its ports are [`UserStore`], [`GroupStore`] and
//! [`RequestCounter`].
//!
//! [`Provisioning::directory`] is where to begin: the users and groups of one tenant, for one actor.
//! What a store must return is shown by the way a user is read as a resource:
//!
//! ```
//! use identity::{Account, EmailAddress, Username};
//! use kernel::Timestamp;
//! use provisioning::{Revision, User};
//!
//! let now = Timestamp::from_seconds(1_800_000_000);
//! let ada = User {
//!     account: Account {
//!         tenant_id: "acme".parse()?,
//!         user_id: "a1".parse()?,
//!         username: Username::parse("ada")?,
//!         email: EmailAddress::parse("ada@example.com")?,
//!         is_disabled: false,
//!         is_verified: true,
//!         locale: None,
//!         roles: vec![],
//!         external_id: None,
//!         created_at: now,
//!         updated_at: None,
//!     },
//!     profile: serde_json::Map::new(),
//!     external_id: None,
//!     revision: Revision { count: 0, changed_at: now },
//!     groups: vec![],
//! };
//! let resource = ada.resource();
//! assert_eq!(resource.text("userName"), Some("ada"));
//! assert_eq!(resource.get("emails").unwrap()[0]["value"], "ada@example.com");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod budget;
mod directory;
mod group_resource;
mod group_store;
mod groups;
mod provisioner;
mod report;
mod revision;
mod user_resource;
mod user_store;
mod users;

#[cfg(any(test, feature = "mocks"))]
pub use budget::MockRequestCounter;
pub use budget::{Budget, RequestCounter};
pub use directory::{Provisioning, TenantDirectory};
#[cfg(any(test, feature = "mocks"))]
pub use group_store::MockGroupStore;
pub use group_store::{Group, GroupEntry, GroupStore, StoredGroup};
pub use provisioner::Provisioner;
pub use report::Report;
pub use revision::Revision;
#[cfg(any(test, feature = "mocks"))]
pub use user_store::MockUserStore;
pub use user_store::{Consequences, Membership, Outcome, User, UserEntry, UserStore};
