//! Who is signed in in the browser that asks for a page.

use identity::sign_in::LiveSession;
use kernel::StorageError;
use tenancy::Tenant;
use visitor::CookieKind;

use crate::visit::Visit;

impl Visit {
    /// Who is signed in to that tenant, if anybody.
    pub(crate) async fn signed_in(
        &self,
        tenant: &Tenant,
    ) -> Result<Option<LiveSession>, StorageError> {
        let cookies = self.cookies();
        match cookies.read(&self.request, CookieKind::Session, &tenant.id) {
            Some(cookie) => self.pages.provider.signed_in(tenant, &cookie).await,
            None => Ok(None),
        }
    }
}
