//! [`Registrations`](identity::registration::Registrations).

use std::time::Duration;

use identity::mail::MailContent;
use identity::registration::{
    CODE_TRIES, ConfirmOutcome, DAILY_PER_ADDRESS, DAILY_PER_MAILBOX, PendingRegistration,
    RequestOutcome,
};
use identity::{Account, EmailAddress, Guest, Invitation, Username};
use kernel::audit::EventKind;
use kernel::{FoldedName, Language, Timestamp, TokenHash};

use super::{Harness, World};
use crate::sample;

/// A registration waits for its code and becomes an account once, if nobody was first.
pub async fn registrations(harness: &dyn Harness) {
    is_confirmed_once(&World::of(harness, "registrations").await).await;
    is_refused_alike(&World::of(harness, "registrations-taken").await).await;
    warns_the_owner_daily(&World::of(harness, "registrations-warned").await).await;
    is_limited_per_mailbox(&World::of(harness, "registrations-mailbox").await).await;
    is_limited_per_network(&World::of(harness, "registrations-network").await).await;
    allows_few_tries(&World::of(harness, "registrations-tries").await).await;
    is_won_by_the_first(&World::of(harness, "registrations-raced").await).await;
    makes_one_administrator(&World::of(harness, "registrations-set-up").await).await;
}

const DAY: Duration = Duration::from_hours(24);

impl World<'_> {
    async fn request(&self, pending: &PendingRegistration) -> RequestOutcome {
        let mails = sample::registration_mails(pending);
        let requested = self.event(EventKind::RegistrationRequested);
        let refused = self.event(EventKind::RegistrationRefused);
        let registrations = &self.ports().registrations;
        registrations
            .request(pending, &mails, &requested, &refused)
            .await
            .unwrap()
    }

    async fn try_name(&self, name: &str, now: Timestamp) -> Vec<PendingRegistration> {
        let registrations = &self.ports().registrations;
        let name = FoldedName::of(name);
        assert_eq!(
            registrations
                .try_code(&self.other, &name, now)
                .await
                .unwrap(),
            []
        );
        registrations
            .try_code(&self.tenant, &name, now)
            .await
            .unwrap()
    }

    fn account_of(&self, pending: &PendingRegistration) -> Account {
        Account {
            username: pending.username.clone(),
            email: pending.email.clone(),
            ..sample::account(&pending.tenant_id, "x", self.later(1), self.random())
        }
    }

    async fn confirm(&self, pending: &PendingRegistration) -> (ConfirmOutcome, Account) {
        let account = self.account_of(pending);
        let event = self.event(EventKind::RegistrationConfirmed);
        let registrations = &self.ports().registrations;
        let device = self.device();
        let confirmed = registrations.confirm(&pending.id, &account, &device, &event);
        (confirmed.await.unwrap(), account)
    }

    /// The kinds of mails that were sent to an address of this tenant, newest first.
    async fn mails(&self, to: &EmailAddress) -> Vec<&'static str> {
        let mails = self
            .ports()
            .outbox
            .newest(Some(to.folded()), 100)
            .await
            .unwrap();
        let own = mails
            .into_iter()
            .filter(|stored| stored.mail.tenant_id == self.tenant);
        let kind = |content| match content {
            MailContent::ConfirmRegistration { .. } => "confirm",
            MailContent::NameTaken { .. } => "taken",
            MailContent::RegistrationAttempted { .. } => "attempted",
            MailContent::Invitation { .. } => "invitation",
            MailContent::DeviceLink { .. } => "device link",
            MailContent::Reset { .. } => "reset",
            MailContent::PictureReplaced { .. } => "replaced",
            MailContent::ConfirmAddress { .. } => "confirm address",
            MailContent::AddressChanged { .. } => "address changed",
            MailContent::RecoveryCodesDrawn { .. } => "codes",
            MailContent::PasskeyAdded { .. } => "passkey",
        };
        own.map(|stored| kind(stored.mail.content)).collect()
    }
}

async fn is_confirmed_once(world: &World<'_>) {
    let pending = sample::pending(&world.tenant, "Bob", world.now, world.random());
    assert_eq!(world.request(&pending).await, RequestOutcome::Pending);
    assert_eq!(world.recorded(EventKind::RegistrationRequested).await, 1);
    assert_eq!(world.mails(&pending.email).await, ["confirm"]);
    assert_eq!(
        world.try_name("BOB", world.later(1)).await,
        std::slice::from_ref(&pending)
    );
    let credentials = &world.ports().credential_store;
    let name = pending.username.folded();
    assert_eq!(
        credentials.served_to(&world.tenant, &name).await.unwrap(),
        None
    );

    let mut elsewhere = pending.clone();
    elsewhere.tenant_id = world.other.clone();
    assert_eq!(world.confirm(&elsewhere).await.0, ConfirmOutcome::Gone);
    let (outcome, account) = world.confirm(&pending).await;
    assert_eq!(outcome, ConfirmOutcome::Confirmed);
    assert_eq!(world.confirm(&pending).await.0, ConfirmOutcome::Gone);
    assert_eq!(world.recorded(EventKind::RegistrationConfirmed).await, 1);
    let accounts = &world.ports().accounts;
    let stored = accounts
        .find_by_username(&world.tenant, &name)
        .await
        .unwrap();
    assert_eq!(stored.as_ref(), Some(&account));
    let served = credentials
        .served_to(&world.tenant, &name)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (served.user, served.credential),
        (account.user_id, pending.credential)
    );
    assert_eq!(world.try_name("bob", world.later(1)).await, []);
}

async fn is_refused_alike(world: &World<'_>) {
    let mut same_name = sample::pending(&world.tenant, "ADA", world.now, world.random());
    same_name.email = EmailAddress::parse("eve@example.com").unwrap();
    let mut same_address = sample::pending(&world.tenant, "eve", world.now, world.random());
    same_address.email = EmailAddress::parse("ADA@example.com").unwrap();
    for (index, taken) in [&same_name, &same_address].into_iter().enumerate() {
        assert_eq!(world.request(taken).await, RequestOutcome::Taken);
        assert_eq!(
            world.recorded(EventKind::RegistrationRefused).await,
            index + 1
        );
        assert_eq!(world.try_name(taken.username.as_str(), world.now).await, []);
        assert_eq!(world.confirm(taken).await.0, ConfirmOutcome::Gone);
    }
    assert_eq!(world.recorded(EventKind::RegistrationRequested).await, 0);
    assert_eq!(world.recorded(EventKind::RegistrationConfirmed).await, 0);
    assert_eq!(world.mails(&same_name.email).await, ["taken"]);
    // Who has both name and address needs no warning about themselves.
    assert_eq!(
        world.mails(&world.ada.email).await,
        ["taken", "attempted", "invitation"]
    );
}

async fn warns_the_owner_daily(world: &World<'_>) {
    let warnings = |mails: &[&str]| mails.iter().filter(|kind| **kind == "attempted").count();
    for (number, (hours, expected)) in [(0, 1), (1, 1), (23, 1), (24, 2), (25, 2)]
        .iter()
        .enumerate()
    {
        let now = world.now.plus(Duration::from_hours(*hours));
        let mut pending = sample::pending(&world.tenant, "ada", now, world.random());
        pending.email = EmailAddress::parse(&format!("eve{number}@example.com")).unwrap();
        assert_eq!(world.request(&pending).await, RequestOutcome::Taken);
        assert_eq!(
            warnings(&world.mails(&world.ada.email).await),
            *expected,
            "{hours} h"
        );
    }
    // In the owner's language, whichever the others are in.
    let outbox = &world.ports().outbox;
    let newest = outbox.newest(Some(world.ada.email.folded()), 1).await;
    assert_eq!(newest.unwrap()[0].mail.language, Some(Language::English));
}

async fn is_limited_per_mailbox(world: &World<'_>) {
    let request = async |name: &str, at: Timestamp| {
        let mut pending = sample::pending(&world.tenant, name, at, world.random());
        pending.email = EmailAddress::parse("Bob@example.com").unwrap();
        world.request(&pending).await
    };
    for number in 0..DAILY_PER_MAILBOX {
        let at = world.later(u64::from(number) * 60);
        assert_eq!(
            request(&format!("bob{number}"), at).await,
            RequestOutcome::Pending
        );
    }
    let until = world.now.plus(DAY);
    assert_eq!(
        request("bob", world.later(3600)).await,
        RequestOutcome::Limited(until)
    );
    let stored = usize::try_from(DAILY_PER_MAILBOX).unwrap();
    assert_eq!(
        world.recorded(EventKind::RegistrationRequested).await,
        stored
    );
    let elsewhere = sample::pending(&world.other, "bob", world.later(3600), world.random());
    let mails = sample::registration_mails(&elsewhere);
    let event = sample::event(&world.other, EventKind::RegistrationRequested, world.now);
    let registrations = &world.ports().registrations;
    let outcome = registrations
        .request(&elsewhere, &mails, &event, &event)
        .await
        .unwrap();
    assert_eq!(outcome, RequestOutcome::Pending);
    assert_eq!(request("bob", until).await, RequestOutcome::Pending);
    let next = until.plus(Duration::from_mins(1));
    assert_eq!(
        request("bob-again", until).await,
        RequestOutcome::Limited(next)
    );
}

async fn is_limited_per_network(world: &World<'_>) {
    for number in 0..DAILY_PER_ADDRESS {
        let name = format!("guest{number}");
        let pending = sample::pending(&world.tenant, &name, world.now, world.random());
        assert_eq!(world.request(&pending).await, RequestOutcome::Pending);
    }
    let mut pending = sample::pending(&world.tenant, "late", world.later(5), world.random());
    let until = world.now.plus(DAY);
    assert_eq!(
        world.request(&pending).await,
        RequestOutcome::Limited(until)
    );
    assert_eq!(world.mails(&pending.email).await, [""; 0]);
    pending.network = "192.0.2.2".parse().unwrap();
    assert_eq!(world.request(&pending).await, RequestOutcome::Pending);
}

async fn allows_few_tries(world: &World<'_>) {
    let pending = sample::pending(&world.tenant, "bob", world.now, world.random());
    assert_eq!(world.request(&pending).await, RequestOutcome::Pending);
    for _ in 0..CODE_TRIES {
        assert_eq!(
            world.try_name("bob", world.now).await,
            std::slice::from_ref(&pending)
        );
    }
    assert_eq!(world.try_name("bob", world.now).await, []);

    let second = sample::pending(&world.tenant, "bob", world.now, world.random());
    assert_eq!(world.request(&second).await, RequestOutcome::Pending);
    assert_eq!(
        world.try_name("bob", world.now).await,
        std::slice::from_ref(&second)
    );
    assert_eq!(world.try_name("bob", second.expires_at).await, []);

    let third = sample::pending(&world.tenant, "carl", world.now, world.random());
    assert_eq!(world.request(&third).await, RequestOutcome::Pending);
    let tried = world.race(|ports, _| {
        let (tenant, name, now) = (world.tenant.clone(), FoldedName::of("carl"), world.now);
        async move {
            ports
                .registrations
                .try_code(&tenant, &name, now)
                .await
                .unwrap()
                .len()
        }
    });
    let tried: usize = tried.await.into_iter().sum();
    assert_eq!(tried, usize::try_from(CODE_TRIES).unwrap());
}

async fn is_won_by_the_first(world: &World<'_>) {
    let first = sample::pending(&world.tenant, "bob", world.now, world.random());
    let mut second = sample::pending(&world.tenant, "BOB", world.now, world.random());
    second.email = EmailAddress::parse("robert@example.com").unwrap();
    for pending in [&first, &second] {
        assert_eq!(world.request(pending).await, RequestOutcome::Pending);
    }
    let outcomes = world.race(|ports, index| {
        let pending = if index % 2 == 0 { &first } else { &second };
        let (id, account, device) = (
            pending.id.clone(),
            world.account_of(pending),
            world.device(),
        );
        let event = world.event(EventKind::RegistrationConfirmed);
        async move {
            ports
                .registrations
                .confirm(&id, &account, &device, &event)
                .await
                .unwrap()
        }
    });
    let outcomes = outcomes.await;
    let count = |outcome| outcomes.iter().filter(|known| **known == outcome).count();
    assert_eq!(count(ConfirmOutcome::Confirmed), 1);
    assert_eq!(count(ConfirmOutcome::Taken), outcomes.len() / 2);
    assert_eq!(world.recorded(EventKind::RegistrationConfirmed).await, 1);
}

async fn set_up(world: &World<'_>) -> (bool, TokenHash) {
    let invitation = Invitation {
        tenant_id: world.tenant.clone(),
        code: sample::token(world.random()),
        guest: Guest::FirstAdministrator,
        expires_at: world.later(3600),
    };
    let event = world.event(EventKind::InvitationIssued);
    let issued = world
        .ports()
        .invitations
        .issue_set_up(&invitation, &event)
        .await
        .unwrap();
    (issued, invitation.code)
}

async fn makes_one_administrator(world: &World<'_>) {
    let (issued, code) = set_up(world).await;
    assert!(issued);
    let applicants = ["first", "second", "third"].map(|name| {
        let mut pending = sample::pending(&world.tenant, name, world.now, world.random());
        pending.username = Username::parse(name).unwrap();
        pending.set_up = Some(code);
        pending
    });
    for pending in &applicants {
        assert_eq!(world.request(pending).await, RequestOutcome::Pending);
    }
    let [first, second, third] = &applicants;
    assert_eq!(
        world.try_name("first", world.now).await,
        std::slice::from_ref(first)
    );
    assert_eq!(world.confirm(first).await.0, ConfirmOutcome::Confirmed);
    let invitations = &world.ports().invitations;
    assert_eq!(invitations.find(&world.tenant, &code).await.unwrap(), None);
    for late in [second, third] {
        let (outcome, account) = world.confirm(late).await;
        assert_eq!(outcome, ConfirmOutcome::Taken);
        let accounts = &world.ports().accounts;
        assert_eq!(
            accounts
                .find(&world.tenant, &account.user_id)
                .await
                .unwrap(),
            None
        );
    }
    assert!(!set_up(world).await.0);
    assert_eq!(world.recorded(EventKind::InvitationIssued).await, 1);
    assert_eq!(world.recorded(EventKind::RegistrationConfirmed).await, 1);
}
