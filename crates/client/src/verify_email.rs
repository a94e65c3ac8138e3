//! Return the mailed code.

use serde::{Deserialize, Serialize};

use crate::{RequestError, UserAgent};

#[derive(Serialize)]
struct Form<'a> {
    username: &'a str,
    code: &'a str,
}

/// The account that exists from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedAccount {
    /// Its id.
    pub user_id: String,
}

impl UserAgent {
    /// Returns the mailed code of a registration. The tenant knows this user agent afterwards: see
    /// [`UserAgent::device_cookie`].
    pub fn verify_email(
        &self,
        tenant: &str,
        username: &str,
        code: &str,
    ) -> Result<VerifiedAccount, RequestError> {
        let form = Form { username, code };
        let answer = self.post_auth(&["verify-email"], &self.place(tenant, None), &form)?;
        self.connection().json(&answer)
    }
}
