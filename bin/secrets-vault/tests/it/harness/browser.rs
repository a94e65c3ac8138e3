//! A browser without pages: cookies, and no redirect followed.

use std::time::Duration;

use serde_json::Value;
use ureq::http::{self, HeaderMap, Request};
use url::form_urlencoded::Serializer;

/// What may be shown, to whoever has shown nothing.
pub(crate) const CHALLENGE: &str = "Bearer, DPoP algs=\"RS256 PS256 ES256 EdDSA Ed25519\"";

/// A jar of cookies and a way to ask.
pub(crate) struct Browser {
    agent: ureq::Agent,
    headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// What was asked; a location may be relative to it.
    url: url::Url,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            // The service ends a connection that was idle for five seconds, perhaps while a request is on its way.
            .max_idle_age(Duration::from_secs(2))
            .timeout_global(Some(Duration::from_mins(1)));
        Self {
            agent: config.build().new_agent(),
            headers: Vec::new(),
        }
    }

    /// The same with a header on every request.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn get(&self, url: &str) -> Answer {
        self.send("GET", url, &[], Vec::new())
    }

    pub(crate) fn post_json(&self, url: &str, body: &Value) -> Answer {
        self.post(url, "application/json", body.to_string())
    }

    pub(crate) fn post_form(&self, url: &str, fields: &[(&str, &str)]) -> Answer {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post(url, "application/x-www-form-urlencoded", form)
    }

    pub(crate) fn post(&self, url: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        self.send("POST", url, &[("content-type", media_type)], body.into())
    }

    pub(crate) fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = if body.is_empty() {
            self.agent.run(request.body(()).unwrap())
        } else {
            self.agent.run(request.body(body).unwrap())
        };
        Answer::of(url.parse().unwrap(), answer.unwrap())
    }

    /// Sends a request that another library has built.
    pub(crate) fn forward(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, ureq::Error> {
        let (parts, mut body) = self.agent.run(request)?.into_parts();
        Ok(http::Response::from_parts(parts, body.read_to_vec()?))
    }

    /// The jar as a `Cookie` header has it.
    pub(crate) fn cookies(&self) -> String {
        let jar = self.agent.cookie_jar_lock();
        let pairs: Vec<_> = jar
            .iter()
            .map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
            .collect();
        pairs.join("; ")
    }
}

impl Answer {
    fn of(url: url::Url, answer: http::Response<ureq::Body>) -> Self {
        let (parts, mut body) = answer.into_parts();
        let body = body.read_to_vec().unwrap();
        Self {
            url,
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> url::Url {
        let location = self
            .header("location")
            .unwrap_or_else(|| panic!("no location: {self}"));
        self.url.join(location).unwrap()
    }

    /// A parameter of the location's query or fragment.
    pub(crate) fn location_value(&self, name: &str) -> String {
        let location = self.location();
        let fragment = location.fragment().unwrap_or_default().as_bytes();
        let mut pairs = location
            .query_pairs()
            .chain(url::form_urlencoded::parse(fragment));
        let value = pairs.find(|(key, _)| key == name);
        value
            .unwrap_or_else(|| panic!("no {name} in {location}"))
            .1
            .into_owned()
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}
