//! Ask for a mailed link by which another picture is chosen.

use serde::Serialize;

use crate::connection::Content;
use crate::{RequestError, UserAgent};

/// `ResetPasswordRequestForm` of the published API.
#[derive(Serialize)]
struct Form<'a> {
    username: &'a str,
    email: &'a str,
}

impl UserAgent {
    /// Has a link mailed, if the tenant has an account of that name and address. Whether it has is not told. The link
    /// is an [`EnrolmentLink`](crate::EnrolmentLink), and leads back to the client.
    pub fn request_reset(
        &self,
        tenant: &str,
        client_id: &str,
        username: &str,
        email: &str,
    ) -> Result<(), RequestError> {
        let mut url = self.server().endpoint(&["api", "auth", "reset-password"]);
        url.query_pairs_mut()
            .append_pair("client_id", client_id)
            .append_pair("tenant_id", tenant);
        let form = Content::json(&Form { username, email });
        self.connection().post(&url, &form)?;
        Ok(())
    }
}
