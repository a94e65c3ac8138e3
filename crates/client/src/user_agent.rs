//! What a browser is to the server: a jar of cookies and a way to ask.

use ureq::Cookie;
use url::Url;

use crate::connection::{Answer, Connection, Content, RequestError};
use crate::{SentRequest, Server};

/// Stands where a browser would: sends requests to one server and keeps its cookies.
///
/// The protocol's steps are its methods.
pub struct UserAgent {
    connection: Connection,
}

/// The text is not `name=value; name=value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cookies are written as name=value; name=value")]
pub struct MalformedCookies;

impl UserAgent {
    /// A user agent without cookies.
    pub fn new(server: Server) -> Self {
        Self {
            connection: Connection::to(server),
        }
    }

    /// Shows every request to `trace` before it is sent.
    #[must_use]
    pub fn traced_by(mut self, trace: impl Fn(&SentRequest<'_>) + Send + Sync + 'static) -> Self {
        self.connection.trace(Box::new(trace));
        self
    }

    /// The server it talks to.
    pub fn server(&self) -> &Server {
        self.connection.server()
    }

    /// Puts the cookies of another jar into this one, as a `Cookie` header would carry them.
    pub fn add_cookies(&self, header: &str) -> Result<(), MalformedCookies> {
        for pair in header
            .split(';')
            .map(str::trim)
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').ok_or(MalformedCookies)?;
            self.add_cookie(name, value)?;
        }
        Ok(())
    }

    /// The cookie by which a tenant knows this user agent as one that has signed in before.
    pub fn device_cookie(&self, tenant: &str) -> Option<String> {
        let wanted = self.device_cookie_name(tenant);
        let jar = self.connection.cookies();
        jar.iter()
            .find(|cookie| cookie.name() == wanted)
            .map(|cookie| cookie.value().to_owned())
    }

    /// Presents a device cookie that was kept from another run.
    pub fn set_device_cookie(&self, tenant: &str, value: &str) -> Result<(), MalformedCookies> {
        self.add_cookie(&self.device_cookie_name(tenant), value)
    }

    fn device_cookie_name(&self, tenant: &str) -> String {
        let is_secure = self.server().origin().starts_with("https:");
        let prefix = if is_secure { "__Host-" } else { "" };
        format!("{prefix}sv-device-{tenant}")
    }

    fn add_cookie(&self, name: &str, value: &str) -> Result<(), MalformedCookies> {
        let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, ';' | ',' | '"' | '\\');
        if name.is_empty() || !name.chars().chain(value.chars()).all(is_plain) {
            return Err(MalformedCookies);
        }
        let origin = self
            .server()
            .origin()
            .parse()
            .map_err(|_| MalformedCookies)?;
        let cookie = Cookie::parse(format!("{name}={value}; Path=/"), &origin);
        let cookie = cookie.map_err(|_| MalformedCookies)?;
        let mut jar = self.connection.cookies();
        jar.insert(cookie, &origin).map_err(|_| MalformedCookies)
    }

    /// The way to the server.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Sends a form to an endpoint of the sign-in API, in a tenant or an authorization request.
    pub(crate) fn post_auth(
        &self,
        path: &[&str],
        place: &zkp_protocol::prover::Place,
        form: &impl serde::Serialize,
    ) -> Result<Answer, RequestError> {
        let mut url: Url = self.server().endpoint(&["api", "auth"]);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend(path);
        }
        match &place.auth_req_id {
            Some(id) => url.query_pairs_mut().append_pair("auth_req_id", id),
            None => url
                .query_pairs_mut()
                .append_pair("tenant_id", &place.tenant),
        };
        self.connection.post(&url, &Content::json(form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(base: &str) -> UserAgent {
        UserAgent::new(Server::parse(base).unwrap())
    }

    #[test]
    fn cookies_of_another_jar_are_taken_over() {
        let agent = agent("https://id.example/vault");
        agent
            .add_cookies("__Host-sv-browser-acme=abc; __Host-sv-device-acme=x-_9=;")
            .unwrap();
        assert_eq!(agent.device_cookie("acme").as_deref(), Some("x-_9="));
        assert_eq!(agent.device_cookie("other"), None);
        agent.set_device_cookie("acme", "new").unwrap();
        assert_eq!(agent.device_cookie("acme").as_deref(), Some("new"));
        assert_eq!(agent.connection.cookies().iter().count(), 2);
    }

    #[test]
    fn what_is_no_cookie_is_refused() {
        for text in ["a", "=b", "a b=c", "a=b c", "a=\"b\"", "a=b\u{e9}"] {
            assert_eq!(
                agent("http://localhost:1").add_cookies(text),
                Err(MalformedCookies),
                "{text}"
            );
        }
        assert_eq!(agent("http://localhost:1").add_cookies(" "), Ok(()));
    }

    #[test]
    fn the_prefix_is_for_https() {
        let agent = agent("http://localhost:1");
        agent.set_device_cookie("acme", "x").unwrap();
        let jar = agent.connection.cookies();
        assert_eq!(jar.iter().next().unwrap().name(), "sv-device-acme");
    }
}
