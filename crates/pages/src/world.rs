//! The pages over a store in memory, for the tests of this crate: a tenant `acme` with a client `app`.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{COOKIE, HeaderMap, ORIGIN};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use kernel::audit::EventKind;
use kernel::{Clock as _, Timestamp};
use oidc::{Keyrings, OpenIdProvider};
use tenancy::{RelyingParties as _, Tenants};
use testkit::{ManualClock, MemoryStore, SeededRandom, sample};
use url::Url;

use crate::{Pages, Site, routes};

/// Where the pages of the tests are.
pub(crate) const ORIGIN_OF_TESTS: &str = "https://id.example";

/// The pages over a store in memory.
pub(crate) struct World {
    pages: web::Data<Pages>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The form token of the page, and the `Cookie` header with the key that it belongs to.
    pub(crate) fn form(&self) -> (String, String) {
        let after = self.text().split("name=\"form_token\" value=\"").nth(1);
        let token = after.unwrap().split('"').next().unwrap();
        let cookie = self.header("set-cookie").split(';').next().unwrap();
        (token.to_owned(), cookie.to_owned())
    }
}

impl World {
    /// A tenant and a client with default settings.
    pub(crate) async fn new() -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_800_000_000)));
        let random = Arc::new(SeededRandom::new(1));
        let now = clock.now();
        let tenant = sample::tenant("acme", now);
        let client = sample::client(&tenant.id, "app", now, &*random);
        let event = sample::event(&tenant.id, EventKind::TenantCreated, now);
        assert!(Tenants::create(&*store, &tenant, &event).await.unwrap());
        assert!(store.register(&client, &event).await.unwrap());
        let public_url = Url::parse(ORIGIN_OF_TESTS).unwrap();
        let provider = OpenIdProvider {
            public_url: public_url.clone(),
            tenants: store.clone(),
            clients: store.clone(),
            accounts: store.clone(),
            sessions: store.clone(),
            requests: store.clone(),
            consents: store.clone(),
            codes: store.clone(),
            grants: store.clone(),
            keyrings: Arc::new(Keyrings::new(store.clone(), clock.clone())),
            clock: clock.clone(),
            random: random.clone(),
        };
        let pages = web::Data::new(Pages {
            site: Site::at(public_url),
            tenants: store.clone(),
            provider,
            clock: clock.clone(),
            random: random.clone(),
        });
        Self { pages }
    }

    /// Asks for a page as a browser with that `Cookie` header.
    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(TestRequest::get().uri(path).insert_header((COOKIE, cookie)))
            .await
    }

    /// Sends a form from one of our own pages.
    pub(crate) async fn post(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let form = TestRequest::post().uri(path).set_form(fields);
        let form = form.insert_header((COOKIE, cookie));
        self.send(form.insert_header((ORIGIN, ORIGIN_OF_TESTS)))
            .await
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: TestRequest) -> Answer {
        let app = init_service(App::new().configure(routes(self.pages.clone()))).await;
        let response = call_service(&app, request.to_request()).await;
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: read_body(response).await.to_vec(),
        }
    }
}
