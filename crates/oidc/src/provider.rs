//! The use cases' ports, in one place.

use std::sync::Arc;

use identity::sign_in::{LiveSession, live_session};
use identity::{Memberships, Sessions};
use kernel::{Clock, PlainToken, Random, StorageError, TenantId};
use tenancy::{RelyingParties, Tenant, Tenants};
use url::Url;

use crate::{
    AccessTokens, AuthorizationCodes, AuthorizationRequests, ClientAssertions, Consents,
    DeviceAuthorizations, DpopNonces, DpopProofs, EndUsers, Grants, Issuer, KeySets, Keyrings,
    LinkedIdentities, ProviderMetadata, PushedRequests, Subjects,
};

/// The OpenID provider: the use cases of this crate over their ports. A clone asks the same ports.
#[derive(Clone)]
pub struct OpenIdProvider {
    /// What the world calls this server; every issuer begins with it.
    pub public_url: Url,
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// Keeps relying parties.
    pub clients: Arc<dyn RelyingParties>,
    /// Says who is in which group.
    pub memberships: Arc<dyn Memberships>,
    /// Keeps sessions.
    pub sessions: Arc<dyn Sessions>,
    /// Keeps requests that were sent ahead.
    pub pushed_requests: Arc<dyn PushedRequests>,
    /// Keeps authorization requests.
    pub requests: Arc<dyn AuthorizationRequests>,
    /// Remembers consent.
    pub consents: Arc<dyn Consents>,
    /// Keeps authorization codes.
    pub codes: Arc<dyn AuthorizationCodes>,
    /// Keeps devices that wait to be signed in.
    pub device_authorizations: Arc<dyn DeviceAuthorizations>,
    /// Keeps grants.
    pub grants: Arc<dyn Grants>,
    /// Keeps opaque access tokens, and which were revoked.
    pub access_tokens: Arc<dyn AccessTokens>,
    /// Keeps clients from using an assertion twice.
    pub assertions: Arc<dyn ClientAssertions>,
    /// Keeps clients from using a proof of possession twice.
    pub dpop_proofs: Arc<dyn DpopProofs>,
    /// Nonces for such proofs.
    pub dpop_nonces: DpopNonces,
    /// Names people to clients.
    pub subjects: Subjects,
    /// Keeps who users are at other providers.
    pub linked_identities: Arc<dyn LinkedIdentities>,
    /// Reads people as tokens tell of them.
    pub end_users: Arc<dyn EndUsers>,
    /// The keys of others.
    pub key_sets: Arc<KeySets>,
    /// The tenants' signing keys, ready for use.
    pub keyrings: Arc<Keyrings>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

impl OpenIdProvider {
    /// Who is signed in in the browser with that session cookie.
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn signed_in(
        &self,
        tenant: &Tenant,
        cookie: &PlainToken,
    ) -> Result<Option<LiveSession>, StorageError> {
        let now = self.clock.now();
        live_session(&*self.sessions, now, tenant, cookie).await
    }

    /// The issuer of a tenant.
    pub fn issuer(&self, tenant: &TenantId) -> Issuer {
        Issuer::of(&self.public_url, tenant)
    }

    /// What a tenant's provider says about itself.
    pub fn metadata(&self, tenant: &TenantId) -> ProviderMetadata {
        ProviderMetadata::of(&self.issuer(tenant))
    }
}
