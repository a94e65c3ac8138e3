//! An authorization response on its way to its client, by the browser.

use std::fmt;

use url::Url;

/// How a browser takes an answer to the client. It does not print: a code or an ID token is in it.
#[derive(Clone, PartialEq, Eq)]
pub enum AuthorizationResponse {
    /// It goes to this address (RFC 6749, section 4.1.2).
    Redirect(Url),
    /// It posts this form.
    FormPost(FormPost),
}

/// A form that the browser is to post (OAuth 2.0 Form Post Response Mode, section 2).
#[derive(Clone, PartialEq, Eq)]
pub struct FormPost {
    /// Where it goes; proven to be the client's.
    pub action: Url,
    /// Its fields, by name.
    pub fields: Vec<(&'static str, String)>,
}

impl fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Redirect(_) => "Redirect(..)",
            Self::FormPost(_) => "FormPost(..)",
        })
    }
}

impl fmt::Debug for FormPost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormPost(..)")
    }
}
