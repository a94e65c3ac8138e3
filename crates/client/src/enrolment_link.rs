//! The link that lets a person enrol: from the mail of an invitation or of a reset, or from the first start of a
//! server.

use std::fmt;
use std::str::FromStr;

use url::Url;
use zeroize::Zeroizing;

use crate::Server;

/// `{server}/enrol?tenant_id=…[&username=…]#code=…`, or `{server}/reset?…`.
///
/// With a username it is for an account that exists, which was invited or has lost its picture;
/// without one it sets up the first administrator. The code stays out of what is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentLink {
    /// The server.
    pub server: Server,
    /// The tenant.
    pub tenant: String,
    /// The account that it is for.
    pub username: Option<String>,
    /// The code.
    pub code: Zeroizing<String>,
}

/// The text is no such link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an enrolment link; copy it whole, with the code behind the # sign")]
pub struct MalformedLink;

impl FromStr for EnrolmentLink {
    type Err = MalformedLink;

    fn from_str(text: &str) -> Result<Self, MalformedLink> {
        let url = Url::parse(text.trim()).map_err(|_| MalformedLink)?;
        let server = ["enrol", "reset"].into_iter().find_map(|page| {
            let server = Server::of(&url, &format!("/{page}"))?;
            (url.path() == server.endpoint(&[page]).path()).then_some(server)
        });
        let server = server.ok_or(MalformedLink)?;
        let fragment = url.fragment().unwrap_or_default().as_bytes();
        Ok(Self {
            server,
            tenant: value_of(url.query_pairs(), "tenant_id").ok_or(MalformedLink)?,
            username: value_of(url.query_pairs(), "username"),
            code: value_of(url::form_urlencoded::parse(fragment), "code")
                .map(Zeroizing::new)
                .ok_or(MalformedLink)?,
        })
    }
}

/// The value of `name`, unless it is empty.
pub(crate) fn value_of(pairs: url::form_urlencoded::Parse<'_>, name: &str) -> Option<String> {
    let mut named = pairs.filter(|(key, value)| key == name && !value.is_empty());
    named.next().map(|(_, value)| value.into_owned())
}

impl fmt::Debug for EnrolmentLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolmentLink")
            .field("server", &self.server.to_string())
            .field("tenant", &self.tenant)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_of_link_are_read() {
        let set_up: EnrolmentLink = "http://localhost:8080/enrol?tenant_id=main#code=AbC-_1"
            .parse()
            .unwrap();
        assert_eq!(set_up.server.to_string(), "http://localhost:8080");
        assert_eq!(
            (set_up.tenant.as_str(), set_up.username.as_deref()),
            ("main", None)
        );
        assert_eq!(set_up.code.as_str(), "AbC-_1");
        let invitation: EnrolmentLink =
            " https://id.example/v/enrol?tenant_id=acme&username=ada%40example.org#code=x\n"
                .parse()
                .unwrap();
        assert_eq!(invitation.server.to_string(), "https://id.example/v");
        assert_eq!(invitation.username.as_deref(), Some("ada@example.org"));
        assert!(!format!("{invitation:?}").contains("code"));
        let reset: EnrolmentLink =
            "https://id.example/v/reset?tenant_id=acme&client_id=app&username=ada#code=x"
                .parse()
                .unwrap();
        assert_eq!(reset.server, invitation.server);
        assert_eq!(reset.username.as_deref(), Some("ada"));
    }

    #[test]
    fn half_a_link_is_refused() {
        for text in [
            "",
            "https://id.example/enrol?tenant_id=main",
            "https://id.example/enrol?tenant_id=main#code=",
            "https://id.example/enrol#code=x",
            "https://id.example/enrol/more?tenant_id=main#code=x",
            "https://id.example/enrolled?tenant_id=main#code=x",
            "https://id.example/sign-in?tenant_id=main#code=x",
            "http://id.example/enrol?tenant_id=main#code=x",
        ] {
            assert_eq!(text.parse::<EnrolmentLink>(), Err(MalformedLink), "{text}");
        }
    }
}
