//! Completing an authorization request: for whom, on the way back to where, and what if it cannot be.

use identity::sign_in::LiveSession;
use oidc::{BoundRequest, CompleteError};
use url::Url;

use crate::application::Application;
use crate::trouble::Trouble;
use crate::visit::Visit;

impl Visit {
    /// Who is signed in and would do for the request.
    pub(crate) async fn completing(
        &self,
        bound: &BoundRequest,
    ) -> Result<Option<LiveSession>, actix_web::Error> {
        let live = self.signed_in(&bound.tenant).await;
        let live = live.map_err(|storage| self.trouble(storage))?;
        Ok(live.filter(|live| self.pages.provider.may_consent(bound, live)))
    }

    /// The same, while it is the session that the page has shown. It is no secret; another account may have signed in
    /// meanwhile.
    pub(crate) async fn still_completing(
        &self,
        bound: &BoundRequest,
        shown: &str,
    ) -> Result<Option<LiveSession>, actix_web::Error> {
        let live = self.completing(bound).await?;
        Ok(live.filter(|live| live.session.session_id.as_str() == shown))
    }

    /// Where the browser goes back to in the end.
    pub(crate) fn back_from(&self, bound: &BoundRequest) -> Result<Url, actix_web::Error> {
        let back = Url::parse(&bound.request.parameters.redirect_uri);
        back.map_err(|_| self.incomplete(bound, CompleteError::StartAgain))
    }

    /// The page that says why the request was not completed, with the way back to the application.
    pub(crate) fn incomplete(
        &self,
        bound: &BoundRequest,
        error: CompleteError,
    ) -> actix_web::Error {
        match error {
            CompleteError::StartAgain => {
                let application = Application::of(&bound.client);
                self.trouble(Trouble::StartAgain(Some(application)))
            }
            CompleteError::Unavailable(storage) => self.trouble(storage),
        }
    }
}
