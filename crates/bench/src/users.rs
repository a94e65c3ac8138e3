//! What it costs to manage the users of a tenant with a million of them, use case and database together.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use identity::audit_log::{AuditEvents, AuditLog, EventQuery, EventWindow};
use identity::users::{NewUser, Users};
use identity::{AccountFilter, AccountOrder, AccountQuery, Accounts, Invitations, Memberships};
use kernel::access::{Program, Who};
use kernel::audit::EventKind;
use kernel::{Actor, FoldedName, Permission, Timestamp};
use tenancy::{Tenant, TenantSettings, Tenants};
use testkit::ManualClock;

use crate::empty_store;
use crate::operating_system::SystemRandom;
use crate::quantity::Time;
use crate::wall::{expect, times, warm};
use crate::{Failure, Row};

const USERS: usize = 1_000_000;
/// Users of one batch: of a hundred each one has a name that is taken, and one an address that is none.
const BATCH: usize = 10_000;
const WRONG: usize = BATCH / 100;
const BATCHES: usize = 5;
const CREATION: Time = Time::from_micros(10_000_000);
const PAGE: Time = Time::from_micros(20_000);
const COUNT: Time = Time::from_micros(200_000);
const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);

/// The ports that managing users needs.
trait Store: Tenants + Accounts + Memberships + Invitations + AuditEvents + 'static {}

impl<S: Tenants + Accounts + Memberships + Invitations + AuditEvents + 'static> Store for S {}

pub(crate) fn on_sqlite(_: &Path) -> Result<Vec<Row>, Failure> {
    empty_store::on_sqlite(async |store| Populous::over(store).await?.measure().await)
}

pub(crate) fn on_postgres(_: &Path) -> Result<Vec<Row>, Failure> {
    empty_store::on_postgres(async |store, database| {
        let populous = Populous::over(store).await?;
        // What a server does by itself some minutes after so many rows.
        database.query("VACUUM ANALYZE");
        populous.measure().await
    })
}

/// A tenant with a million users, and who manages them.
struct Populous {
    users: Users,
    log: AuditLog,
    tenant: Tenant,
    actor: Actor,
}

impl Populous {
    async fn over<S: Store>(store: Arc<S>) -> Result<Self, Failure> {
        let tenant = Tenant {
            id: "acme".parse()?,
            settings: TenantSettings::default(),
            created_at: NOW,
        };
        let actor = Actor {
            who: Who::Program(Program {
                key_id: "bench".to_owned(),
                tenant_id: tenant.id.clone(),
                scopes: vec![Permission::ManageUsers, Permission::ReadTenant],
                owner: None,
            }),
            address: None,
        };
        let event = actor.event(&tenant.id, NOW, EventKind::TenantCreated);
        Tenants::create(&*store, &tenant, &event).await?;
        let clock = Arc::new(ManualClock::at(NOW));
        let populous = Self {
            users: Users {
                tenants: store.clone(),
                accounts: store.clone(),
                memberships: store.clone(),
                invitations: store.clone(),
                clock: clock.clone(),
                random: Arc::new(SystemRandom),
                public_url: "https://id.example".to_owned(),
            },
            log: AuditLog {
                events: store,
                clock: clock.clone(),
            },
            tenant,
            actor,
        };
        for start in (0..USERS).step_by(BATCH) {
            if start % 100_000 == 0 {
                eprintln!("  {start} of {USERS} users ...");
            }
            // They were there before, each second ten thousand.
            clock.set(NOW.plus(Duration::from_secs((start / BATCH) as u64)));
            let users = (start..start + BATCH).map(|number| NewUser {
                // Nobody is invited.
                is_disabled: true,
                ..user(number)
            });
            populous.create(users.collect(), BATCH, 0).await?;
        }
        Ok(populous)
    }

    /// Creates users, of whom so many can be and so many others are there.
    async fn create(
        &self,
        users: Vec<NewUser>,
        created: usize,
        wrong: usize,
    ) -> Result<(), Failure> {
        let tenant = &self.tenant.id;
        let outcome = self.users.create_many(&self.actor, tenant, users).await?;
        expect(outcome.created, created)?;
        expect(outcome.duplicates.len(), wrong)?;
        expect(outcome.failed.len(), wrong)
    }

    async fn measure(&self) -> Result<Vec<Row>, Failure> {
        let mut rows = self.measure_lists().await?;
        rows.extend(self.measure_log().await?);
        let batches = times(BATCHES, async |turn| {
            let start = USERS + turn * BATCH;
            let users = (start..start + BATCH).map(|number| match number % 100 {
                0 => user(number - USERS),
                1 => NewUser {
                    email: "nowhere".to_owned(),
                    ..user(number)
                },
                _ => user(number),
            });
            self.create(users.collect(), BATCH - 2 * WRONG, WRONG).await
        });
        rows.push(Row::below(
            "10,000 users more in one request, all invited, 1 % taken and 1 % invalid",
            CREATION,
            &batches.await?,
        ));
        Ok(rows)
    }

    async fn measure_lists(&self) -> Result<Vec<Row>, Failure> {
        let all = AccountQuery {
            filter: AccountFilter::default(),
            order: AccountOrder::CreatedAt,
            is_descending: true,
            limit: 100,
            offset: 0,
        };
        let by_name = |prefix| AccountQuery {
            filter: AccountFilter {
                username: Some(FoldedName::of(prefix)),
                email: None,
            },
            order: AccountOrder::Username,
            is_descending: false,
            ..all.clone()
        };
        let by_address = AccountQuery {
            filter: AccountFilter {
                username: None,
                email: Some(FoldedName::of("person123")),
            },
            order: AccountOrder::Email,
            ..by_name("")
        };
        let last_by_name = AccountQuery {
            order: AccountOrder::CreatedAt,
            is_descending: true,
            ..by_name("person12")
        };
        let (many, one) = (by_name("person12"), by_name("person123456@"));
        let mut rows = Vec::new();
        for (what, query, on_page, in_all) in [
            ("all users, the last created first", &all, 100, USERS),
            ("a name that 11,111 begin with", &many, 100, 11_111),
            (
                "the same, the last created first",
                &last_by_name,
                100,
                11_111,
            ),
            ("an address that 1,111 begin with", &by_address, 100, 1_111),
            ("a name that is one's alone", &one, 1, 1),
        ] {
            let accounts = &self.users.accounts;
            let tenant = &self.tenant.id;
            let pages = warm(async || expect(accounts.list(tenant, query).await?.len(), on_page));
            rows.push(Row::below(format!("A page: {what}"), PAGE, &pages.await?));
            let counts = warm(async || {
                let count = accounts.count(tenant, &query.filter).await?;
                expect(usize::try_from(count)?, in_all)
            });
            rows.push(Row::below(
                format!("Counted: {what}"),
                COUNT,
                &counts.await?,
            ));
        }
        Ok(rows)
    }

    /// As many events as users.
    async fn measure_log(&self) -> Result<Vec<Row>, Failure> {
        let window = EventWindow {
            is_descending: true,
            behind: None,
            limit: 100,
        };
        let by = |kind, actor, subject| EventQuery {
            kind,
            actor,
            subject,
            ..EventQuery::default()
        };
        let somebody =
            self.users
                .find_by_username(&self.actor, &self.tenant.id, "person123456@example.com");
        let somebody = somebody.await?.user_id.to_string();
        let mut rows = Vec::new();
        for (what, query, expected) in [
            ("the newest", by(None, None, None), 100),
            (
                "of a kind that is rare",
                by(Some(EventKind::TenantCreated), None, None),
                1,
            ),
            (
                "by one program",
                by(None, Some("api_key:bench".parse()?), None),
                100,
            ),
            ("about one user", by(None, None, Some(somebody)), 1),
        ] {
            let samples = warm(async || {
                let page = self.log.list(&self.actor, &self.tenant.id, &query, window);
                expect(page.await?.events.len(), expected)
            });
            rows.push(Row::new(
                format!("Events of a million, {what}"),
                &samples.await?,
            ));
        }
        Ok(rows)
    }
}

fn name(number: usize) -> String {
    format!("person{number}@example.com")
}

fn user(number: usize) -> NewUser {
    NewUser {
        username: name(number),
        email: name(number),
        ..NewUser::default()
    }
}
