//! The log, piece by piece.

use std::sync::Arc;

use kernel::{AuditEvent, StorageError, TenantId};

use super::{AuditEvents, EventFilter, EventPlace, EventWindow};

/// Events in one piece: as many are in memory at a time.
const PIECE: u32 = 500;

/// Events that are read as somebody takes them, so that a log of any length needs no more memory than a piece of it.
pub struct EventExport {
    events: Arc<dyn AuditEvents>,
    tenant: TenantId,
    filter: EventFilter,
    behind: Option<EventPlace>,
    left: u64,
}

impl EventExport {
    pub(super) const fn new(
        events: Arc<dyn AuditEvents>,
        tenant: TenantId,
        filter: EventFilter,
        limit: u64,
    ) -> Self {
        Self {
            events,
            tenant,
            filter,
            behind: None,
            left: limit,
        }
    }

    /// The next piece, the oldest event first; empty: there is no more.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn next(&mut self) -> Result<Vec<AuditEvent>, StorageError> {
        let limit = u32::try_from(self.left).unwrap_or(PIECE).min(PIECE);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let window = EventWindow {
            is_descending: false,
            behind: self.behind,
            limit,
        };
        let piece = self.events.read(&self.tenant, &self.filter, window).await?;
        self.behind = EventPlace::behind(self.behind, &piece);
        self.left = if piece.len() < limit as usize {
            0
        } else {
            self.left.saturating_sub(limit.into())
        };
        Ok(piece)
    }
}
