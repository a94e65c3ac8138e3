//! [`Addresses`](identity::email_change::Addresses).

use std::time::Duration;

use identity::email_change::{AddressChange, AddressCode, CODE_PAUSE, ChangeOutcome, DAILY_CODES};
use identity::mail::{Mail, MailContent};
use identity::registration::{CODE_TRIES, CodeMac};
use identity::{Account, EmailAddress};
use kernel::audit::EventKind;
use kernel::{FoldedName, Timestamp};

use super::{Harness, World};
use crate::sample;

/// An address is changed with its code and its mails; the code is good once, in time, and for that address.
pub async fn addresses(harness: &dyn Harness) {
    are_changed(&World::of(harness, "addresses").await).await;
    are_not_changed(&World::of(harness, "addresses-refused").await).await;
    are_confirmed_once(&World::of(harness, "addresses-confirmed").await).await;
    allow_few_tries(&World::of(harness, "addresses-tries").await).await;
    are_raced(&World::of(harness, "addresses-raced").await).await;
    are_asked_for_again(&World::of(harness, "addresses-again").await).await;
}

impl World<'_> {
    fn adas_at(before: &Account, email: &str) -> Account {
        Account {
            email: EmailAddress::parse(email).unwrap(),
            is_verified: false,
            ..before.clone()
        }
    }

    fn address_code(&self, account: &Account, at: Timestamp) -> AddressCode {
        AddressCode {
            tenant_id: account.tenant_id.clone(),
            user_id: account.user_id.clone(),
            address: account.email.folded(),
            code: CodeMac::from_bytes(self.random().bytes()),
            sent_at: at,
            expires_at: at.plus(Duration::from_mins(10)),
        }
    }

    async fn change_address(
        &self,
        before: &Account,
        after: &Account,
        at: Timestamp,
    ) -> (ChangeOutcome, AddressCode) {
        let code = self.address_code(after, at);
        let mut confirm = sample::mail(after, "");
        confirm.content = MailContent::ConfirmAddress {
            username: after.username.to_string(),
            code: "12345678".to_owned(),
        };
        let change = AddressChange {
            before,
            after,
            code: &code,
            confirm: &confirm,
            notice: Some(&sample::mail(before, "notice")),
            refund: None,
        };
        let event = self.event(EventKind::EmailChanged);
        let outcome = self.ports().addresses.change(change, &event).await.unwrap();
        (outcome, code)
    }

    async fn moved(&self) -> (Account, AddressCode) {
        let after = Self::adas_at(&self.ada, "new@example.com");
        let (outcome, code) = self.change_address(&self.ada, &after, self.now).await;
        assert_eq!(outcome, ChangeOutcome::Changed);
        (after, code)
    }

    async fn tried(&self, now: Timestamp) -> Option<AddressCode> {
        let addresses = &self.ports().addresses;
        let ada = FoldedName::of("ada");
        assert_eq!(
            addresses.try_code(&self.other, &ada, now).await.unwrap(),
            None
        );
        addresses.try_code(&self.tenant, &ada, now).await.unwrap()
    }

    async fn is_confirmed(&self, code: &AddressCode, now: Timestamp) -> bool {
        let event = self.event(EventKind::EmailConfirmed);
        let (addresses, device) = (&self.ports().addresses, self.device());
        addresses.confirm(code, &device, now, &event).await.unwrap()
    }

    async fn stored_ada(&self) -> Account {
        let accounts = &self.ports().accounts;
        let found = accounts.find(&self.tenant, &self.ada.user_id).await;
        found.unwrap().unwrap()
    }

    async fn mails_to(&self, address: &str) -> Vec<Mail> {
        let to = Some(FoldedName::of(address));
        let mails = self.ports().outbox.newest(to, 100).await.unwrap();
        let own = mails.into_iter().map(|stored| stored.mail);
        own.filter(|mail| mail.tenant_id == self.tenant).collect()
    }
}

async fn are_changed(world: &World<'_>) {
    let invitation = world.invite(&world.ada).await;
    let told = world.mails_to(world.ada.email.as_str()).await.len();
    let (after, code) = world.moved().await;
    assert_eq!(world.stored_ada().await, after);
    assert_eq!(world.mails_to("new@example.com").await.len(), 1);
    assert_eq!(
        world.mails_to(world.ada.email.as_str()).await.len(),
        told + 1
    );
    assert_eq!(world.tried(world.now).await, Some(code));
    assert_eq!(world.recorded(EventKind::EmailChanged).await, 1);
    let invitations = &world.ports().invitations;
    let left = invitations.find(&world.tenant, &invitation.code).await;
    assert_eq!(left.unwrap(), None, "it went to the old address");
}

async fn are_not_changed(world: &World<'_>) {
    let bob = sample::account(&world.tenant, "bob", world.now, world.random());
    assert!(world.create(&bob).await);
    let after = World::adas_at(&world.ada, bob.email.as_str());
    let (taken, _) = world.change_address(&world.ada, &after, world.now).await;
    assert_eq!(taken, ChangeOutcome::Taken);
    let mut stale = world.ada.clone();
    stale.locale = Some("fr".to_owned());
    let after = World::adas_at(&stale, "new@example.com");
    let (outcome, _) = world.change_address(&stale, &after, world.now).await;
    assert_eq!(outcome, ChangeOutcome::Stale);
    assert_eq!(world.stored_ada().await, world.ada);
    assert_eq!(world.tried(world.now).await, None);

    let mut before = world.ada.clone();
    for number in 0..DAILY_CODES {
        let after = World::adas_at(&before, &format!("{number}@example.com"));
        let at = world.later(number.into());
        let (outcome, _) = world.change_address(&before, &after, at).await;
        assert_eq!(outcome, ChangeOutcome::Changed);
        before = after;
    }
    let day = world.now.plus(Duration::from_hours(24));
    let after = World::adas_at(&before, "once-more@example.com");
    let late = Timestamp::from_micros(day.micros() - 1);
    let (limited, _) = world.change_address(&before, &after, late).await;
    assert_eq!(limited, ChangeOutcome::Limited(day));
    let (outcome, _) = world.change_address(&before, &after, day).await;
    assert_eq!(outcome, ChangeOutcome::Changed);
    let changes = usize::try_from(DAILY_CODES).unwrap() + 1;
    assert_eq!(world.recorded(EventKind::EmailChanged).await, changes);
}

async fn are_confirmed_once(world: &World<'_>) {
    let (after, first) = world.moved().await;
    let again = World::adas_at(&after, "newer@example.com");
    let (_, code) = world.change_address(&after, &again, world.now).await;
    assert!(
        !world.is_confirmed(&first, world.now).await,
        "of another address"
    );
    assert!(!world.is_confirmed(&code, code.expires_at).await);
    assert_eq!(world.tried(code.expires_at).await, None);
    let at = world.later(599);
    assert!(world.is_confirmed(&code, at).await);
    assert!(!world.is_confirmed(&code, at).await);
    assert_eq!(world.tried(world.now).await, None);
    let ada = world.stored_ada().await;
    assert!(ada.is_verified);
    assert_eq!(ada.updated_at, Some(at));
    assert_eq!(world.recorded(EventKind::EmailConfirmed).await, 1);
}

async fn allow_few_tries(world: &World<'_>) {
    let (_, code) = world.moved().await;
    for _ in 0..CODE_TRIES {
        assert_eq!(world.tried(world.now).await.as_ref(), Some(&code));
    }
    assert_eq!(world.tried(world.now).await, None);
}

async fn are_raced(world: &World<'_>) {
    let (_, code) = world.moved().await;
    let confirmed = world.race(|ports, _| {
        let (code, device, now) = (code.clone(), world.device(), world.now);
        let event = world.event(EventKind::EmailConfirmed);
        async move {
            let confirmed = ports.addresses.confirm(&code, &device, now, &event);
            confirmed.await.unwrap()
        }
    });
    let won = confirmed.await.into_iter().filter(|confirmed| *confirmed);
    assert_eq!(won.count(), 1);
    assert_eq!(world.recorded(EventKind::EmailConfirmed).await, 1);
}

async fn are_asked_for_again(world: &World<'_>) {
    let (after, _) = world.moved().await;
    let send = async |account: &Account, at: Timestamp| {
        let code = world.address_code(account, at);
        let event = world.event(EventKind::EmailCodeSent);
        let mail = sample::mail(account, "again");
        let addresses = &world.ports().addresses;
        addresses.send(&code, &mail, &event).await.unwrap();
        code
    };
    let pause = CODE_PAUSE.as_secs();
    send(&after, world.later(pause - 1)).await;
    send(&world.ada, world.later(pause)).await;
    assert_eq!(world.recorded(EventKind::EmailCodeSent).await, 0);
    let code = send(&after, world.later(pause)).await;
    assert_eq!(world.recorded(EventKind::EmailCodeSent).await, 1);
    assert_eq!(world.tried(world.later(pause)).await.as_ref(), Some(&code));
    assert!(world.is_confirmed(&code, world.later(pause)).await);
    send(&after, world.later(10 * pause)).await;
    assert_eq!(
        world.recorded(EventKind::EmailCodeSent).await,
        1,
        "it is verified"
    );
}
