//! What others are told by a security event token.

use serde_json::{Map, Value};

use crate::{PlainToken, Random, TenantId, Timestamp};

/// What a security event token (RFC 8417) says, before it is signed.
///
/// Like an [`AuditEvent`](crate::AuditEvent) it is stored in the transaction that it reports. Unlike one it is
/// for somebody outside, and is gone once they have it.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityEvent {
    /// The tenant in which it happened.
    pub tenant_id: TenantId,
    /// Names the token: the same however often it is sent (`jti`).
    pub key: String,
    /// What it happened to (`sub_id`, RFC 9493).
    pub subject: Map<String, Value>,
    /// What happened: facts by the URI of the kind of event (`events`).
    pub events: Map<String, Value>,
    /// When it happened (`iat`).
    pub occurred_at: Timestamp,
}

impl SecurityEvent {
    /// An event under a new key.
    pub fn new(
        tenant_id: TenantId,
        subject: Map<String, Value>,
        events: Map<String, Value>,
        occurred_at: Timestamp,
        random: &dyn Random,
    ) -> Self {
        Self {
            tenant_id,
            key: PlainToken::generate(random).reveal().to_owned(),
            subject,
            events,
            occurred_at,
        }
    }
}
