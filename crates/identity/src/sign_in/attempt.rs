//! Who attempts something, and from where.

use std::net::IpAddr;

use kernel::audit::{EventActor, EventKind};
use kernel::{AuditEvent, FoldedName, Language, PlainToken, StorageError, Timestamp, TokenHash};
use tenancy::Tenant;
use tracing::info;
use zkp_protocol::verifier::{OprfSeed, Refused};

use crate::attempts::{AttemptLedger, FailureCharge, NameKey, network_of};
use crate::{Account, Stamp};

/// What is known about whoever sends a request.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Where the request comes from.
    pub address: IpAddr,
    /// The `User-Agent` header, cut to 512 characters.
    pub user_agent: Option<String>,
    /// The language that they want to be spoken to in, if they say so.
    pub language: Option<Language>,
    /// The device cookie, if the browser has one.
    pub device: Option<PlainToken>,
}

impl Visitor {
    /// The stamp of something that this visitor does at `at`.
    pub fn stamp(&self, at: Timestamp) -> Stamp {
        Stamp {
            at,
            ip: Some(self.address),
            user_agent: self.user_agent.clone(),
        }
    }
}

/// An authorization request that is open, and that this very browser opened.
#[derive(Clone, Debug)]
pub struct BoundRequest {
    /// The request's id.
    pub auth_req_id: PlainToken,
    /// Hash of the cookie of the browser that opened it.
    pub browser: TokenHash,
    /// Whether the client lets people register themselves.
    pub client_registers: bool,
}

/// One attempt to sign in or to enrol.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The authorization request that it serves, if any.
    pub request: Option<&'a BoundRequest>,
    /// Whoever is signed in already, if anybody.
    pub account: Option<&'a Account>,
    /// Who sends it.
    pub visitor: &'a Visitor,
}

impl Attempt<'_> {
    pub(crate) fn auth_req_id(&self) -> Option<&str> {
        self.request.map(|request| request.auth_req_id.reveal())
    }

    pub(crate) fn browser(&self) -> Option<TokenHash> {
        self.request.map(|request| request.browser)
    }

    pub(crate) fn network(&self) -> IpAddr {
        network_of(self.visitor.address)
    }

    pub(crate) fn name_key(&self, seeds: &dyn OprfSeed, username: &str) -> NameKey {
        let name = FoldedName::of(username);
        NameKey::of(&seeds.look_alike_key(), &self.tenant.id, &name)
    }

    pub(crate) fn event(&self, at: Timestamp, kind: EventKind) -> AuditEvent {
        let actor = match self.account {
            Some(account) => EventActor::User(account.user_id.clone()),
            None => EventActor::Anonymous,
        };
        AuditEvent::new(self.tenant.id.clone(), at, kind, actor)
            .from_address(Some(self.visitor.address))
    }
    /// Charges a refused answer to the address it came from. An answer to no challenge is free: there
    /// was nothing to be gained.
    pub(crate) async fn charge_failure(
        &self,
        ledger: &dyn AttemptLedger,
        now: Timestamp,
        refused: &Refused,
    ) -> Result<(), StorageError> {
        info!(tenant = %self.tenant.id, reason = %refused.reason, "a proof was refused");
        let Some(occasion) = &refused.occasion else {
            return Ok(());
        };
        let charge = FailureCharge {
            tenant_id: self.tenant.id.clone(),
            address: self.visitor.address,
            policy: self.tenant.settings.block_config,
            now,
        };
        let event = |kind| self.event(now, kind).about(&occasion.username);
        let refused = event(EventKind::SignInRefused).with("reason", refused.reason.to_string());
        ledger
            .charge_failure(&charge, &refused, &event(EventKind::SignInBlocked))
            .await
    }
}
