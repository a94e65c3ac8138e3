//! Where a browser may be sent back to.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::ClientType;

/// A URI that a relying party cannot be registered with. The message says what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{uri}': {problem}")]
pub struct InvalidUri {
    uri: String,
    problem: &'static str,
}

/// A registered redirect URI (RFC 6749, section 3.1.2), compared as the exact string it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Checks a URI for registration: absolute, without fragment and user information, and either
    /// https, or http on a loopback host, or a private-use scheme of a public client (RFC 8252,
    /// section 7.1).
    ///
    /// # Errors
    /// Says which of these the URI fails.
    pub fn register(uri: &str, client_type: ClientType) -> Result<Self, InvalidUri> {
        let refuse = |problem| InvalidUri {
            uri: uri.to_owned(),
            problem,
        };
        if uri.len() > 2048 || !uri.bytes().all(|b| b.is_ascii_graphic()) || uri.contains('\\') {
            return Err(refuse(
                "expected at most 2048 ASCII characters without spaces and backslashes",
            ));
        }
        let url = Url::parse(uri).map_err(|_| refuse("expected an absolute URI"))?;
        if url.fragment().is_some() {
            return Err(refuse("a redirect URI has no fragment (the part from '#')"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(
                "a redirect URI has no user information (the part before '@')",
            ));
        }
        match url.scheme() {
            "https" => Ok(()),
            "http" if is_loopback(&url) => Ok(()),
            "http" => Err(refuse(
                "expected https; http is for localhost, 127.0.0.1 and [::1] only",
            )),
            scheme if !scheme.contains('.') => Err(refuse(
                "expected https, or a private-use scheme such as com.example.app:",
            )),
            _ if client_type == ClientType::Public => Ok(()),
            _ => Err(refuse("a private-use scheme is for public clients only")),
        }?;
        Ok(Self(uri.to_owned()))
    }

    /// The URI as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request may use `presented`: the same string, or the same but for the port when
    /// this is an http URI on a loopback IP literal (RFC 8252, section 7.3).
    pub fn admits(&self, presented: &str) -> bool {
        admits(&self.0, presented)
    }
}

/// Whether a request may use `presented` where `registered` is a [`RedirectUri`].
pub(crate) fn admits(registered: &str, presented: &str) -> bool {
    registered == presented || admits_another_port(registered, presented)
}

fn admits_another_port(registered: &str, presented: &str) -> bool {
    ["http://127.0.0.1", "http://[::1]"].iter().any(|origin| {
        match (
            registered.strip_prefix(origin),
            presented.strip_prefix(origin),
        ) {
            (Some(registered), Some(presented)) => {
                let (port, rest) = split_port(presented);
                port.is_none_or(is_port) && split_port(registered).1 == rest
            }
            _ => false,
        }
    })
}

/// Splits `:8080/path` into the text of the port and the rest.
fn split_port(after_host: &str) -> (Option<&str>, &str) {
    match after_host.strip_prefix(':') {
        None => (None, after_host),
        Some(tail) => {
            let end = tail.find(['/', '?']).unwrap_or(tail.len());
            let (port, rest) = tail.split_at(end);
            (Some(port), rest)
        }
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Checks a link that is shown or called, never redirected to: https, or http on loopback.
///
/// # Errors
/// The link is none of these.
pub(crate) fn check_link(uri: &str) -> Result<(), InvalidUri> {
    let problem = "expected an https URL (http is for localhost only)";
    let refuse = || InvalidUri {
        uri: uri.to_owned(),
        problem,
    };
    let url = Url::parse(uri).map_err(|_| refuse())?;
    let fits = uri.len() <= 2048 && uri.bytes().all(|b| b.is_ascii_graphic());
    let safe = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
    if fits && safe && url.username().is_empty() && url.password().is_none() {
        Ok(())
    } else {
        Err(refuse())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_registered() {
        use ClientType::{Confidential, Public};
        for (uri, client_type, good) in [
            ("https://app.example/cb", Confidential, true),
            ("https://app.example/cb?x=1", Confidential, true),
            ("http://localhost:3000/cb", Confidential, true),
            ("http://127.0.0.1/cb", Public, true),
            ("http://[::1]:9/cb", Public, true),
            ("com.example.app:/cb", Public, true),
            ("com.example.app:/cb", Confidential, false),
            ("http://app.example/cb", Confidential, false),
            ("https://app.example/cb#x", Confidential, false),
            ("https://user@app.example/cb", Confidential, false),
            ("https://app.example\\@evil.example/", Confidential, false),
            ("javascript:alert(1)", Public, false),
            ("data:text/html,x", Public, false),
            ("file:///etc/passwd", Public, false),
            ("vbscript:x", Public, false),
            ("blob:https://x/y", Public, false),
            ("/cb", Confidential, false),
            ("", Confidential, false),
            ("https://app.example/c b", Confidential, false),
            ("https://app.example/ü", Confidential, false),
        ] {
            assert_eq!(
                RedirectUri::register(uri, client_type).is_ok(),
                good,
                "{uri}"
            );
        }
    }

    #[test]
    fn a_request_must_use_the_exact_string() {
        let uri =
            RedirectUri::register("https://app.example/cb", ClientType::Confidential).unwrap();
        assert!(uri.admits("https://app.example/cb"));
        let others = include_str!("redirect_uri/others.txt");
        let others: Vec<_> = others
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert!(others.len() >= 60, "only {} vectors", others.len());
        for other in others {
            let escapes = [("\\s", " "), ("\\t", "\t"), ("\\n", "\n"), ("\\0", "\0")];
            let other = escapes
                .iter()
                .fold(other.to_owned(), |other, (escape, it)| {
                    other.replace(escape, it)
                });
            assert!(!uri.admits(&other), "{other:?}");
        }
    }

    #[test]
    fn only_a_loopback_ip_literal_varies_its_port() {
        let literal = RedirectUri::register("http://127.0.0.1/cb", ClientType::Public).unwrap();
        assert!(literal.admits("http://127.0.0.1:51000/cb"));
        for other in [
            "http://127.0.0.1:51000/other",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:70000/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:1@evil.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.10/cb",
            "https://127.0.0.1:51000/cb",
        ] {
            assert!(!literal.admits(other), "{other}");
        }
        let named = RedirectUri::register("http://localhost/cb", ClientType::Public).unwrap();
        assert!(!named.admits("http://localhost:51000/cb"));
        let v6 = RedirectUri::register("http://[::1]:1/cb", ClientType::Public).unwrap();
        assert!(v6.admits("http://[::1]:51000/cb") && v6.admits("http://[::1]/cb"));
    }
}
