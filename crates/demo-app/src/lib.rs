//! An application to try the service with: it asks for a sign-in as any other would, and shows what it
//! gets.
//!
//! This crate decides nothing of the service. It speaks OpenID Connect only (code flow with PKCE, state,
//! nonce), over HTTP, through the same client library as the command line, and believes an ID token only
//! after it has checked issuer, audience, nonce, time and signature. It must *not* know anything of the
//! service's inside. It keeps its few sign-ins in memory, and is served only while the demonstration runs.
//!
//! ```
//! use client::Server;
//! use demo_app::{DemoApp, redirect_uri};
//!
//! // As it is registered ...
//! assert_eq!(redirect_uri("http://localhost:8080"), "http://localhost:8080/demo/back");
//!
//! // ... and as it is served, with `demo_app::routes`.
//! let server = Server::parse("http://localhost:8080")?;
//! let app = DemoApp::new(server, "demo", "demo-app", "its secret", "/assets/0/style.css");
//! # Ok::<(), client::ServerError>(())
//! ```

mod browser;
mod handlers;
mod id_token;
mod view;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::web;
use client::{AuthorizationRequest, RelyingParty, Server, Tokens};
use serde_json::Value;

use crate::browser::BrowserId;

/// Browsers that are remembered at most; the demonstration has one or two.
const MOST_BROWSERS: usize = 100;

/// The application and what it knows of each browser.
pub struct DemoApp {
    relying_party: RelyingParty,
    base: String,
    origin: String,
    issuer: String,
    client_id: String,
    style_sheet: String,
    browsers: Mutex<HashMap<BrowserId, Stage>>,
}

/// How far a browser has come.
enum Stage {
    /// It was sent to sign in.
    Asked(AuthorizationRequest),
    /// It came back with an answer that could not be used.
    Failed(String),
    /// Somebody is signed in.
    SignedIn(Box<SignedIn>),
}

/// What a sign-in has brought, all of it checked.
#[derive(Clone)]
struct SignedIn {
    tokens: Tokens,
    header: Value,
    claims: Value,
    userinfo: Value,
}

impl DemoApp {
    /// The application as it is registered at `server`, below whose URL it is served itself.
    pub fn new(
        server: Server,
        tenant: &str,
        client_id: &str,
        client_secret: &str,
        style_sheet: &str,
    ) -> Self {
        let base = server.to_string();
        Self {
            origin: server.origin(),
            issuer: server.issuer(tenant),
            relying_party: RelyingParty::new(
                server,
                tenant,
                client_id,
                Some(client_secret),
                &redirect_uri(&base),
            ),
            client_id: client_id.to_owned(),
            style_sheet: style_sheet.to_owned(),
            browsers: Mutex::default(),
            base,
        }
    }

    fn browsers(&self) -> MutexGuard<'_, HashMap<BrowserId, Stage>> {
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, browser: BrowserId, stage: Stage) {
        let mut browsers = self.browsers();
        if browsers.len() >= MOST_BROWSERS && !browsers.contains_key(&browser) {
            browsers.clear();
        }
        browsers.insert(browser, stage);
    }
}

/// Where browsers are sent back to, if the application is served below `base`.
pub fn redirect_uri(base: &str) -> String {
    format!("{base}/demo/back")
}

/// Where browsers are sent back to after they have signed out.
pub fn post_logout_redirect_uri(base: &str) -> String {
    format!("{base}/demo")
}

/// Adds the application's pages.
pub fn routes(app: web::Data<DemoApp>) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        config
            .app_data(app)
            .service(handlers::show)
            .service(handlers::sign_in)
            .service(handlers::back)
            .service(handlers::sign_out);
    }
}
