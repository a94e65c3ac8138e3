//! What a person is called in tokens (OpenID Connect Core 1.0, section 8).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{MacKey, UserId};
use serde::{Deserialize, Serialize};
use tenancy::RelyingParty;

/// Names a person to a client: `sub`. To clients that are registered as pairwise it says nothing, and to
/// clients of another sector another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// Most bytes of a subject (section 2).
    const LONGEST: usize = 255;

    /// A subject as somebody names it. None if nobody can have it.
    pub fn parse(text: &str) -> Option<Self> {
        let is_possible = (1..=Self::LONGEST).contains(&text.len());
        is_possible.then(|| Self(text.to_owned()))
    }

    /// The subject as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names people to clients, under a key that never changes: with another one everybody would be somebody else.
#[derive(Clone, Debug)]
pub struct Subjects(MacKey);

impl Subjects {
    /// Pairwise names that follow from `key`.
    pub const fn new(key: MacKey) -> Self {
        Self(key)
    }

    /// What `user` is called where `client` looks: their id, or for a pairwise client (section 8.1) a MAC of
    /// tenant, sector and id.
    pub fn of(&self, client: &RelyingParty, user: &UserId) -> Subject {
        let Some(sector) = client.pairwise_sector() else {
            return Subject(user.as_str().to_owned());
        };
        let parts = [client.tenant_id.as_str(), &sector, user.as_str()];
        Subject(URL_SAFE_NO_PAD.encode(self.0.mac(&parts)))
    }
}

#[cfg(test)]
mod tests {
    use tenancy::{ClientType, SubjectType};

    use super::*;
    use crate::fixture;

    #[test]
    fn a_person_has_one_name_for_each_sector_and_none_that_tells() {
        let subjects = Subjects::new(MacKey::from_bytes([9; 32]));
        let name = |tenant: &str, uri: &str, user: &str| {
            let mut client = fixture::client("app", ClientType::Confidential);
            client.tenant_id = tenant.parse().unwrap();
            client.registration.subject_type = SubjectType::Pairwise;
            client.registration.redirect_uris = vec![uri.to_owned()];
            subjects.of(&client, &user.parse().unwrap())
        };
        let ada = name("acme", "https://app.example/cb", "ada-1");
        assert_eq!(name("acme", "https://app.example:8443/other", "ada-1"), ada);
        assert_ne!(name("acme", "https://other.example/cb", "ada-1"), ada);
        assert_ne!(name("acme", "https://app.example/cb", "bob-1"), ada);
        assert_ne!(name("other", "https://app.example/cb", "ada-1"), ada);
        assert_eq!(ada.as_str().len(), 43);

        let public = fixture::client("app", ClientType::Confidential);
        let user: UserId = "ada-1".parse().unwrap();
        assert_eq!(subjects.of(&public, &user).as_str(), "ada-1");
    }

    #[test]
    fn a_subject_has_1_to_255_bytes() {
        assert_eq!(Subject::parse(""), None);
        assert_eq!(Subject::parse(&"x".repeat(256)), None);
        assert!(Subject::parse(&"x".repeat(255)).is_some());
    }
}
