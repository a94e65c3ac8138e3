//! A mail server that is down loses nothing, and workers share what waits.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use identity::mail::{MailDelivery, MailState, Outbox as _};
use identity::{Accounts, NewAccount};
use kernel::audit::EventKind;
use kernel::{Clock as _, Timestamp, Turn};
use smtp::SmtpTransport;
use tenancy::Tenants;
use testkit::{MailServer, MailServerOptions, ManualClock, MemoryStore, SeededRandom, sample};

use crate::server::config;

struct Office {
    store: Arc<MemoryStore>,
    clock: Arc<ManualClock>,
    delivery: MailDelivery,
}

impl Office {
    async fn with_mails_to(server: &MailServer, names: &[String]) -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(ManualClock::at(Timestamp::from_seconds(1_800_000_000)));
        let random = Arc::new(SeededRandom::new(1));
        let tenant = sample::tenant("acme", clock.now());
        let event = sample::event(&tenant.id, EventKind::TenantCreated, clock.now());
        assert!(Tenants::create(&*store, &tenant, &event).await.unwrap());
        for name in names {
            let account = sample::account(&tenant.id, name, clock.now(), &*random);
            let event = sample::event(&tenant.id, EventKind::UserCreated, clock.now());
            let new = NewAccount {
                account: &account,
                welcome: Some(&sample::welcome(&account, &*random)),
            };
            assert!(Accounts::create(&*store, new, &event).await.unwrap());
        }
        let delivery = MailDelivery {
            outbox: store.clone(),
            transport: Arc::new(SmtpTransport::new(config(server)).unwrap()),
            tenants: store.clone(),
            clock: clock.clone(),
            random,
        };
        Self {
            store,
            clock,
            delivery,
        }
    }

    async fn deliver_all(&self) -> Vec<Turn> {
        let mut delivered = Vec::new();
        loop {
            match self.delivery.deliver_next().await.unwrap() {
                Turn::Nothing => break delivered,
                one => delivered.push(one),
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_is_down_loses_no_mail() {
    let server = MailServer::start();
    let port = server.port;
    let names = ["ada".to_owned(), "bob".to_owned()];
    let office = Office::with_mails_to(&server, &names).await;
    drop(server);

    assert_eq!(office.deliver_all().await, [Turn::Stuck; 2]);
    let waiting = office.store.newest(None, 10).await.unwrap();
    for stored in &waiting {
        assert!(matches!(stored.state, MailState::Waiting(at) if at > office.clock.now()));
        let reason = stored.failure.as_deref().unwrap();
        assert!(
            reason.starts_with("the mail server cannot be used: "),
            "{reason}"
        );
    }

    let server = MailServer::with(&MailServerOptions {
        port,
        ..MailServerOptions::default()
    });
    office.clock.advance(Duration::from_mins(1));
    assert_eq!(office.deliver_all().await, [Turn::Done; 2]);
    let mut arrived = [server.mail(), server.mail()].map(|mail| mail["headers"]["to"].clone());
    arrived.sort_by_key(ToString::to_string);
    assert_eq!(arrived, ["ada@example.com", "bob@example.com"]);
    assert!(server.is_quiet());
}

#[tokio::test]
async fn a_mail_that_is_refused_for_an_hour_is_given_up_with_its_reason() {
    let server = MailServer::start();
    let office = Office::with_mails_to(&server, &["refused-ada".to_owned()]).await;
    let mut attempts = 0;
    while office.deliver_all().await == [Turn::Failed] {
        attempts += 1;
        office.clock.advance(Duration::from_mins(15));
    }
    assert_eq!(attempts, 5);
    let stored = office.store.newest(None, 1).await.unwrap().remove(0);
    assert!(matches!(stored.state, MailState::GivenUp(_)), "{stored:?}");
    let reason = stored.failure.unwrap();
    assert!(reason.contains("nobody of that name"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_send_each_mail_once() {
    const MAILS: usize = 60;
    let server = MailServer::start();
    let names: Vec<_> = (0..MAILS)
        .map(|number| format!("person-{number}"))
        .collect();
    let office = Arc::new(Office::with_mails_to(&server, &names).await);
    let workers: Vec<_> = (0..32)
        .map(|_| {
            let office = office.clone();
            tokio::spawn(async move { office.deliver_all().await.len() })
        })
        .collect();
    let mut delivered = 0;
    for worker in workers {
        delivered += worker.await.unwrap();
    }
    assert_eq!(delivered, MAILS);
    let arrived: Vec<_> = (0..MAILS)
        .map(|_| server.mail()["headers"]["message-id"].to_string())
        .collect();
    assert_eq!(arrived.iter().collect::<BTreeSet<_>>().len(), MAILS);
    assert!(server.is_quiet());
}
