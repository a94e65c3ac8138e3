//! Documents that anybody may read.

use std::sync::Arc;

use kernel::fingerprint;
use serde::Serialize;

/// A document as it is sent. A clone is the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The document as JSON.
    pub json: Arc<str>,
    /// Another one whenever the document is another.
    pub fingerprint: Arc<str>,
}

impl Published {
    /// Writes `document`.
    ///
    /// # Errors
    /// It is no JSON.
    pub fn of(document: &impl Serialize) -> Result<Self, serde_json::Error> {
        let json = serde_json::to_string(document)?;
        Ok(Self {
            fingerprint: fingerprint(json.as_bytes()).into(),
            json: json.into(),
        })
    }
}
