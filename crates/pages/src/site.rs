//! Where the service is: what links, cookies and the check of a form's origin are built from.

use url::Url;
use visitor::Cookies;

/// The service as browsers reach it, from its configuration and never from a request.
#[derive(Clone, Debug)]
pub struct Site {
    public_url: Url,
}

impl Site {
    /// The site at that URL.
    pub const fn at(public_url: Url) -> Self {
        Self { public_url }
    }

    /// The path below which everything lies, without a slash at its end: mostly empty.
    pub(crate) fn base(&self) -> &str {
        self.public_url.path().trim_end_matches('/')
    }

    /// The origin that a form of ours is sent from.
    pub(crate) fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// A place on this site that a form says to go back to; none if it is elsewhere.
    pub(crate) fn place(&self, path: &str) -> Option<Url> {
        let place = self.public_url.join(path).ok()?;
        (place.origin() == self.public_url.origin()).then_some(place)
    }

    /// What a `Host` header of a request to this site says.
    pub(crate) fn authority(&self) -> String {
        let host = self.public_url.host_str().unwrap_or_default();
        match self.public_url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    pub(crate) fn cookies(&self) -> Cookies {
        Cookies {
            is_secure: self.public_url.scheme() == "https",
        }
    }
}
