//! Signing out at the wish of an application (RP-Initiated Logout 1.0).

use url::Url;

use crate::{RelyingParty, RequestError, UserAgent};

impl RelyingParty {
    /// Where the browser goes to end the session that gave this ID token.
    pub fn logout_url(&self, id_token: &str) -> Url {
        let mut url = self.endpoint("logout");
        url.query_pairs_mut().append_pair("id_token_hint", id_token);
        url
    }
}

impl UserAgent {
    /// Follows a logout URL. The session has ended afterwards.
    pub fn log_out(&self, url: &Url) -> Result<(), RequestError> {
        self.connection().get(url).map(drop)
    }
}
