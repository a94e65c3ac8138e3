//! From nonce to session, and from cookie to session.

use std::net::IpAddr;
use std::time::Duration;

use kernel::access::{Person, Who};
use kernel::audit::{EventActor, EventKind};
use kernel::{Actor, AuditEvent, PlainToken, StorageError, Timestamp};
use tenancy::Tenant;

use super::{BoundRequest, SignIn, SignInNonce, Visitor};
use crate::{Account, BrowserChange, KnownDevice, Session, SessionId, SessionStart, Sessions};

/// How long a device cookie is accepted.
pub(crate) const DEVICE_LIFETIME: Duration = Duration::from_hours(180 * 24);
/// A use within this time of the last one is not recorded, nor one within a tenth of the time after
/// which a session that is not used ends.
const TOUCH_AFTER: Duration = Duration::from_mins(1);

/// A session that has just begun, with the cookies that only its browser gets.
#[derive(Debug)]
pub struct StartedSession {
    /// The session, and whose it is.
    pub live: LiveSession,
    /// The session cookie.
    pub cookie: PlainToken,
    /// The browser cookie in place of the one that the browser had.
    pub browser: PlainToken,
    /// The device cookie.
    pub device: PlainToken,
}

/// A live session and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// The session.
    pub session: Session,
    /// Who is signed in.
    pub account: Account,
}

impl LiveSession {
    /// Its person at `address`, who may manage their own account here and nothing else.
    pub fn actor(&self, address: IpAddr) -> Actor {
        let account = &self.account;
        let person = Person {
            tenant_id: account.tenant_id.clone(),
            user_id: account.user_id.clone(),
            roles: account.roles.clone(),
            for_account: true,
            for_administration: false,
            for_provisioning: false,
            proof: self.session.proof(),
        };
        Actor {
            who: Who::Person(person),
            address: Some(address),
        }
    }
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub enum StartSessionError {
    /// The nonce was never issued, has been used or has expired, or belongs to another request or browser.
    #[error("this sign-in has been used or has expired; start again from the application")]
    Refused,
    /// The e-mail address must be confirmed first.
    #[error("confirm your e-mail address first, then sign in again")]
    NotVerified,
    /// Storage did not answer.
    #[error(transparent)]
    Unavailable(#[from] StorageError),
}

impl SignIn {
    /// Exchanges the sign-in nonce for a session (protocol.md, section 2, hand-over). A session
    /// that the same browser had before, whose cookie is `previous`, ends if it was somebody else's;
    /// the same person's goes on under its id with new cookies, so that signing in again in another
    /// tab takes nothing away from the first.
    ///
    /// # Errors
    /// See [`StartSessionError`].
    pub async fn start_session(
        &self,
        tenant: &Tenant,
        request: &BoundRequest,
        nonce: &PlainToken,
        previous: Option<&PlainToken>,
        visitor: &Visitor,
    ) -> Result<StartedSession, StartSessionError> {
        let nonce = self.nonces.find(&tenant.id, &nonce.hash()).await?;
        let nonce = nonce
            .filter(|nonce| is_for(nonce, request))
            .ok_or(StartSessionError::Refused)?;
        let account = self.accounts.find(&tenant.id, &nonce.user_id).await?;
        let account = account.filter(|account| !account.is_disabled);
        let account = account.ok_or(StartSessionError::Refused)?;
        if !account.is_verified {
            return Err(StartSessionError::NotVerified);
        }
        let draw = || PlainToken::generate(&*self.random);
        let (cookie, browser, device) = (draw(), draw(), draw());
        let goes_on = self.session_of_same_person(&nonce, previous).await?;
        let kind = match goes_on {
            Some(_) => EventKind::SessionRenewed,
            None => EventKind::SessionStarted,
        };
        let id = goes_on.unwrap_or_else(|| SessionId::generate(&*self.random));
        let session = self.open_session(tenant, id, &nonce, &cookie, visitor);
        let now = session.created.at;
        let known = KnownDevice {
            token: device.hash(),
            name: nonce.name,
            expires_at: now.plus(DEVICE_LIFETIME),
        };
        let start = SessionStart {
            session: &session,
            nonce: &nonce.token,
            device: &known,
            browser: BrowserChange {
                from: request.browser,
                to: browser.hash(),
            },
            replaces: previous.map(PlainToken::hash),
        };
        let actor = EventActor::User(account.user_id.clone());
        let event = AuditEvent::new(tenant.id.clone(), now, kind, actor)
            .about(session.session_id.as_str())
            .from_address(Some(visitor.address));
        if self.sessions.start(start, &event).await? {
            let live = LiveSession { session, account };
            Ok(StartedSession {
                live,
                cookie,
                browser,
                device,
            })
        } else {
            Err(StartSessionError::Refused)
        }
    }

    /// The live session that the browser has already, if its person is the one who signs in.
    async fn session_of_same_person(
        &self,
        nonce: &SignInNonce,
        previous: Option<&PlainToken>,
    ) -> Result<Option<SessionId>, StorageError> {
        let Some(previous) = previous else {
            return Ok(None);
        };
        let now = self.clock.now();
        let known = self
            .sessions
            .find(&nonce.tenant_id, &previous.hash())
            .await?;
        let theirs = known
            .filter(|(session, account)| session.is_live(now) && account.user_id == nonce.user_id);
        Ok(theirs.map(|(session, _)| session.session_id))
    }

    fn open_session(
        &self,
        tenant: &Tenant,
        session_id: SessionId,
        nonce: &SignInNonce,
        cookie: &PlainToken,
        visitor: &Visitor,
    ) -> Session {
        let now = self.clock.now();
        Session {
            tenant_id: tenant.id.clone(),
            session_id,
            token: cookie.hash(),
            user_id: nonce.user_id.clone(),
            amr: nonce.amr.clone(),
            auth_time: nonce.auth_time,
            created: visitor.stamp(now),
            last_access: now,
            idle_until: now.plus(idle(tenant)),
            expires_at: now.plus(Duration::from_secs(
                tenant.settings.lifetimes.session.into(),
            )),
        }
    }

    /// The live session of that cookie: see [`live_session`].
    ///
    /// # Errors
    /// Storage did not answer.
    pub async fn live_session(
        &self,
        tenant: &Tenant,
        cookie: &PlainToken,
    ) -> Result<Option<LiveSession>, StorageError> {
        let now = self.clock.now();
        live_session(&*self.sessions, now, tenant, cookie).await
    }
}

/// The live session of that cookie, if its person may still use it. Its use is recorded, at most once a minute.
///
/// # Errors
/// Storage did not answer.
pub async fn live_session(
    sessions: &dyn Sessions,
    now: Timestamp,
    tenant: &Tenant,
    cookie: &PlainToken,
) -> Result<Option<LiveSession>, StorageError> {
    let token = cookie.hash();
    let found = sessions.find(&tenant.id, &token).await?;
    let usable = found.filter(|(session, account)| session.is_live(now) && !account.is_disabled);
    let Some((session, account)) = usable else {
        return Ok(None);
    };
    let idle = idle(tenant);
    if now.since(session.last_access) >= TOUCH_AFTER.min(idle / 10) {
        let idle_until = now.plus(idle);
        sessions.touch(&tenant.id, &token, now, idle_until).await?;
    }
    Ok(Some(LiveSession { session, account }))
}

fn is_for(nonce: &SignInNonce, request: &BoundRequest) -> bool {
    nonce.auth_req_id == Some(request.auth_req_id.hash()) && nonce.browser == Some(request.browser)
}

fn idle(tenant: &Tenant) -> Duration {
    Duration::from_secs(tenant.settings.lifetimes.session_idle.into())
}
