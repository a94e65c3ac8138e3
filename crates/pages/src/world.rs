//! The pages over a store in memory, for the tests of this crate: a tenant `acme` with a client `app`.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{COOKIE, HeaderMap, ORIGIN};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};
use identity::mail::Outbox;
use identity::passkey::PasskeyRegistration;
use identity::recovery_code::RecoveryCodeManagement;
use identity::reset::ResetRequests;
use identity::sign_in::{Refund, SignInNonces, Telemetry};
use identity::{
    Acceptance, Account, Accounts, AuthenticationMethod, Invitations as _, NewAccount, Session,
    SessionStart, Sessions as _,
};
use kernel::audit::EventKind;
use kernel::{Clock as _, PlainToken, Timestamp};
use oidc::{AuthorizationRequest, AuthorizationRequests, RequestParameters};
use tenancy::{ClientRegistration, RelyingParties as _, TenantSettings, Tenants};
use testkit::{
    FixedKeys, ManualClock, MemoryStore, NoAuthenticators, SeededRandom, open_id_provider, sample,
};
use url::Url;

use crate::{Pages, Site, routes};

/// Where the pages of the tests are.
pub(crate) const ORIGIN_OF_TESTS: &str = "https://id.example";

/// The pages, and what stands behind them.
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
    random: Arc<SeededRandom>,
    pages: web::Data<Pages>,
}

/// An authorization request as the browser holds it.
pub(crate) struct Opened {
    pub(crate) auth_req_id: String,
    /// The `Cookie` header of the browser that opened it.
    pub(crate) cookie: String,
}

/// Somebody who is signed in.
pub(crate) struct SignedIn {
    pub(crate) account: Account,
    pub(crate) session: Session,
    /// The `Cookie` header of their browser.
    pub(crate) cookie: String,
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
        Self::with(|_, _| ()).await
    }

    /// A tenant and a client that `set` has changed.
    pub(crate) async fn with(
        set: impl FnOnce(&mut TenantSettings, &mut ClientRegistration),
    ) -> Self {
        Self::made(set, false).await
    }

    /// The same, with the page that shows mails.
    pub(crate) async fn with_mailbox() -> Self {
        Self::made(|_, _| (), true).await
    }

    async fn made(
        set: impl FnOnce(&mut TenantSettings, &mut ClientRegistration),
        has_mailbox: bool,
    ) -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_800_000_000)));
        let random = Arc::new(SeededRandom::new(1));
        let now = clock.now();
        let mut tenant = sample::tenant("acme", now);
        let mut client = sample::client(&tenant.id, "app", now, &*random);
        set(&mut tenant.settings, &mut client.registration);
        let event = sample::event(&tenant.id, EventKind::TenantCreated, now);
        assert!(Tenants::create(&*store, &tenant, &event).await.unwrap());
        assert!(store.register(&client, &event).await.unwrap());
        let public_url = Url::parse(ORIGIN_OF_TESTS).unwrap();
        let provider = open_id_provider(ORIGIN_OF_TESTS, &store, clock.clone(), random.clone());
        let pages = web::Data::new(Pages {
            site: Site::at(public_url),
            tenants: store.clone(),
            logos: store.clone(),
            provider,
            reset_requests: ResetRequests {
                resets: store.clone(),
                accounts: store.clone(),
                clock: clock.clone(),
                random: random.clone(),
                public_url: ORIGIN_OF_TESTS.to_owned(),
            },
            recovery_codes: RecoveryCodeManagement {
                codes: store.clone(),
                accounts: store.clone(),
                seeds: Arc::new(FixedKeys),
                clock: clock.clone(),
                random: random.clone(),
            },
            passkeys: PasskeyRegistration {
                webauthn: Arc::new(NoAuthenticators),
                ceremonies: store.clone(),
                passkeys: store.clone(),
                accounts: store.clone(),
                tenants: store.clone(),
                seeds: Arc::new(FixedKeys),
                clock: clock.clone(),
            },
            trusted_proxies: visitor::TrustedProxies::default(),
            mailbox: has_mailbox.then(|| store.clone() as Arc<dyn Outbox>),
            clock: clock.clone(),
            random: random.clone(),
        });
        Self {
            store,
            clock,
            random,
            pages,
        }
    }

    /// An authorization request of the client, open for ten minutes, with parameters that `ask` has changed.
    pub(crate) async fn open(&self, ask: impl FnOnce(&mut RequestParameters)) -> Opened {
        let (auth_req_id, browser) = (
            PlainToken::generate(&*self.random),
            PlainToken::generate(&*self.random),
        );
        let now = self.clock.now();
        let client = sample::client(&"acme".parse().unwrap(), "app", now, &*self.random);
        let mut request = AuthorizationRequest {
            token: auth_req_id.hash(),
            browser: browser.hash(),
            expires_at: now.plus(Duration::from_mins(10)),
            ..sample::authorization_request(&client, now, &*self.random)
        };
        ask(&mut request.parameters);
        AuthorizationRequests::open(&*self.store, &request)
            .await
            .unwrap();
        Opened {
            auth_req_id: auth_req_id.reveal().to_owned(),
            cookie: format!("__Host-sv-browser-acme={}", browser.reveal()),
        }
    }

    /// Somebody of that name, who has just signed in.
    pub(crate) async fn sign_in(&self, name: &str) -> SignedIn {
        self.sign_in_by(name, AuthenticationMethod::Swk).await
    }

    /// The same, by a method of signing in.
    pub(crate) async fn sign_in_by(&self, name: &str, method: AuthenticationMethod) -> SignedIn {
        let (store, now, random) = (&self.store, self.clock.now(), &*self.random);
        let tenant = "acme".parse().unwrap();
        let account = sample::account(&tenant, name, now, random);
        let event = sample::event(&tenant, EventKind::UserCreated, now);
        let welcome = sample::welcome(&account, random);
        let new = NewAccount {
            account: &account,
            welcome: Some(&welcome),
        };
        assert!(Accounts::create(&**store, new, &event).await.unwrap());
        let nonce = sample::nonce(&account, now, random);
        let (credential, device) = (
            sample::credential(random),
            sample::device(nonce.name, now, random),
        );
        let acceptance = Acceptance {
            tenant_id: &account.tenant_id,
            code: &welcome.invitation.code,
            user_id: &account.user_id,
            credential: &credential,
            device: &device,
            now,
        };
        let accepted = store.accept(acceptance, &event);
        assert!(accepted.await.unwrap());
        let refund = Refund {
            name: nonce.name,
            browser: None,
            device: None,
        };
        let telemetry = Telemetry::default();
        let proved = &credential.handle;
        let issued = SignInNonces::issue(&**store, &nonce, proved, &refund, &telemetry, &event);
        assert!(issued.await.unwrap());
        let cookie = PlainToken::generate(random);
        let mut session = sample::session(&account, now, random);
        session.token = cookie.hash();
        session.auth_time = now;
        session.amr = vec![method];
        let start = SessionStart {
            session: &session,
            nonce: &nonce.token,
            device: &device,
            browser: sample::browser_change(random),
            replaces: None,
        };
        assert!(store.start(start, &event).await.unwrap());
        SignedIn {
            account,
            session,
            cookie: format!("__Host-sv-session-acme={}", cookie.reveal()),
        }
    }

    /// What the pages are served with.
    pub(crate) fn data(&self) -> web::Data<Pages> {
        self.pages.clone()
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
