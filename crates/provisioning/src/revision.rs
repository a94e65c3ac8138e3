//! In which version a user or group is.

use kernel::Timestamp;

/// The version of a row: of two reads of a resource that differ, this differs too.
///
/// Provisioning counts its own changes; what changes an account in another way sets its last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Changes by provisioning.
    pub count: u32,
    /// The last change by anybody.
    pub changed_at: Timestamp,
}

impl Revision {
    /// As an entity tag.
    pub(crate) fn entity_tag(self) -> String {
        scim::entity_tag(&format!("{}-{:x}", self.count, self.changed_at.micros()))
    }
}
