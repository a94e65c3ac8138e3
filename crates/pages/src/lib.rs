//! The hosted pages: what a person sees of Secrets Vault in a browser.
//!
//! This crate decides how a page looks and what it says: templates, words in each language, style,
//! scripts, and the headers that keep a page to itself. It must *not* decide who may do what: a page
//! asks the same use cases of the domain as `http-api`, and its scripts call the published API. It knows
//! no database and no configuration file; whoever starts it hands it [`Pages`].
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//!
//! async fn serve(pages: pages::Pages) -> std::io::Result<()> {
//!     let pages = web::Data::new(pages);
//!     HttpServer::new(move || App::new().configure(pages::routes(pages.clone())))
//!         .bind("127.0.0.1:8080")?
//!         .run()
//!         .await
//! }
//! ```
//!
//! # Adding a page
//!
//! 1. **Words**: `locales/{en,de,es,fr}/NAME.ftl`, listed in `src/words.rs`. A test fails while a
//!    language lacks one, and while one is not used.
//! 2. **Template**: `templates/NAME.html` begins with `{% extends "layout.html" %}` and fills the block
//!    `main` (scripts: the block `head`). It says everything by `frame.words.get("key")` or
//!    `frame.words.with("key", "variable", value)`. Nothing inline: no `style`, no `onclick`, no script
//!    between tags. askama escapes whatever is inserted.
//! 3. **Handler**: `src/NAME.rs`, with a struct that derives `askama::Template` and has a field `frame`.
//!    The handler takes a `Visit`, asks a use case, makes the frame with
//!    `Visit::frame` and answers with `Visit::show`. What goes
//!    wrong becomes a page with a way on: `map_err(|error| visit.trouble(error))`, with a line in
//!    `src/trouble.rs` that says which words an error gets.
//! 4. **Form**: `<form method="post">` with `{% include "form-token.html" %}`; its handler reads it by
//!    `PageForm`, which refuses a form of another site. Where a redirect to a client
//!    follows, the page that has the form is answered with `Visit::show_with`
//!    and a `Policy` that names the proven target.
//! 5. **Script**: `assets/NAME.js`, an ES module, listed in `src/assets.rs`, loaded by
//!    `<script type="module" src="{{ frame.assets }}/NAME.js"></script>`.
//! 6. **Route**: a line in `routes` below.
//! 7. **Tests**: in-process over `world`, at least the good case in another language, each trouble, and
//!    that what people can choose is escaped. Then look at it, at 360 and 1280 pixels, light and dark.

mod account;
mod application;
mod assets;
mod completion;
mod compression;
mod consent;
mod device;
mod device_link;
mod enrol;
mod error_page;
mod forgot;
mod form;
mod frame;
mod home;
mod knowledge;
mod language_choice;
mod logo;
mod mailbox;
mod policy;
mod profile;
mod sign_in;
mod sign_out;
mod signed_in;
mod site;
mod trouble;
mod visit;
mod way_back;
mod words;
#[cfg(test)]
mod world;

use std::sync::Arc;

use actix_web::web;
use identity::mail::Outbox;
use identity::passkey::PasskeyRegistration;
use identity::recovery_code::RecoveryCodeManagement;
use identity::reset::ResetRequests;
use kernel::{Clock, Random};
use oidc::OpenIdProvider;
use tenancy::{ClientLogos, Tenants};
use visitor::TrustedProxies;

pub use error_page::explain;
pub use site::Site;
pub use way_back::hand_over;

/// Every use case behind a page, and what the pages themselves need to know.
pub struct Pages {
    /// Where the service is.
    pub site: Site,
    /// Keeps tenants.
    pub tenants: Arc<dyn Tenants>,
    /// The logos of applications.
    pub logos: Arc<dyn ClientLogos>,
    /// OpenID Connect.
    pub provider: OpenIdProvider,
    /// Mailed links by which another picture is chosen.
    pub reset_requests: ResetRequests,
    /// Codes beside which such a link is good where the tenant asks for a second thing.
    pub recovery_codes: RecoveryCodeManagement,
    /// Adding passkeys, and keeping one's own in order.
    pub passkeys: PasskeyRegistration,
    /// The mails, where they are shown on a page of this machine.
    pub mailbox: Option<Arc<dyn Outbox>>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub random: Arc<dyn Random>,
}

/// The path of the style sheet, for an application that looks like these pages.
pub fn style_sheet(base: &str) -> String {
    format!("{base}{}/style.css", assets::directory())
}

/// Adds every page and every asset.
pub fn routes(pages: web::Data<Pages>) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        config
            .app_data(pages)
            .service(assets::serve)
            .service(logo::serve)
            .service(home::home)
            .service(sign_in::sign_in)
            .service(enrol::enrol)
            .service(enrol::reset)
            .service(forgot::ask)
            .service(forgot::send)
            .service(device_link::device_link)
            .service(mailbox::mailbox)
            .service(device::ask)
            .service(device::find)
            .service(device::done)
            .service(account::choose)
            .service(account::go_on)
            .service(consent::ask)
            .service(consent::answer)
            .service(sign_out::ask)
            .service(sign_out::agree)
            .service(sign_out::done)
            .service(profile::show)
            .service(profile::change_picture)
            .service(profile::change_email)
            .service(profile::recovery_codes::show)
            .service(profile::recovery_codes::draw)
            .service(profile::ask)
            .service(profile::add)
            .service(profile::rename)
            .service(profile::delete)
            .service(language_choice::choose_language);
    }
}
