//! [`Credentials`](identity::change::Credentials).

use identity::change::Replacement;
use identity::mail::MailContent;
use identity::sign_in::{Refund, Telemetry};
use identity::{Account, AccountUpdate, Session, SessionId};
use kernel::audit::EventKind;
use kernel::{AuditEvent, FoldedName};
use zkp_protocol::{Credential, Handle};

use super::world::RACERS;
use super::{Harness, Ports, World};
use crate::sample;

/// A credential is replaced by whoever proved it, if it is still the one; the session in which it is done goes on.
pub async fn replacements(harness: &dyn Harness) {
    leave_one_session(&World::of(harness, "replaced").await).await;
    are_refused(&World::of(harness, "replaced-refused").await).await;
    are_raced(&World::of(harness, "replaced-raced").await).await;
    leave_no_nonce_of_the_old_one(&World::of(harness, "replaced-nonces").await).await;
    give_back_the_begin(&World::of(harness, "replaced-refund").await).await;
}

async fn replace(
    ports: &Ports,
    account: &Account,
    new: &Credential,
    replaces: Option<Handle>,
    more: (Option<&SessionId>, Option<&Refund>),
    event: &AuditEvent,
) -> bool {
    let mut notice = sample::mail(account, "");
    notice.content = MailContent::PictureReplaced {
        username: account.username.to_string(),
        is_by_mail: false,
    };
    let replacement = Replacement {
        tenant_id: &account.tenant_id,
        user_id: &account.user_id,
        credential: new,
        replaces,
        keep: more.0,
        refund: more.1,
        notice: &notice,
        now: event.at,
    };
    ports.credentials.replace(replacement, event).await.unwrap()
}

impl World<'_> {
    async fn replace_adas(
        &self,
        replaces: Option<Handle>,
        keep: Option<&SessionId>,
    ) -> Option<Credential> {
        let new = sample::credential(self.random());
        let event = self.event(EventKind::CredentialChanged);
        let more = (keep, None);
        let replaced = replace(self.ports(), &self.ada, &new, replaces, more, &event).await;
        replaced.then_some(new)
    }

    async fn adas_credential(&self) -> Option<Credential> {
        let store = &self.ports().credential_store;
        let served = store.served_to(&self.tenant, &FoldedName::of("ada")).await;
        served.unwrap().map(|owned| owned.credential)
    }

    async fn is_live(&self, session: &Session) -> bool {
        let found = self
            .ports()
            .sessions
            .find(&self.tenant, &session.token)
            .await;
        found.unwrap().is_some()
    }
}

async fn leave_one_session(world: &World<'_>) {
    let old = world.enrol(&world.ada).await;
    let (own, other) = (world.signed_in().await, world.signed_in().await);
    let invitation = world.invite(&world.ada).await;
    let nonce = sample::nonce(&world.ada, world.now, world.random());
    world.issue(&nonce).await;
    let before = world.ports().outbox.newest(None, 1000).await.unwrap().len();
    let new = world
        .replace_adas(Some(old.handle), Some(&own.session_id))
        .await;
    assert_eq!(world.adas_credential().await, new);
    assert!(new.is_some());
    assert!(world.is_live(&own).await && !world.is_live(&other).await);
    let ports = world.ports();
    let nonces = &ports.sign_in_nonces;
    assert_eq!(
        nonces.find(&world.tenant, &nonce.token).await.unwrap(),
        None
    );
    let invitations = &ports.invitations;
    let left = invitations.find(&world.tenant, &invitation.code).await;
    assert_eq!(left.unwrap(), None);
    let mails = ports.outbox.newest(None, 1000).await.unwrap();
    assert_eq!(mails.len(), before + 1, "the notice");
    assert_eq!(world.recorded(EventKind::CredentialChanged).await, 1);

    // With a passkey nothing is proved, and without a session none is kept.
    let by_passkey = world.replace_adas(None, None).await;
    assert_eq!(world.adas_credential().await, by_passkey);
    assert!(!world.is_live(&own).await);
}

async fn are_refused(world: &World<'_>) {
    let old = world.enrol(&world.ada).await;
    let session = world.signed_in().await;
    let stranger = sample::credential(world.random());
    assert_eq!(world.replace_adas(Some(stranger.handle), None).await, None);
    let nobody = sample::account(&world.tenant, "nobody", world.now, world.random());
    let event = world.event(EventKind::CredentialChanged);
    let ports = world.ports();
    assert!(!replace(ports, &nobody, &stranger, None, (None, None), &event).await);
    let disabled = Account {
        is_disabled: true,
        ..world.ada.clone()
    };
    assert_eq!(world.adas_credential().await.as_ref(), Some(&old));
    assert!(world.is_live(&session).await);
    let before = ports.accounts.find(&world.tenant, &world.ada.user_id).await;
    let before = before.unwrap().unwrap();
    let update = AccountUpdate {
        before: &before,
        after: &Account {
            updated_at: before.updated_at,
            is_verified: before.is_verified,
            ..disabled
        },
        welcome: None,
    };
    let event = world.event(EventKind::UserUpdated);
    ports.accounts.update(update, &event).await.unwrap();
    assert_eq!(world.replace_adas(Some(old.handle), None).await, None);
    assert_eq!(world.recorded(EventKind::CredentialChanged).await, 0);
}

async fn are_raced(world: &World<'_>) {
    let old = world.enrol(&world.ada).await;
    let replaced = world.race(|ports, _| {
        let (ada, new) = (world.ada.clone(), sample::credential(world.random()));
        let event = world.event(EventKind::CredentialChanged);
        let proved = Some(old.handle);
        async move { replace(&ports, &ada, &new, proved, (None, None), &event).await }
    });
    let won = replaced.await.into_iter().filter(|replaced| *replaced);
    assert_eq!(won.count(), 1);
    assert_eq!(world.recorded(EventKind::CredentialChanged).await, 1);
}

async fn leave_no_nonce_of_the_old_one(world: &World<'_>) {
    for _ in 0..4 {
        let old = world.enrol(&world.ada).await;
        let nonces: Vec<_> = (0..RACERS)
            .map(|_| sample::nonce(&world.ada, world.now, world.random()))
            .collect();
        let raced = world.race(|ports, index| {
            let (ada, new) = (world.ada.clone(), sample::credential(world.random()));
            let (nonce, proved) = (nonces[index].clone(), old.handle);
            let changed = world.event(EventKind::CredentialChanged);
            let event = world.event(EventKind::SignInProved);
            async move {
                if index == RACERS / 2 {
                    let proved = Some(proved);
                    assert!(replace(&ports, &ada, &new, proved, (None, None), &changed).await);
                } else {
                    let refund = Refund {
                        name: nonce.name,
                        browser: nonce.browser,
                        device: None,
                    };
                    let (kept, telemetry) = (&ports.sign_in_nonces, Telemetry::default());
                    let issued = kept.issue(&nonce, &proved, &refund, &telemetry, &event);
                    issued.await.unwrap();
                }
            }
        });
        raced.await;
        for nonce in &nonces {
            let kept = &world.ports().sign_in_nonces;
            let found = kept.find(&world.tenant, &nonce.token).await.unwrap();
            assert_eq!(found, None);
        }
    }
}

async fn give_back_the_begin(world: &World<'_>) {
    let old = world.enrol(&world.ada).await;
    let name = world.device().name;
    let charge = sample::begin(&world.tenant, name, world.now);
    let blocked = world.event(EventKind::SignInBlocked);
    let ledger = &world.ports().attempt_ledger;
    let limit = charge.policy.user_attempts_limit;
    for _ in 0..limit {
        ledger.charge_begin(&charge, &blocked).await.unwrap();
    }
    let refund = Refund {
        name,
        browser: None,
        device: None,
    };
    let new = sample::credential(world.random());
    let event = world.event(EventKind::CredentialChanged);
    let more = (None, Some(&refund));
    assert!(
        replace(
            world.ports(),
            &world.ada,
            &new,
            Some(old.handle),
            more,
            &event
        )
        .await
    );
    let again = ledger.charge_begin(&charge, &blocked).await.unwrap();
    assert!(
        matches!(again, identity::attempts::Verdict::Allowed(_)),
        "{again:?}"
    );
}
