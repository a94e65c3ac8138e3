//! Which server is talked to.

use std::fmt;

use url::{Host, Url};

/// A Secrets Vault server, named by the base URL that the user configured.
///
/// The proofs are bound to this URL's origin, and every request goes below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    base: Url,
}

/// Why a URL cannot be a server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// It is no absolute http or https URL.
    #[error("a server is named by its URL, such as https://id.example.com")]
    NotAUrl,
    /// It has a user, a query or a fragment.
    #[error("a server's URL has no user name, query or fragment")]
    TooMuch,
    /// It is plain http to another machine.
    #[error("use https: plain http is for a server on this machine only")]
    NotProtected,
}

impl Server {
    /// Reads a base URL such as `https://id.example.com`. A slash at its end does not matter.
    pub fn parse(base: &str) -> Result<Self, ServerError> {
        let base = Url::parse(base.trim()).map_err(|_| ServerError::NotAUrl)?;
        let extra = !base.username().is_empty() || base.password().is_some();
        if extra || base.query().is_some() || base.fragment().is_some() {
            return Err(ServerError::TooMuch);
        }
        match base.scheme() {
            "https" => Ok(Self { base }),
            "http" if is_loopback(&base) => Ok(Self { base }),
            "http" => Err(ServerError::NotProtected),
            _ => Err(ServerError::NotAUrl),
        }
    }

    /// The server that `url`, one of its pages or endpoints, belongs to: everything before `path`.
    pub(crate) fn of(url: &Url, path: &str) -> Option<Self> {
        let (before, _) = url.path().rsplit_once(path)?;
        let mut base = url.clone();
        base.set_path(before);
        base.set_query(None);
        base.set_fragment(None);
        Self::parse(base.as_str()).ok()
    }

    /// The web origin, `scheme://host[:port]`, to which proofs are bound.
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// The issuer of a tenant.
    pub fn issuer(&self, tenant: &str) -> String {
        self.endpoint(&["api", "oidc", tenant]).into()
    }

    /// The URL of something below the base URL.
    pub(crate) fn endpoint(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        // Only a URL without a host has no segments, and `parse` takes none of these.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// Whether `url` is below the base URL.
    pub(crate) fn has(&self, url: &Url) -> bool {
        let base = self.base.path().trim_end_matches('/');
        let rest = url.path().strip_prefix(base);
        url.origin() == self.base.origin() && rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether it runs on this machine.
    pub(crate) fn is_local(&self) -> bool {
        is_loopback(&self.base)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))
    }
}

/// Whether both origins are the same port of this machine, such as localhost and 127.0.0.1.
pub(crate) fn are_one_local_server(one: &str, other: &str) -> bool {
    let port = |origin| {
        let server = Server::parse(origin).ok().filter(Server::is_local)?;
        server.base.port_or_known_default()
    };
    port(one).is_some() && port(one) == port(other)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for local in [
            "http://localhost:8080",
            "http://127.0.0.1/",
            "http://[::1]:1",
        ] {
            assert!(Server::parse(local).unwrap().is_local(), "{local}");
        }
        assert!(!Server::parse("https://id.example").unwrap().is_local());
        for far in [
            "http://id.example",
            "http://192.0.2.1",
            "http://localhost.example",
        ] {
            assert_eq!(Server::parse(far), Err(ServerError::NotProtected), "{far}");
        }
    }

    #[test]
    fn only_a_base_url_names_a_server() {
        for other in ["", "id.example", "ftp://id.example", "localhost:8080"] {
            assert_eq!(Server::parse(other), Err(ServerError::NotAUrl), "{other}");
        }
        for more in [
            "https://ada@id.example",
            "https://id.example?a",
            "https://id.example/#a",
        ] {
            assert_eq!(Server::parse(more), Err(ServerError::TooMuch), "{more}");
        }
    }

    #[test]
    fn endpoints_lie_below_the_base() {
        let server = Server::parse("https://id.example/vault/").unwrap();
        assert_eq!(server.to_string(), "https://id.example/vault");
        assert_eq!(server.origin(), "https://id.example");
        assert_eq!(
            server.issuer("acme"),
            "https://id.example/vault/api/oidc/acme"
        );
        assert_eq!(
            server.issuer("a/../b"),
            "https://id.example/vault/api/oidc/a%2F..%2Fb"
        );
        let has = |url| server.has(&Url::parse(url).unwrap());
        assert!(has("https://id.example/vault/sign-in?auth_req_id=1"));
        assert!(!has("https://id.example/vaults/sign-in"));
        assert!(!has("https://id.example:444/vault/sign-in"));
        assert!(!has("http://id.example/vault/sign-in"));
    }

    #[test]
    fn a_page_tells_its_server() {
        let of = |url, path| Server::of(&Url::parse(url).unwrap(), path).map(|s| s.to_string());
        let base = Some("https://id.example/vault".to_owned());
        assert_eq!(
            of(
                "https://id.example/vault/enrol?tenant_id=main#code=1",
                "/enrol"
            ),
            base
        );
        assert_eq!(
            of(
                "https://id.example/vault/api/oidc/a/authorize?x=/",
                "/api/oidc/"
            ),
            base
        );
        assert_eq!(of("https://id.example/elsewhere", "/enrol"), None);
        assert_eq!(of("http://id.example/enrol", "/enrol"), None);
    }
}
