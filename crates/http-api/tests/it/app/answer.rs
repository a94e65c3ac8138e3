//! What came back.

use std::fmt::{self, Display};

use actix_web::body::MessageBody;
use actix_web::cookie::Cookie;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::test::read_body;
use serde_json::Value;
use url::Url;

/// An answer of the service.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) cookies: Vec<Cookie<'static>>,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    pub(super) async fn of<B: MessageBody>(response: ServiceResponse<B>) -> Self {
        let cookies = response.response().cookies();
        Self {
            status: response.status(),
            cookies: cookies.map(Cookie::into_owned).collect(),
            headers: response.headers().clone(),
            body: read_body(response).await.to_vec(),
        }
    }

    /// The body as JSON; null if it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A field of the body, which must be text.
    pub(crate) fn text(&self, field: &str) -> String {
        let text = self.json()[field].as_str().map(str::to_owned);
        text.unwrap_or_else(|| panic!("no {field} in:\n{self}"))
    }

    /// Where the browser is sent.
    pub(crate) fn location(&self) -> Url {
        let location = self.header(LOCATION.as_str());
        let base = Url::parse(super::PUBLIC_URL).unwrap();
        base.join(location.unwrap_or_else(|| panic!("goes nowhere:\n{self}")))
            .unwrap()
    }

    /// A parameter of where the browser is sent.
    pub(crate) fn sent_with(&self, name: &str) -> Option<String> {
        let location = self.location();
        let mut pairs = location.query_pairs();
        pairs.find_map(|(it, value)| (it == name).then(|| value.into_owned()))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Status, the headers that tell a client what to do, and the body: what a snapshot shows.
impl Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.status)?;
        for name in [CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE] {
            if let Some(value) = self.header(name.as_str()) {
                writeln!(f, "{name}: {value}")?;
            }
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(mut json) => {
                // The order of fields depends on which crates are built together.
                json.sort_all_objects();
                write!(f, "\n{json:#}")
            }
            Err(_) => write!(f, "\n{}", String::from_utf8_lossy(&self.body)),
        }
    }
}
