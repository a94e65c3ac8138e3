//! The service's HTTP surface: JSON and OpenID Connect over the domain's use cases.
//!
//! This crate decides how a request is read and how an answer looks on the wire: the published
//! API's fields, cookies, status codes, headers. It must *not* decide anything else: a handler
//! reads, asks a use case, and answers. It knows no database and no configuration file; whoever
//! starts it hands it an [`Api`].
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//!
//! async fn serve(api: http_api::Api) -> std::io::Result<()> {
//!     let api = web::Data::new(api);
//!     HttpServer::new(move || App::new().configure(http_api::routes(api.clone(), |_| ())))
//!         .bind("127.0.0.1:8080")?
//!         .run()
//!         .await
//! }
//! ```

mod actor;
mod api;
mod audit_events;
mod auth;
mod blocks;
mod caller;
mod clients;
mod dpop;
mod health;
mod keys;
mod methods;
mod oidc;
mod openapi;
mod passkeys;
mod problem;
mod request;
mod scim;
mod sessions;
mod sign_in_quality;
mod signed_in;
mod stamp;
mod surface;
mod tenants;
mod users;

pub use api::{Api, Countries, Readiness, Settings};
pub use audit_events::AuditEventView;
pub use openapi::{DOCUMENT, compose};
pub use request::TrustedProxies;
pub use surface::routes;

/// Most bytes that a body may have.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;
