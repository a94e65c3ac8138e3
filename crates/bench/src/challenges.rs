//! Challenge and proof over HTTP: the two requests of a sign-in that cost the most.
//!
//! A round has three parts. Many challenges are asked for at once, which is timed; the answers are
//! prepared, which is not; then they are sent, which is timed again. So the prover's work is not
//! mistaken for the server's, although both run on this machine.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use keyring::Keyring;
use postgres::{PostgresConfig, PostgresStore};
use serde_json::{Value, json};
use sqlite::{SqliteConfig, SqliteStore};
use testkit::postgres::TestDatabase;
use tokio::runtime::{Builder, Runtime};
use zkp_protocol::Purpose;
use zkp_protocol::prover::{Begin, FinishMessage, Place};

use crate::connections::{Connection, Post, send_all};
use crate::installation::{Store, TENANT};
use crate::operating_system::SystemRandom;
use crate::quantity::{PerSecond, Time};
use crate::service::{Home, Service};
use crate::{Failure, Installation, Person, Row};

/// Rounds after the first, which only warms up.
const ROUNDS: usize = 7;
/// So many that each stays within the budgets that a tenant has by default.
const PEOPLE: u32 = 100;
/// Challenges of each person that are open at the same time.
const OPEN: usize = 4;
const CONNECTIONS: usize = 8;

/// A person before the service, at an address of their own.
struct Caller {
    person: Person,
    address: String,
}

/// What a round came to.
struct Round {
    pairs: u32,
    challenging: Duration,
    proving: Duration,
    cpu: Duration,
}

pub(crate) fn on_sqlite(binary: &Path) -> Result<Vec<Row>, Failure> {
    let home = Home::new(binary)?;
    let keyring = Keyring::create(&home.key_file(), &SystemRandom)?;
    let callers = callers()?;
    runtime()?.block_on(async {
        let config = SqliteConfig::at(home.database());
        let store = SqliteStore::open(config, keyring.master(), Arc::new(SystemRandom)).await?;
        store.migrate().await?;
        enrol(store, keyring, &callers).await
    })?;
    measure(&home, &callers)
}

pub(crate) fn on_postgres(binary: &Path) -> Result<Vec<Row>, Failure> {
    let database = TestDatabase::empty();
    let home = Home::new(binary)?.on(database.url());
    let keyring = Keyring::create(&home.key_file(), &SystemRandom)?;
    let callers = callers()?;
    runtime()?.block_on(async {
        let config = PostgresConfig::at(database.url().parse()?);
        let store = PostgresStore::open(config, keyring.master(), Arc::new(SystemRandom)).await?;
        store.migrate().await?;
        enrol(store, keyring, &callers).await
    })?;
    measure(&home, &callers)
}

fn measure(home: &Home, callers: &[Caller]) -> Result<Vec<Row>, Failure> {
    let service = home.start()?;
    let connections: Vec<_> = (0..CONNECTIONS).map(|_| Connection::new()).collect();
    run(&service, &connections, callers)?;
    let rounds = (0..ROUNDS)
        .map(|_| run(&service, &connections, callers))
        .collect::<Result<Vec<_>, _>>()?;
    let memory = service.memory()?;
    drop(connections);
    service.stop()?;

    let cpu: Vec<_> = rounds.iter().map(|it| Time(it.cpu / it.pairs)).collect();
    let rate = |time: fn(&Round) -> Duration| -> Vec<_> {
        let of = |it: &Round| PerSecond::of(it.pairs.into(), time(it));
        rounds.iter().map(of).collect()
    };
    Ok(vec![
        Row::new(
            "Challenge and proof, both",
            &rate(|it| it.challenging + it.proving),
        ),
        Row::new("Challenge alone", &rate(|it| it.challenging)),
        Row::new("Proof alone", &rate(|it| it.proving)),
        Row::new("Server CPU, challenge and proof", &cpu),
        Row::new("Memory after all that", &[memory]),
    ])
}

fn callers() -> Result<Vec<Caller>, Failure> {
    (0..PEOPLE)
        .map(|number| {
            Ok(Caller {
                person: Person::drawn(number)?,
                address: format!("192.0.2.{number}"),
            })
        })
        .collect()
}

/// Enrols everybody in the database that the service will find.
async fn enrol<S: Store>(store: S, keyring: Keyring, callers: &[Caller]) -> Result<(), Failure> {
    let installation = Installation::over(Arc::new(store), Arc::new(keyring)).await?;
    for caller in callers {
        installation.enrol(&caller.person).await?;
    }
    Ok(())
}

fn runtime() -> Result<Runtime, Failure> {
    Ok(Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?)
}

fn run(
    service: &Service,
    connections: &[Connection],
    callers: &[Caller],
) -> Result<Round, Failure> {
    let place = Place {
        tenant: TENANT.to_owned(),
        origin: service.url.clone(),
        auth_req_id: None,
    };
    let begins: Vec<(&Caller, Begin, String)> = callers
        .iter()
        .flat_map(|caller| std::iter::repeat_n(caller, OPEN))
        .map(|caller| {
            let (begin, cipher_key) = caller.person.begin(place.clone(), Purpose::Login)?;
            Ok((caller, begin, cipher_key))
        })
        .collect::<Result<_, Failure>>()?;
    let posts: Vec<_> = begins
        .iter()
        .map(|(caller, _, cipher_key)| {
            let body = json!({"username": caller.person.username, "cipherKey": cipher_key});
            post(service, "challenge", caller, body)
        })
        .collect();
    let cpu_before = service.cpu()?;
    let (answers, challenging) = timed(|| send_all(connections, &posts))?;
    let cpu_of_challenges = service.cpu()?.saturating_sub(cpu_before);

    let posts = begins
        .into_iter()
        .zip(&answers)
        .map(|((caller, begin, cipher_key), answer)| {
            let message = answer_to(caller, begin, answer)?;
            let body = json!({
                "username": caller.person.username,
                "cipherKey": cipher_key,
                "challenge_id": message.challenge_id,
                "challenge_data": message.challenge_data,
            });
            Ok(post(service, "authenticate", caller, body))
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let cpu_before = service.cpu()?;
    let (answers, proving) = timed(|| send_all(connections, &posts))?;
    let cpu_of_proofs = service.cpu()?.saturating_sub(cpu_before);
    Ok(Round {
        pairs: u32::try_from(answers.len())?,
        challenging,
        proving,
        cpu: cpu_of_challenges + cpu_of_proofs,
    })
}

fn answer_to(caller: &Caller, begin: Begin, answer: &Value) -> Result<FinishMessage, Failure> {
    let field = |name| answer.get(name).and_then(Value::as_str);
    let (Some(version), Some(data)) = (field("proto_version"), field("challenge_data")) else {
        return Err("the service's answer is no challenge".into());
    };
    caller.person.prove(begin.open(version, data)?)
}

fn post(service: &Service, endpoint: &str, caller: &Caller, body: Value) -> Post {
    Post {
        url: format!("{}/api/auth/{endpoint}?tenant_id={TENANT}", service.url),
        address: caller.address.clone(),
        body,
    }
}

fn timed<T>(act: impl FnOnce() -> Result<T, Failure>) -> Result<(T, Duration), Failure> {
    let start = Instant::now();
    let result = act()?;
    Ok((result, start.elapsed()))
}
