//! What provisioned users and groups have in common.

use kernel::TenantId;
use provisioning::{Outcome, Provisioner, Report, Revision};
use scim::list::Query;

use super::events::EventRow;
use super::security_events::SecurityEventRow;
use crate::backend::{Connection, Failure};

/// In whose tenant, and for whom.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) tenant: &'a str,
    pub(super) provisioner: &'a str,
}

impl<'a> Scope<'a> {
    pub(super) fn of(tenant: &'a TenantId, provisioner: &'a Provisioner) -> Self {
        Self {
            tenant: tenant.as_str(),
            provisioner: provisioner.as_str(),
        }
    }
}

/// Which rows a page has: most of them, and after how many.
pub(super) fn page(query: &Query) -> (i64, i64) {
    (
        i64::try_from(query.count).unwrap_or(i64::MAX),
        i64::try_from(query.offset).unwrap_or(i64::MAX),
    )
}

/// Why what is in version `current` cannot be changed as version `expected`.
pub(super) fn moved(current: Option<Revision>, expected: Revision) -> Option<Outcome> {
    match current {
        None => Some(Outcome::Gone),
        Some(current) if current != expected => Some(Outcome::Changed),
        Some(_) => None,
    }
}

/// What is stored with a change.
#[derive(Clone)]
pub(super) struct ReportRows {
    event: EventRow,
    told: Option<SecurityEventRow>,
}

impl ReportRows {
    pub(super) fn of(report: &Report) -> Result<Self, Failure> {
        let told = report.told.as_ref().map(SecurityEventRow::of).transpose()?;
        Ok(Self {
            event: EventRow::of(&report.event)?,
            told,
        })
    }

    /// Stores it in the transaction of the change.
    pub(super) async fn record(&self, connection: &mut Connection) -> Result<(), Failure> {
        self.event.record(connection).await?;
        if let Some(told) = &self.told {
            told.insert(connection).await?;
        }
        Ok(())
    }
}
