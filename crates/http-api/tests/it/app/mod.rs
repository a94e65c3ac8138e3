//! The surface over a store in memory, in sentences: `app.tenant("acme")`, `acme.client("app")`,
//! `acme.enrolled("ada")`, `app.browser().signed_in(&client, &ada)`.

mod answer;
mod browser;
mod person;
mod provisioner;
mod tenant;
mod wiring;

use std::sync::Arc;
use std::time::Duration;

use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use http_api::Api;
use identity::admin::Operator;
use identity::mail::{Outbox, StoredMail};
use kernel::{Clock as _, FoldedName, Timestamp};
use oidc::Keyrings;
use tenancy::Registrar;
use testkit::ManualClock;

pub(crate) use answer::Answer;
pub(crate) use browser::{Begun, Browser, SignInPage};
pub(crate) use person::Person;
pub(crate) use provisioner::{Provisioner, patch};
pub(crate) use tenant::{CALLBACK, Client, Tenant, VERIFIER};

/// What the world calls the service.
pub(crate) const PUBLIC_URL: &str = "http://localhost:8080";
/// When everything begins.
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// The service without network, database and time of its own.
pub(crate) struct TestApp {
    api: web::Data<Api>,
    clock: Arc<ManualClock>,
    registrar: Registrar,
    operator: Operator,
    keyrings: Arc<Keyrings>,
    outbox: Arc<dyn Outbox>,
}

impl TestApp {
    /// A service whose store is empty.
    pub(crate) fn new() -> Self {
        wiring::over_memory(NOW)
    }

    /// The time, in seconds since the Unix epoch.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().seconds()
    }

    /// Time passes.
    pub(crate) fn wait(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// The mails to an address.
    pub(crate) async fn mails(&self, to: &str) -> Vec<StoredMail> {
        let mails = self.outbox.newest(Some(FoldedName::of(to)), 100).await;
        mails.unwrap()
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// What the service answers to a request.
    pub(crate) async fn send(&self, request: TestRequest) -> Answer {
        let app = App::new().configure(http_api::routes(self.api.clone(), |_| {}));
        let service = init_service(app).await;
        let request = request.peer_addr("192.0.2.1:40000".parse().unwrap());
        Answer::of(call_service(&service, request.to_request()).await).await
    }
}
