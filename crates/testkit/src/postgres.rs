//! A database of its own for each test, on the `PostgreSQL` server that the tests are given.

use std::future::Future;
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use tokio_postgres::{NoTls, SimpleQueryMessage};

/// The environment variable that names the server: `postgres://USER@HOST:PORT`, of a user who may make
/// databases.
pub const VARIABLE: &str = "SECRETS_VAULT_TEST_POSTGRES";

/// The database that all others of this process are copies of.
static TEMPLATE: OnceLock<String> = OnceLock::new();
static MADE: AtomicU32 = AtomicU32::new(0);

/// A database that goes when it is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
}

impl TestDatabase {
    /// A database with nothing in it.
    pub fn empty() -> Self {
        Self::copy_of("template0")
    }

    /// A copy of what `make` made of an empty database, of which it is given the URL. The first call in
    /// a process decides what is copied; copying is much faster than making.
    pub fn filled(make: impl FnOnce(&str)) -> Self {
        let template = TEMPLATE.get_or_init(|| {
            let template = Self::empty();
            make(&template.url());
            // It stays for as long as the server.
            let name = template.name.clone();
            std::mem::forget(template);
            name
        });
        Self::copy_of(template)
    }

    fn copy_of(template: &str) -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", process::id());
        let create = format!("CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'");
        query("postgres", &create);
        Self { name }
    }

    /// The URL of the database.
    pub fn url(&self) -> String {
        format!("{}/{}", server(), self.name)
    }

    /// Runs statements in the database, beside whatever else uses it, and gives the first column of
    /// every row.
    pub fn query(&self, sql: &str) -> Vec<String> {
        query(&self.name, sql)
    }

    /// Every row of every table, as text.
    pub fn rows(&self) -> Vec<String> {
        let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
        let rows = |table| self.query(&format!("SELECT t::text FROM {table} t"));
        self.query(tables).into_iter().flat_map(rows).collect()
    }

    /// Ends every connection to the database, and refuses new ones until [`open`](Self::open).
    pub fn close(&self) {
        let name = &self.name;
        query(
            "postgres",
            &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        );
        let end = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        query("postgres", &end);
    }

    /// Lets connections in again.
    pub fn open(&self) {
        let name = &self.name;
        query(
            "postgres",
            &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"),
        );
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let remove = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        query("postgres", &remove);
    }
}

/// Runs a future to its end on a thread and a runtime of its own, from wherever it is called.
pub fn block_on<T: Send>(future: impl Future<Output = T> + Send) -> T {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(future)
    };
    thread::scope(|scope| scope.spawn(run).join().unwrap())
}

fn query(database: &str, sql: &str) -> Vec<String> {
    block_on(async {
        let url = format!("{}/{database}", server());
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        let messages = client.simple_query(sql).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
        let first = |message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        };
        messages.into_iter().filter_map(first).collect()
    })
}

#[expect(clippy::panic, reason = "how a test without its server fails")]
fn server() -> String {
    std::env::var(VARIABLE).unwrap_or_else(|_| {
        panic!(
            "this test needs a PostgreSQL server, and {VARIABLE} names none: \
             run it with `cargo xtask postgres -- cargo test …`, which starts one"
        )
    })
}
