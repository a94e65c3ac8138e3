//! Which system provisions.

use std::fmt;

use kernel::Actor;
use kernel::access::Who;

/// The system that provisions. `externalId` is its name for a resource, and nobody else's (RFC 7643,
/// section 3.1). A key that gets a new secret stays the same system.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Provisioner(String);

impl Provisioner {
    /// The system that `actor` acts for.
    pub fn of(actor: &Actor) -> Self {
        Self(match &actor.who {
            Who::Program(program) => format!("key:{}", program.key_id),
            Who::Person(person) => format!("user:{}", person.user_id),
            Who::Client(client) => format!("client:{}", client.client_id),
            Who::Operator => "operator".to_owned(),
        })
    }

    /// The system as text, to be stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Provisioner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
