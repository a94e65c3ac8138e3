//! An application as a page shows it.

use tenancy::RelyingParty;

use crate::logo;

/// An application: its name, its picture, and where to find it.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) name: String,
    pub(crate) home: Option<String>,
    /// The path of its logo below the site's own.
    pub(crate) logo: Option<String>,
}

impl Application {
    /// The application that a client is.
    pub(crate) fn of(client: &RelyingParty) -> Self {
        Self {
            name: client.registration.name.clone(),
            home: client.home(),
            logo: logo::path(client),
        }
    }

    /// The letter in its place while it has no picture.
    pub(crate) fn initial(&self) -> String {
        let first = self.name.chars().find(|c| c.is_alphanumeric());
        first.map_or_else(String::new, |c| c.to_uppercase().collect())
    }
}
