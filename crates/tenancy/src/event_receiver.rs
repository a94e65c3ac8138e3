//! Who is told of what happens in a tenant.

use serde::{Deserialize, Serialize};

use crate::redirect_uri::check_link;
use crate::{InvalidSetting, SigningAlgorithm};

/// Where a tenant has its security events pushed (RFC 8935).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventReceiver {
    /// Takes them by POST, and is their audience: https, or http on loopback.
    pub url: String,
    /// They are signed with this.
    #[serde(default)]
    pub sing_alg: SigningAlgorithm,
}

impl EventReceiver {
    /// Checks the URL; `field` is where the receiver is set.
    pub(crate) fn validate(&self, field: &str) -> Result<(), InvalidSetting> {
        check_link(&self.url)
            .map_err(|error| InvalidSetting::new(&format!("{field}.url"), error.to_string()))
    }
}
