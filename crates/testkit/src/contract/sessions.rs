//! [`Sessions`](identity::Sessions).

use identity::sign_in::{SignInNonce, live_session};
use identity::{BrowserChange, Session, SessionStart};
use kernel::audit::EventKind;
use kernel::{PlainToken, TokenHash};
use tenancy::Tenant;

use super::world::RACERS;
use super::{Harness, World};
use crate::sample;

/// A nonce starts one session; a session ends once, with what does not outlive it.
pub async fn sessions(harness: &dyn Harness) {
    a_nonce_starts_one(&World::of(harness, "sessions").await).await;
    a_late_nonce_starts_none(&World::of(harness, "sessions-late").await).await;
    a_raced_nonce_starts_one(&World::of(harness, "sessions-raced").await).await;
    a_new_one_replaces(&World::of(harness, "sessions-replaced").await).await;
    the_same_one_goes_on(&World::of(harness, "sessions-renewed").await).await;
    a_browser_keeps_what_it_has_open(&World::of(harness, "sessions-moved").await).await;
    a_use_is_recorded(&World::of(harness, "sessions-touched").await).await;
    one_lives_while_it_is_used(&World::of(harness, "sessions-idle").await).await;
    none_lives_for_ever(&World::of(harness, "sessions-absolute").await).await;
    an_end_is_an_end(&World::of(harness, "sessions-ended").await).await;
    are_listed_while_they_live(&World::of(harness, "sessions-listed").await).await;
    all_end_together(&World::of(harness, "sessions-all-ended").await).await;
    none_outlives_the_end_of_all(&World::of(harness, "sessions-end-raced").await).await;
}

impl World<'_> {
    async fn nonce(&self) -> SignInNonce {
        let nonce = sample::nonce(&self.ada, self.now, self.random());
        self.issue(&nonce).await;
        nonce
    }

    async fn start(
        &self,
        session: &Session,
        nonce: &TokenHash,
        replaces: Option<TokenHash>,
    ) -> bool {
        let browser = sample::browser_change(self.random());
        self.start_in(browser, session, nonce, replaces).await
    }

    async fn start_in(
        &self,
        browser: BrowserChange,
        session: &Session,
        nonce: &TokenHash,
        replaces: Option<TokenHash>,
    ) -> bool {
        let start = SessionStart {
            session,
            nonce,
            device: &self.device(),
            browser,
            replaces,
        };
        let event = self.event(EventKind::SessionStarted);
        self.ports().sessions.start(start, &event).await.unwrap()
    }

    pub(super) async fn find_session(&self, session: &Session) -> Option<Session> {
        let sessions = &self.ports().sessions;
        assert_eq!(
            sessions.find(&self.other, &session.token).await.unwrap(),
            None
        );
        let (id, found) = (
            &session.session_id,
            sessions.find(&self.tenant, &session.token),
        );
        let found = found.await.unwrap().map(|(session, account)| {
            assert_eq!(session.user_id, account.user_id);
            session
        });
        assert_eq!(sessions.find_by_id(&self.other, id).await.unwrap(), None);
        let of_id = sessions.find_by_id(&self.tenant, id).await.unwrap();
        // One that goes on under its id has another cookie.
        assert_eq!(of_id.filter(|it| it.token == session.token), found);
        found
    }
}

async fn a_nonce_starts_one(world: &World<'_>) {
    let nonce = world.nonce().await;
    let session = sample::session(&world.ada, world.now, world.random());
    assert_eq!(world.find_session(&session).await, None);
    assert!(world.start(&session, &nonce.token, None).await);
    assert_eq!(world.find_session(&session).await.as_ref(), Some(&session));
    let nonces = &world.ports().sign_in_nonces;
    assert_eq!(
        nonces.find(&world.tenant, &nonce.token).await.unwrap(),
        None
    );

    let second = sample::session(&world.ada, world.now, world.random());
    assert!(
        !world
            .start(&second, &nonce.token, Some(session.token))
            .await
    );
    assert_eq!(world.find_session(&second).await, None);
    assert_eq!(world.find_session(&session).await.as_ref(), Some(&session));
    assert_eq!(world.recorded(EventKind::SessionStarted).await, 1);
}

async fn a_late_nonce_starts_none(world: &World<'_>) {
    let nonce = world.nonce().await;
    let late = sample::session(&world.ada, nonce.expires_at, world.random());
    assert!(!world.start(&late, &nonce.token, None).await);
    assert_eq!(world.find_session(&late).await, None);
    let nonces = &world.ports().sign_in_nonces;
    let kept = nonces.find(&world.tenant, &nonce.token).await.unwrap();
    assert_eq!(kept.as_ref(), Some(&nonce));

    let mut elsewhere = sample::session(&world.ada, world.now, world.random());
    elsewhere.tenant_id = world.other.clone();
    assert!(!world.start(&elsewhere, &nonce.token, None).await);
    assert_eq!(world.recorded(EventKind::SessionStarted).await, 0);
}

async fn a_raced_nonce_starts_one(world: &World<'_>) {
    let nonce = world.nonce().await;
    let started = world.race(|ports, _| {
        let session = sample::session(&world.ada, world.now, world.random());
        let (device, nonce) = (world.device(), nonce.token);
        let browser = sample::browser_change(world.random());
        let event = world.event(EventKind::SessionStarted);
        async move {
            let start = SessionStart {
                session: &session,
                nonce: &nonce,
                device: &device,
                browser,
                replaces: None,
            };
            ports.sessions.start(start, &event).await.unwrap()
        }
    });
    assert_eq!(
        started.await.into_iter().filter(|started| *started).count(),
        1
    );
    assert_eq!(world.recorded(EventKind::SessionStarted).await, 1);
}

async fn a_new_one_replaces(world: &World<'_>) {
    let (first, bystander) = (world.signed_in().await, world.signed_in().await);
    let grant = world.granted(&first, "openid").await;
    let offline = world.granted(&first, "openid offline_access").await;
    let nonce = world.nonce().await;
    let second = sample::session(&world.ada, world.later(5), world.random());
    assert!(world.start(&second, &nonce.token, Some(first.token)).await);
    assert_eq!(world.find_session(&first).await, None);
    assert!(world.find_session(&second).await.is_some());
    assert!(world.find_session(&bystander).await.is_some());
    assert_eq!(
        world.find_grant(&grant).await.revoked_at,
        Some(world.later(5))
    );
    assert_eq!(world.find_grant(&offline).await.revoked_at, None);
}

async fn the_same_one_goes_on(world: &World<'_>) {
    let first = world.signed_in().await;
    let grant = world.granted(&first, "openid").await;
    let renewed = |at| Session {
        session_id: first.session_id.clone(),
        ..sample::session(&world.ada, at, world.random())
    };
    let second = renewed(world.later(5));
    let nonce = world.nonce().await;
    assert!(world.start(&second, &nonce.token, Some(first.token)).await);
    assert_eq!(world.find_session(&first).await, None);
    assert_eq!(world.find_session(&second).await.as_ref(), Some(&second));
    assert_eq!(world.find_grant(&grant).await.revoked_at, None);

    // Another tab that still had the first cookie.
    let third = renewed(world.later(6));
    let nonce = world.nonce().await;
    assert!(world.start(&third, &nonce.token, Some(first.token)).await);
    assert_eq!(world.find_session(&second).await, None);
    assert_eq!(world.find_session(&third).await.as_ref(), Some(&third));
    assert_eq!(world.find_grant(&grant).await.revoked_at, None);
}

async fn a_browser_keeps_what_it_has_open(world: &World<'_>) {
    let browser = sample::browser_change(world.random());
    let ports = world.ports();
    let mut own = sample::authorization_request(&world.client, world.now, world.random());
    own.browser = browser.from;
    let foreign = sample::authorization_request(&world.client, world.now, world.random());
    let mut elsewhere = sample::authorization_request(&world.client, world.now, world.random());
    (elsewhere.tenant_id, elsewhere.browser) = (world.other.clone(), browser.from);
    for request in [&own, &foreign, &elsewhere] {
        ports.authorization_requests.open(request).await.unwrap();
    }
    let mut asked = sample::challenge(&world.tenant, world.now, world.random());
    asked.occasion.browser = Some(browser.from);
    ports.challenge_ledger.open(asked.clone()).await.unwrap();
    let mut proved = world.nonce().await;
    (proved.token, proved.browser) = (sample::token(world.random()), Some(browser.from));
    world.issue(&proved).await;

    let browser_of = async |request: &oidc::AuthorizationRequest| {
        let found = ports.authorization_requests.find(&request.token).await;
        found.unwrap().unwrap().browser
    };
    let session = sample::session(&world.ada, world.now, world.random());
    let unknown = sample::token(world.random());
    assert!(!world.start_in(browser, &session, &unknown, None).await);
    assert_eq!(browser_of(&own).await, browser.from, "nothing was started");

    let nonce = world.nonce().await;
    assert!(world.start_in(browser, &session, &nonce.token, None).await);
    assert_eq!(browser_of(&own).await, browser.to);
    assert_eq!(browser_of(&foreign).await, foreign.browser);
    assert_eq!(browser_of(&elsewhere).await, browser.from);
    let challenge = ports.challenge_ledger.consume(&asked.id, world.now).await;
    let occasion = challenge.unwrap().unwrap().occasion;
    assert_eq!(occasion.browser, Some(browser.to));
    let nonces = &ports.sign_in_nonces;
    let left = nonces.find(&world.tenant, &proved.token).await.unwrap();
    assert_eq!(left.unwrap().browser, Some(browser.from));
}

async fn a_use_is_recorded(world: &World<'_>) {
    let (session, bystander) = (world.signed_in().await, world.signed_in().await);
    let (used, idle) = (world.later(60), world.later(4000));
    let sessions = &world.ports().sessions;
    sessions
        .touch(&world.other, &session.token, used, idle)
        .await
        .unwrap();
    assert_eq!(world.find_session(&session).await.as_ref(), Some(&session));
    sessions
        .touch(&world.tenant, &session.token, used, idle)
        .await
        .unwrap();
    let expected = Session {
        last_access: used,
        idle_until: idle,
        ..session.clone()
    };
    assert_eq!(world.find_session(&session).await, Some(expected));
    assert_eq!(
        world.find_session(&bystander).await.as_ref(),
        Some(&bystander)
    );
}

/// A session that may rest for an hour, and lives for ten at most.
struct Resting {
    tenant: Tenant,
    cookie: PlainToken,
}

impl Resting {
    async fn of(world: &World<'_>) -> Self {
        let mut tenant = sample::tenant(world.tenant.as_str(), world.now);
        tenant.settings.lifetimes.session_idle = 3_600;
        let cookie = PlainToken::generate(world.random());
        let session = Session {
            token: cookie.hash(),
            ..sample::session(&world.ada, world.now, world.random())
        };
        let nonce = world.nonce().await;
        assert!(world.start(&session, &nonce.token, None).await);
        Self { tenant, cookie }
    }

    /// Whether it signs its browser in, that many seconds after it began.
    async fn is_live(&self, world: &World<'_>, seconds: u64) -> bool {
        let (sessions, now) = (&*world.ports().sessions, world.later(seconds));
        let live = live_session(sessions, now, &self.tenant, &self.cookie).await;
        live.unwrap().is_some()
    }
}

async fn one_lives_while_it_is_used(world: &World<'_>) {
    let unused = Resting::of(world).await;
    assert!(!unused.is_live(world, 3_600).await);
    let used = Resting::of(world).await;
    assert!(used.is_live(world, 3_599).await);
    assert!(used.is_live(world, 7_198).await);
    assert!(!used.is_live(world, 10_798).await);
    // What is used within a minute of the last use is not recorded.
    let just = Resting::of(world).await;
    assert!(just.is_live(world, 59).await);
    assert!(!just.is_live(world, 3_600).await);
}

async fn none_lives_for_ever(world: &World<'_>) {
    let busy = Resting::of(world).await;
    for turn in 1..=20 {
        assert!(busy.is_live(world, turn * 1_799).await, "{turn}");
    }
    assert!(busy.is_live(world, 35_999).await);
    assert!(!busy.is_live(world, 36_000).await);
}

async fn an_end_is_an_end(world: &World<'_>) {
    let (session, bystander) = (world.signed_in().await, world.signed_in().await);
    let grant = world.granted(&session, "openid").await;
    let offline = world.granted(&session, "openid offline_access").await;
    let others = world.granted(&bystander, "openid").await;
    let sessions = &world.ports().sessions;
    let event = world.event(EventKind::SessionEnded);
    let (id, tenant) = (&session.session_id, &world.tenant);
    assert!(!sessions.end(&world.other, id, &event).await.unwrap());
    assert_eq!(world.recorded(EventKind::SessionEnded).await, 0);
    assert!(sessions.end(tenant, id, &event).await.unwrap());
    assert!(!sessions.end(tenant, id, &event).await.unwrap());
    assert_eq!(world.recorded(EventKind::SessionEnded).await, 1);

    assert_eq!(world.find_session(&session).await, None);
    assert!(world.find_session(&bystander).await.is_some());
    assert_eq!(world.find_grant(&grant).await.revoked_at, Some(event.at));
    assert_eq!(world.find_grant(&offline).await.revoked_at, None);
    assert_eq!(world.find_grant(&others).await.revoked_at, None);
}

async fn are_listed_while_they_live(world: &World<'_>) {
    let session = world.signed_in().await;
    world.granted(&session, "openid").await;
    let nonce = world.nonce().await;
    let newer = sample::session(&world.ada, world.later(5), world.random());
    assert!(world.start(&newer, &nonce.token, None).await);
    let sessions = &world.ports().sessions;
    let (tenant, user) = (&world.tenant, &world.ada.user_id);
    let listed = sessions
        .of_user(tenant, user, world.later(6))
        .await
        .unwrap();
    let found: Vec<_> = listed.iter().map(|listed| &listed.session).collect();
    assert_eq!(found, [&newer, &session]);
    assert_eq!(listed[0].tokens_issued_at, None);
    assert_eq!(listed[1].tokens_issued_at, Some(world.now));

    let dead = sessions.of_user(tenant, user, session.idle_until).await;
    assert_eq!(dead.unwrap().len(), 1);
    let elsewhere = sessions.of_user(&world.other, user, world.now).await;
    assert!(elsewhere.unwrap().is_empty());
}

async fn all_end_together(world: &World<'_>) {
    let (one, other) = (world.signed_in().await, world.signed_in().await);
    let offline = world.granted(&one, "openid offline_access").await;
    let sessions = &world.ports().sessions;
    let event = world.event(EventKind::SessionsEnded);
    let (tenant, user) = (&world.tenant, &world.ada.user_id);
    sessions.end_all(&world.other, user, &event).await.unwrap();
    assert!(world.find_session(&one).await.is_some());
    sessions.end_all(tenant, user, &event).await.unwrap();
    assert_eq!(world.find_session(&one).await, None);
    assert_eq!(world.find_session(&other).await, None);
    assert_eq!(world.find_grant(&offline).await.revoked_at, Some(event.at));
}

async fn none_outlives_the_end_of_all(world: &World<'_>) {
    for _ in 0..4 {
        let mut nonces = Vec::new();
        for _ in 0..RACERS {
            nonces.push(world.nonce().await.token);
        }
        let ended = world.race(|ports, index| {
            let (tenant, user) = (world.tenant.clone(), world.ada.user_id.clone());
            let session = sample::session(&world.ada, world.now, world.random());
            let (device, nonce) = (world.device(), nonces[index]);
            let browser = sample::browser_change(world.random());
            let end = world.event(EventKind::SessionsEnded);
            let event = world.event(EventKind::SessionStarted);
            async move {
                let sessions = &ports.sessions;
                if index == RACERS / 2 {
                    sessions.end_all(&tenant, &user, &end).await.unwrap();
                } else {
                    let start = SessionStart {
                        session: &session,
                        nonce: &nonce,
                        device: &device,
                        browser,
                        replaces: None,
                    };
                    sessions.start(start, &event).await.unwrap();
                }
            }
        });
        ended.await;
        let (sessions, user) = (&world.ports().sessions, &world.ada.user_id);
        let left = sessions.of_user(&world.tenant, user, world.now).await;
        assert_eq!(left.unwrap().len(), 0);
    }
}
