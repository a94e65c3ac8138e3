//! The application's own cookie.

use std::fmt::Write as _;

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

const NAME: &str = "demo-app";
const BYTES: usize = 16;

/// By what the application knows a browser again.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct BrowserId(String);

impl BrowserId {
    /// The id that the browser presents.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let value = request.cookie(NAME)?.value().to_owned();
        let is_ours = value.len() == 2 * BYTES && value.bytes().all(|b| b.is_ascii_hexdigit());
        is_ours.then_some(Self(value))
    }

    /// A new one.
    pub(crate) fn draw() -> Self {
        let bytes = client::random_bytes::<BYTES>();
        let mut text = String::new();
        for byte in bytes {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The cookie that carries it.
    pub(crate) fn cookie(&self) -> Cookie<'static> {
        Cookie::build(NAME, self.0.clone())
            .path("/demo")
            .http_only(true)
            .same_site(SameSite::Lax)
            .finish()
    }
}
