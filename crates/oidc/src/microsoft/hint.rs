//! The ID token with which Entra ID says whom it asks about.

use std::time::Duration;

use serde::Deserialize;
use tenancy::{ClientFlow, RelyingParty};

use super::tenant_of;
use crate::OpenIdProvider;
use crate::foreign_keys::header;
use crate::keyring::InvalidJwt;

/// How long Entra's keys are remembered; a key that is not among them is looked for sooner.
const KEYS_KEPT: Duration = Duration::from_hours(24);

/// What the hint says. It has expired by design, so its times are not looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Hint {
    iss: String,
    aud: String,
    /// The tenant of Entra ID.
    pub(super) tid: String,
    /// The person in that tenant.
    pub(super) oid: String,
    /// The person towards us alone.
    pub(super) sub: String,
    /// The name that the person sees.
    pub(super) preferred_username: Option<String>,
}

impl OpenIdProvider {
    /// Reads a hint that the issuer of the client's flow has signed for this client, or for the
    /// application that stands for it there.
    pub(super) async fn microsoft_hint(
        &self,
        client: &RelyingParty,
        flow: &ClientFlow,
        text: &str,
    ) -> Result<Hint, InvalidJwt> {
        let issuer = flow.issuer.as_str();
        let head = header(text)?;
        if head.alg != "RS256" {
            return Err(InvalidJwt("signed with another algorithm than RS256"));
        }
        let keys = self
            .key_sets
            .of_issuer(issuer, KEYS_KEPT, head.kid.as_deref());
        let hint: Hint = keys.await?.verify(text)?;
        if hint.iss != issuer {
            return Err(InvalidJwt("of another issuer"));
        }
        if hint.aud != client.id().as_str() && Some(&hint.aud) != flow.app_id.as_ref() {
            return Err(InvalidJwt("for another audience"));
        }
        if tenant_of(issuer).as_ref() != Some(&hint.tid) {
            return Err(InvalidJwt("of another tenant of Entra ID"));
        }
        if hint.oid.is_empty() || hint.sub.is_empty() {
            return Err(InvalidJwt("about nobody"));
        }
        Ok(hint)
    }
}
