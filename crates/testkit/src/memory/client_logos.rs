//! The logos of clients, and those that are to be fetched.

use async_trait::async_trait;
use kernel::{ClientId, StorageError, TenantId, Timestamp};
use tenancy::{ClientLogos, Logo, LogoOutcome, LogoWish, RelyingParty};

use super::{MemoryStore, State, take};

/// Logos with the wish that each came from, and wishes with when they are due.
#[derive(Debug, Default)]
pub(super) struct Logos {
    kept: Vec<(LogoWish, Logo)>,
    wishes: Vec<(LogoWish, Timestamp)>,
    wished: i64,
}

/// Whether a wish is of one of a tenant's clients, or of that one.
fn is_of(wish: &LogoWish, tenant: &TenantId, client: Option<&ClientId>) -> bool {
    wish.tenant_id == *tenant && client.is_none_or(|client| wish.client_id == *client)
}

impl State {
    /// Has logo and wish follow a registration that was just stored.
    pub(super) fn follow_logo_uri(&mut self, client: &RelyingParty, at: Timestamp) {
        let (tenant, id) = (&client.tenant_id, client.id());
        let Some(uri) = &client.registration.logo_uri else {
            self.forget_logos(tenant, Some(id));
            return;
        };
        let logos = &mut self.logos;
        logos
            .wishes
            .retain(|(wish, _)| !is_of(wish, tenant, Some(id)));
        let mut kept = logos.kept.iter();
        if kept.any(|(wish, _)| is_of(wish, tenant, Some(id)) && wish.uri == *uri) {
            return;
        }
        logos.wished += 1;
        let wish = LogoWish {
            id: logos.wished,
            tenant_id: tenant.clone(),
            client_id: id.clone(),
            uri: uri.clone(),
            attempts: 0,
        };
        logos.wishes.push((wish, at));
    }

    /// Takes away what there is of a tenant's clients, or of one of them.
    pub(super) fn forget_logos(&mut self, tenant: &TenantId, client: Option<&ClientId>) {
        let logos = &mut self.logos;
        logos.kept.retain(|(wish, _)| !is_of(wish, tenant, client));
        logos
            .wishes
            .retain(|(wish, _)| !is_of(wish, tenant, client));
        for record in &mut self.clients {
            let party = &mut record.client;
            if party.tenant_id == *tenant && client.is_none_or(|client| party.id() == client) {
                party.logo = None;
            }
        }
    }

    fn keep_logo(&mut self, wish: LogoWish, logo: &Logo) {
        let (tenant, id) = (wish.tenant_id.clone(), wish.client_id.clone());
        for record in &mut self.clients {
            let party = &mut record.client;
            if party.tenant_id == tenant && *party.id() == id {
                party.logo = Some(logo.hash.clone());
            }
        }
        let kept = &mut self.logos.kept;
        kept.retain(|(wish, _)| !is_of(wish, &tenant, Some(&id)));
        kept.push((wish, logo.clone()));
    }
}

#[async_trait]
impl ClientLogos for MemoryStore {
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<Logo>, StorageError> {
        let state = self.state();
        let mut kept = state.logos.kept.iter();
        let found = kept.find(|(wish, _)| is_of(wish, tenant, Some(client)));
        Ok(found.map(|(_, logo)| logo.clone()))
    }

    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LogoWish>, StorageError> {
        let mut state = self.state();
        let wishes = state.logos.wishes.iter_mut();
        let due = wishes.filter(|(_, due)| *due <= now);
        let Some((wish, due)) = due.min_by_key(|(wish, due)| (*due, wish.id)) else {
            return Ok(None);
        };
        *due = until;
        wish.attempts += 1;
        Ok(Some(wish.clone()))
    }

    async fn settle(&self, wish: &LogoWish, outcome: &LogoOutcome) -> Result<bool, StorageError> {
        let mut state = self.state();
        let is_it = |(known, _): &(LogoWish, Timestamp)| known.id == wish.id;
        let Some((current, due)) = state.logos.wishes.iter_mut().find(|it| is_it(it)) else {
            return Ok(false);
        };
        let is_latest = current.attempts == wish.attempts;
        match outcome {
            LogoOutcome::Kept { logo, event } => {
                state.keep_logo(wish.clone(), logo);
                state.record(event);
            }
            _ if !is_latest => return Ok(false),
            LogoOutcome::Postponed { until } => {
                *due = *until;
                return Ok(true);
            }
            LogoOutcome::GivenUp { event } => state.record(event),
        }
        Ok(take(&mut state.logos.wishes, is_it).is_some())
    }
}
