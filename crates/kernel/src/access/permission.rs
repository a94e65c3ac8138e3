//! What somebody may be allowed to do in a tenant.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$meta:meta])* $name:ident => $scope:literal,)*) => {
        /// What somebody may be allowed to do in a tenant. As a scope of an API key it has the
        /// published API's name: `USER` reads and writes, `USER:READ` reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Permission {
            $($(#[$meta])* #[serde(rename = $scope)] $name,)*
        }

        impl Permission {
            /// Every permission there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The permission as a scope of an API key, for example `USER:READ`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $scope,)* }
            }
        }
    };
}

permissions! {
    /// Reads and writes users, their sessions, and blocks.
    ManageUsers => "USER",
    /// Reads them.
    ReadUsers => "USER:READ",
    /// Reads and writes relying parties.
    ManageClients => "CLIENT",
    /// Reads them.
    ReadClients => "CLIENT:READ",
    /// Reads, makes and revokes API keys.
    ManageApiKeys => "API_KEY",
    /// Reads them.
    ReadApiKeys => "API_KEY:READ",
    /// Reads and writes the tenant's settings, and reads its audit log and statistics.
    ManageTenant => "TENANT",
    /// Reads them.
    ReadTenant => "TENANT:READ",
    /// Reads and writes users and groups by SCIM 2.0.
    Provision => "SCIM2",
}

impl Permission {
    /// The permission of that scope of an API key.
    pub fn parse(scope: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|permission| permission.as_str() == scope)
    }

    /// Whether whoever has this permission may also do what `other` allows.
    pub fn covers(self, other: Self) -> bool {
        let reading = match self {
            Self::ManageUsers => Self::ReadUsers,
            Self::ManageClients => Self::ReadClients,
            Self::ManageApiKeys => Self::ReadApiKeys,
            Self::ManageTenant => Self::ReadTenant,
            alone => alone,
        };
        other == self || other == reading
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_is_stored_under_the_scope_it_is_asked_by() {
        for &permission in Permission::ALL {
            assert_eq!(
                serde_json::to_value(permission).unwrap(),
                permission.as_str()
            );
            assert_eq!(Permission::parse(permission.as_str()), Some(permission));
        }
    }

    #[test]
    fn a_resource_covers_its_reading_and_reading_covers_nothing_else() {
        for &one in Permission::ALL {
            for &other in Permission::ALL {
                let read = format!("{one}:READ");
                let expected = one == other || read == other.as_str();
                assert_eq!(one.covers(other), expected, "{one} {other}");
            }
        }
    }
}
