//! HTTP, within limits: one server, no redirects followed, short answers, time bounds.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::http;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use url::Url;

use crate::refusal::Refusal;
use crate::{SentRequest, Server};

/// Most bytes of an answer that are read.
const LONGEST_ANSWER: u64 = 1 << 20;

/// A request that brought no answer of the expected kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// There is no server, or no answer from it.
    #[error("{server} cannot be reached: {reason}")]
    Unreachable {
        /// Its base URL.
        server: String,
        /// What went wrong on the way.
        reason: String,
    },
    /// The server refuses.
    #[error("{0}")]
    Refused(Refusal),
    /// The server calls this machine by another name. A proof is good for one name only.
    #[error("the server calls itself {named}: use that URL instead of {own}")]
    OtherLocalName {
        /// The server's name for itself.
        named: String,
        /// The name that was used.
        own: String,
    },
    /// The server answers with something else than was asked for.
    #[error("{server} does not answer as a Secrets Vault server does: {what}")]
    Unexpected {
        /// Its base URL.
        server: String,
        /// What is wrong with the answer.
        what: String,
    },
}

/// What is sent with a request.
pub(crate) enum Content<'a> {
    Nothing,
    Json(Vec<u8>),
    /// `application/x-www-form-urlencoded`.
    Form(&'a [(&'a str, &'a str)]),
}

impl Content<'_> {
    pub(crate) fn json(value: &impl Serialize) -> Self {
        // Our own forms have string keys only, which always have a JSON text.
        Self::Json(serde_json::to_vec(value).unwrap_or_default())
    }
}

/// What came back, with a status below 400.
pub(crate) struct Answer {
    /// `Location`, resolved against the URL that was asked.
    pub(crate) location: Option<Url>,
    body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

type Trace = Box<dyn Fn(&SentRequest<'_>) + Send + Sync>;

/// A way to one server, with the cookies that it has set.
pub(crate) struct Connection {
    server: Server,
    agent: ureq::Agent,
    trace: Option<Trace>,
}

impl Connection {
    pub(crate) fn to(server: Server) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::NativeTls)
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let mut config = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_mins(1)))
            .user_agent(concat!("secrets-vault-client/", env!("CARGO_PKG_VERSION")));
        if server.is_local() {
            // A proxy's own loopback is another machine.
            config = config.proxy(None);
        }
        Self {
            agent: config.build().new_agent(),
            server,
            trace: None,
        }
    }

    pub(crate) fn trace(&mut self, trace: Trace) {
        self.trace = Some(trace);
    }

    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    pub(crate) fn cookies(&self) -> ureq::CookieJar<'_> {
        self.agent.cookie_jar_lock()
    }

    pub(crate) fn get(&self, url: &Url) -> Result<Answer, RequestError> {
        self.send("GET", url, &[], &Content::Nothing)
    }

    pub(crate) fn post(&self, url: &Url, content: &Content<'_>) -> Result<Answer, RequestError> {
        self.send("POST", url, &[], content)
    }

    /// Sends a request with further headers. A status from 400 on is an error.
    pub(crate) fn send(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        content: &Content<'_>,
    ) -> Result<Answer, RequestError> {
        if !self.server.has(url) {
            return Err(self.unexpected(&format!(
                "it leads to {}",
                url.origin().ascii_serialization()
            )));
        }
        let (media_type, body) = match content {
            Content::Nothing => (None, Vec::new()),
            Content::Json(json) => (Some("application/json"), json.clone()),
            Content::Form(pairs) => {
                let form = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(*pairs)
                    .finish();
                (Some("application/x-www-form-urlencoded"), form.into_bytes())
            }
        };
        let mut headers = headers.to_vec();
        headers.push(("accept", "application/json"));
        headers.extend(media_type.map(|media_type| ("content-type", media_type)));
        self.report(method, url, &headers, &body);

        let mut request = http::Request::builder().method(method).uri(url.as_str());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let sent = if body.is_empty() {
            request
                .body(())
                .map_err(ureq::Error::Http)
                .and_then(|request| self.agent.run(request))
        } else {
            request
                .body(body)
                .map_err(ureq::Error::Http)
                .and_then(|request| self.agent.run(request))
        };
        self.read(url, sent.map_err(|error| self.unreachable(&error))?)
    }

    fn report(&self, method: &str, url: &Url, headers: &[(&str, &str)], body: &[u8]) {
        let Some(trace) = &self.trace else {
            return;
        };
        let cookies: Vec<_> = self
            .cookies()
            .iter()
            .map(|cookie| cookie.to_string())
            .collect();
        let cookies = cookies.join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        trace(&SentRequest {
            method,
            url,
            headers: &headers,
            body,
        });
    }

    fn read(
        &self,
        url: &Url,
        mut response: http::Response<ureq::Body>,
    ) -> Result<Answer, RequestError> {
        let text = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let location = text(http::header::LOCATION).and_then(|to| url.join(&to).ok());
        let retry_after = text(http::header::RETRY_AFTER).and_then(|after| after.parse().ok());
        let body = response
            .body_mut()
            .with_config()
            .limit(LONGEST_ANSWER)
            .read_to_vec()
            .map_err(|error| self.unreachable(&error))?;
        match response.status().as_u16() {
            ..400 => Ok(Answer { location, body }),
            status => Err(RequestError::Refused(Refusal::read(
                status,
                retry_after,
                &body,
            ))),
        }
    }

    fn unreachable(&self, error: &ureq::Error) -> RequestError {
        let reason = match error {
            ureq::Error::Io(error) => error.to_string(),
            ureq::Error::HostNotFound => "there is no host of that name".to_owned(),
            ureq::Error::ConnectionFailed => "nothing answers at that address".to_owned(),
            ureq::Error::Timeout(_) => "it did not answer in time".to_owned(),
            ureq::Error::BodyExceedsLimit(limit) => {
                format!("its answer is longer than {limit} bytes")
            }
            other => other.to_string(),
        };
        RequestError::Unreachable {
            server: self.server.to_string(),
            reason,
        }
    }

    /// An answer that no server of this kind gives.
    pub(crate) fn unexpected(&self, what: &str) -> RequestError {
        RequestError::Unexpected {
            server: self.server.to_string(),
            what: what.to_owned(),
        }
    }

    /// Reads the JSON of an answer.
    pub(crate) fn json<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, RequestError> {
        serde_json::from_slice(&answer.body)
            .map_err(|_| self.unexpected("fields are missing from its answer"))
    }

    /// Where an answer leads.
    pub(crate) fn location(&self, answer: Answer) -> Result<Url, RequestError> {
        answer
            .location
            .ok_or_else(|| self.unexpected("its answer leads nowhere"))
    }
}
