//! An event as it is shown.

use kernel::AuditEvent;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub struct AuditEventView {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// In which tenant.
    tenant_id: String,
    /// What: a noun and a past participle, for example `session.started`.
    kind: &'static str,
    /// How it ended: `success` or `failure`.
    outcome: &'static str,
    /// By whose hand: `user:ID`, `client:ID`, `api_key:ID`, `operator`, `system` or `anonymous`.
    actor: String,
    /// The user, client or other thing that it happened to.
    subject: Option<String>,
    /// From which address it was asked for.
    address: Option<String>,
    /// Further facts, never secrets.
    detail: Map<String, Value>,
}

/// Some events of many.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEventPage {
    /// The events.
    pub(super) data: Vec<AuditEventView>,
    /// There are more behind them.
    pub(super) has_next: bool,
    /// The `cursor` that goes on behind them; null if there are no more.
    pub(super) next_cursor: Option<String>,
}

impl From<AuditEvent> for AuditEventView {
    fn from(event: AuditEvent) -> Self {
        Self {
            at: event.at.to_rfc3339(),
            tenant_id: event.tenant_id.into(),
            kind: event.kind.as_str(),
            outcome: event.kind.outcome().as_str(),
            actor: event.actor.to_string(),
            subject: event.subject,
            address: event.address.map(|address| address.to_string()),
            detail: event.detail,
        }
    }
}

impl AuditEventView {
    /// Events as JSON lines, each in a line of its own.
    ///
    /// # Errors
    /// An event is no JSON.
    pub fn lines(events: Vec<AuditEvent>) -> Result<Vec<u8>, serde_json::Error> {
        let mut lines = Vec::new();
        for event in events {
            serde_json::to_writer(&mut lines, &Self::from(event))?;
            lines.push(b'\n');
        }
        Ok(lines)
    }
}
