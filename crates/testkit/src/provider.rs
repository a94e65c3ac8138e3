//! The OpenID provider over a store in memory, on a server that reaches no other.

use std::sync::Arc;

use async_trait::async_trait;
use kernel::{Clock, MacKey, Random};
use oidc::{DpopNonces, KeySets, Keyrings, OpenIdProvider, Subjects};
use tenancy::{Outbound, OutboundAnswer, OutboundError, OutboundRequest};

use crate::MemoryStore;

/// No other server can be reached.
#[derive(Clone, Copy, Debug)]
pub struct Unreachable;

#[async_trait]
impl Outbound for Unreachable {
    async fn send(&self, _: &OutboundRequest) -> Result<OutboundAnswer, OutboundError> {
        Err(OutboundError::Unreachable("there is no network".to_owned()))
    }
}

/// The provider that the world knows as `public_url`.
pub fn open_id_provider(
    public_url: &str,
    store: &Arc<MemoryStore>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> OpenIdProvider {
    OpenIdProvider {
        public_url: public_url.parse().unwrap(),
        tenants: store.clone(),
        clients: store.clone(),
        memberships: store.clone(),
        sessions: store.clone(),
        pushed_requests: store.clone(),
        requests: store.clone(),
        consents: store.clone(),
        codes: store.clone(),
        device_authorizations: store.clone(),
        grants: store.clone(),
        access_tokens: store.clone(),
        assertions: store.clone(),
        dpop_proofs: store.clone(),
        dpop_nonces: DpopNonces::new(MacKey::from_bytes([7; 32])),
        subjects: Subjects::new(MacKey::from_bytes([8; 32])),
        linked_identities: store.clone(),
        end_users: store.clone(),
        key_sets: Arc::new(KeySets::new(Arc::new(Unreachable), clock.clone())),
        keyrings: Arc::new(Keyrings::new(store.clone(), clock.clone())),
        clock,
        random,
    }
}
