//! Whose request it is: tenant, authorization request, session and visitor, put together once.

use std::sync::Arc;

use actix_web::HttpRequest;
use identity::Account;
use identity::sign_in::{Attempt, BoundRequest, Visitor};
use kernel::TenantId;
use tenancy::Tenant;

use crate::Api;
use crate::auth::Place;
use crate::problem::Problem;
use crate::request::{CookieKind, visitor};
use crate::signed_in::{SignedIn, shows_token};

/// Whoever sends a request to the sign-in API.
pub(crate) struct Caller {
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) request: Option<BoundRequest>,
    /// Whoever is signed in.
    pub(crate) account: Option<Account>,
    pub(crate) visitor: Visitor,
}

impl Caller {
    /// Puts together what `request` and `place` say. The tenant is the authorization request's,
    /// else the session's, else the one that is named (protocol.md, section 1).
    pub(crate) async fn of(
        api: &Api,
        request: &HttpRequest,
        place: &Place,
    ) -> Result<Self, Problem> {
        let named = match &place.tenant_id {
            Some(text) => Some(
                text.parse::<TenantId>()
                    .map_err(|error| Problem::query("tenant_id", error.to_string()))?,
            ),
            None => None,
        };
        let bound = match &place.auth_req_id {
            Some(id) => Some(api.bind(request, id).await?),
            None => None,
        };
        let tenant = match (&bound, named) {
            (Some(bound), Some(named)) if bound.tenant.id != named => {
                let msg = "auth_req_id belongs to another tenant";
                return Err(Problem::query("tenant_id", msg));
            }
            (Some(bound), _) => bound.tenant.clone(),
            (None, Some(named)) => api.tenant(&named).await?,
            (None, None) => api.tenant(&only_session(api, request)?).await?,
        };
        let cookies = api.settings.cookies();
        let live = match cookies.read(request, CookieKind::Session, &tenant.id) {
            Some(cookie) => api.sign_in.live_session(&tenant, &cookie).await?,
            None => None,
        };
        let device = cookies.read(request, CookieKind::Device, &tenant.id);
        let visitor = visitor(request, &api.settings.trusted_proxies, device);
        let request = bound.map(|bound| bound.for_sign_in());
        Ok(Self {
            tenant,
            request,
            account: live.map(|live| live.account),
            visitor,
        })
    }

    /// The same for whoever has no session here but shows an access token of their own (a client that is no page of
    /// ours).
    pub(crate) async fn or_by_token(
        mut self,
        api: &Api,
        request: &HttpRequest,
    ) -> Result<Self, Problem> {
        if self.account.is_none() && shows_token(request) {
            let shown = SignedIn::of(api, request).await?;
            shown.actor.require_in_person()?;
            self.account = shown.account.filter(|_| shown.tenant.id == self.tenant.id);
        }
        Ok(self)
    }

    /// The attempt that this request is.
    pub(crate) fn attempt(&self) -> Attempt<'_> {
        Attempt {
            tenant: &self.tenant,
            request: self.request.as_ref(),
            account: self.account.as_ref(),
            visitor: &self.visitor,
        }
    }
}

impl Api {
    pub(crate) async fn tenant(&self, id: &TenantId) -> Result<Arc<Tenant>, Problem> {
        let found = self.tenants.find(id).await?;
        found.ok_or_else(|| Problem::query("tenant_id", "there is no such tenant"))
    }
}

/// The tenant in which the browser is signed in, if that is one.
pub(crate) fn only_session(api: &Api, request: &HttpRequest) -> Result<TenantId, Problem> {
    match api.settings.cookies().session_tenants(request).as_slice() {
        [tenant] => Ok(tenant.clone()),
        _ => Err(Problem::query("tenant_id", "give auth_req_id or tenant_id")),
    }
}
