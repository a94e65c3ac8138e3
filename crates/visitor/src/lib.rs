//! Who sends a request: the cookies that a browser presents, the address it comes from, the language it likes, and
//! whether a person looks at the answer.
//!
//! `http-api` and `pages` answer the same browsers, so they must name cookies and judge forwarded
//! addresses alike; this crate is where that is decided, once. It must *not* know what a cookie is
//! worth: the use cases of the domain say.
//!
//! ```
//! use actix_web::test::TestRequest;
//! use kernel::PlainToken;
//! use visitor::{CookieKind, Cookies};
//!
//! let cookies = Cookies { is_secure: true };
//! let (acme, token) = ("acme".parse()?, PlainToken::parse(&"A".repeat(43))?);
//! let cookie = cookies.set(CookieKind::Session, &acme, &token);
//! assert_eq!(cookie.name(), "__Host-sv-session-acme");
//!
//! let request = TestRequest::default().cookie(cookie).to_http_request();
//! assert_eq!(cookies.session_tenants(&request), [acme]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod cookies;
mod language;
mod preference;

pub use address::{TrustedProxies, visitor};
pub use cookies::{CookieKind, Cookies};
pub use language::language;
pub use preference::wants_page;
