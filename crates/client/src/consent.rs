//! Whether an application may have what it asks for.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::connection::Content;
use crate::refusal::printable;
use crate::{RequestError, UserAgent};

/// The consent page of one authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentPage {
    /// The authorization request.
    pub auth_req_id: String,
}

/// What the person is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ConsentQuestion {
    /// The application's name, without what could steer a terminal.
    #[serde(deserialize_with = "plain")]
    pub client_name: String,
    /// Who is asked.
    pub username: String,
    /// What the application asks for: scopes, separated by spaces.
    pub scope: String,
}

#[derive(Serialize)]
struct Form {
    allow: bool,
}

#[derive(Deserialize)]
struct Answered {
    location: Url,
}

impl UserAgent {
    /// Asks what the application asks for.
    pub fn consent_question(&self, page: &ConsentPage) -> Result<ConsentQuestion, RequestError> {
        let answer = self.connection().get(&self.consent_url(page))?;
        self.connection().json(&answer)
    }

    /// Allows the application what it asks for, or does not, and gives where the browser is sent
    /// back to.
    pub fn answer_consent(&self, page: &ConsentPage, allow: bool) -> Result<Url, RequestError> {
        let form = Content::json(&Form { allow });
        let answer = self.connection().post(&self.consent_url(page), &form)?;
        let answered: Answered = self.connection().json(&answer)?;
        Ok(answered.location)
    }

    fn consent_url(&self, page: &ConsentPage) -> Url {
        let mut url = self.server().endpoint(&["api", "auth", "consent"]);
        url.query_pairs_mut()
            .append_pair("auth_req_id", &page.auth_req_id);
        url
    }
}

fn plain<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(printable(&String::deserialize(deserializer)?))
}
