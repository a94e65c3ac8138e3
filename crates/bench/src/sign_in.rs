//! What one complete sign-in costs the server, from the authorization request to the tokens.
//!
//! The use cases are called as the HTTP surface calls them, each as often as there are requests.
//! What the person's machine does in between is not counted.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use identity::sign_in::{Answer, Attempt, Telemetry};
use kernel::{PlainToken, TokenHash};
use keyring::Keyring;
use oidc::{AuthorizeInput, AuthorizeOutcome, ClientRequest, Parameters};
use postgres::{PostgresConfig, PostgresStore};
use sqlite::{SqliteConfig, SqliteStore};
use tempfile::TempDir;
use testkit::MemoryStore;
use testkit::postgres::TestDatabase;
use tokio::runtime::{Builder, Runtime};
use url::Url;
use zkp_protocol::Purpose;

use crate::cpu::CpuClock;
use crate::installation::{CLIENT, REDIRECT_URI, Store};
use crate::operating_system::SystemRandom;
use crate::quantity::{PerSecond, Time};
use crate::{Failure, Installation, Person, Row};

const SIGN_INS: usize = 200;
/// The first ones are not counted: caches and the processor's guesses fill up.
const WARM_UP: usize = 20;
/// Sign-ins after which the store in memory is replaced by an empty one, because it looks for things
/// by going through lists.
const BATCH: usize = 20;
const GOAL: Time = Time::from_micros(500);
/// RFC 7636, appendix B.
const CODE_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CODE_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The cost of each of the server's steps.
#[derive(Clone, Copy, Debug)]
struct Costs {
    authorize: Duration,
    challenge: Duration,
    authenticate: Duration,
    hand_over: Duration,
    tokens: Duration,
    /// How long challenge and check took by the clock on the wall.
    both: Duration,
}

impl Costs {
    fn total(&self) -> Duration {
        self.authorize + self.challenge + self.authenticate + self.hand_over + self.tokens
    }
}

/// Over a store in memory, on one thread: what is left is the server's own work.
pub(crate) fn in_memory(_: &Path) -> Result<Vec<Row>, Failure> {
    let directory = TempDir::new()?;
    let keyring = Keyring::create(&directory.path().join("keys.json"), &SystemRandom)?;
    let keyring = Arc::new(keyring);
    let costs = runtime()?.block_on(async {
        let mut costs = Vec::new();
        while costs.len() < WARM_UP + SIGN_INS {
            let store = Arc::new(MemoryStore::default());
            let installation = Installation::over(store, keyring.clone()).await?;
            costs.extend(repeat(&installation, CpuClock::Thread, BATCH).await?);
        }
        Ok::<_, Failure>(costs.split_off(WARM_UP))
    })?;
    let mut rows = vec![Row::below(
        "Server CPU, complete sign-in",
        GOAL,
        &times(&costs, Costs::total),
    )];
    rows.extend(steps(&costs));
    Ok(rows)
}

/// Over SQLite, whose threads are counted too.
pub(crate) fn on_sqlite(_: &Path) -> Result<Vec<Row>, Failure> {
    let directory = TempDir::new()?;
    let keyring = Keyring::create(&directory.path().join("keys.json"), &SystemRandom)?;
    runtime()?.block_on(async {
        let config = SqliteConfig::at(directory.path().join("bench.db"));
        let store = SqliteStore::open(config, keyring.master(), Arc::new(SystemRandom)).await?;
        store.migrate().await?;
        on(store, keyring).await
    })
}

/// Over `PostgreSQL`; its server is another process, which is not counted.
pub(crate) fn on_postgres(_: &Path) -> Result<Vec<Row>, Failure> {
    let directory = TempDir::new()?;
    let keyring = Keyring::create(&directory.path().join("keys.json"), &SystemRandom)?;
    let database = TestDatabase::empty();
    runtime()?.block_on(async {
        let config = PostgresConfig::at(database.url().parse()?);
        let store = PostgresStore::open(config, keyring.master(), Arc::new(SystemRandom)).await?;
        store.migrate().await?;
        on(store, keyring).await
    })
}

async fn on<S: Store>(store: S, keyring: Keyring) -> Result<Vec<Row>, Failure> {
    let installation = Installation::over(Arc::new(store), Arc::new(keyring)).await?;
    let mut costs = repeat(&installation, CpuClock::Process, WARM_UP + SIGN_INS).await?;
    let costs = costs.split_off(WARM_UP);
    let mut rows = vec![Row::new(
        "Server CPU, complete sign-in",
        &times(&costs, Costs::total),
    )];
    rows.extend(steps(&costs));
    let rates: Vec<_> = costs.iter().map(|it| PerSecond::of(1, it.both)).collect();
    rows.push(Row::new("Challenge and proof, one after the other", &rates));
    Ok(rows)
}

fn runtime() -> Result<Runtime, Failure> {
    Ok(Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?)
}

fn steps(costs: &[Costs]) -> [Row; 5] {
    [
        Row::new(
            "of which the authorization request",
            &times(costs, |it| it.authorize),
        ),
        Row::new("of which the challenge", &times(costs, |it| it.challenge)),
        Row::new(
            "of which checking the proof",
            &times(costs, |it| it.authenticate),
        ),
        Row::new(
            "of which session and code",
            &times(costs, |it| it.hand_over),
        ),
        Row::new(
            "of which the tokens (two Ed25519 signatures)",
            &times(costs, |it| it.tokens),
        ),
    ]
}

fn times(costs: &[Costs], step: impl Fn(&Costs) -> Duration) -> Vec<Time> {
    costs.iter().map(|it| Time(step(it))).collect()
}

/// Somebody enrols and signs in again and again.
async fn repeat(
    installation: &Installation,
    cpu: CpuClock,
    times: usize,
) -> Result<Vec<Costs>, Failure> {
    let person = Person::drawn(0)?;
    installation.enrol(&person).await?;
    let mut costs = Vec::with_capacity(times);
    for _ in 0..times {
        costs.push(sign_in(installation, &person, cpu).await?);
    }
    Ok(costs)
}

async fn sign_in(
    installation: &Installation,
    person: &Person,
    cpu: CpuClock,
) -> Result<Costs, Failure> {
    let browser = PlainToken::generate(&SystemRandom).hash();
    let (auth_req_id, authorize) = cpu.of_future(authorize(installation, browser)).await;
    let auth_req_id = auth_req_id?;

    let place = Installation::place(Some(auth_req_id.reveal()));
    let (begin, cipher_key) = person.begin(place, Purpose::Login)?;
    let visit = Visit {
        installation,
        browser,
        auth_req_id: auth_req_id.reveal(),
        username: &person.username,
        cipher_key: &cipher_key,
    };
    let asked = Instant::now();
    let (answer, challenge) = cpu.of_future(visit.challenge()).await;
    let answered = asked.elapsed();
    let answer = answer?;
    let message = person.prove(begin.open(answer.proto_version, &answer.challenge_data)?)?;

    let proof = (
        message.challenge_id.as_str(),
        message.challenge_data.as_str(),
    );
    let sent = Instant::now();
    let (nonce, authenticate) = cpu.of_future(visit.authenticate(proof)).await;
    let both = answered + sent.elapsed();
    let nonce = nonce?;
    let (code, hand_over) = cpu.of_future(visit.hand_over(&nonce)).await;
    let code = code?;
    let (response, tokens) = cpu.of_future(exchange(installation, &code)).await;
    response?;
    Ok(Costs {
        authorize,
        challenge,
        authenticate,
        hand_over,
        tokens,
        both,
    })
}

async fn authorize(installation: &Installation, browser: TokenHash) -> Result<PlainToken, Failure> {
    let parameters = parameters(&[
        ("client_id", CLIENT),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "state"),
        ("nonce", "nonce"),
        ("code_challenge", CODE_CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let input = AuthorizeInput {
        tenant: &installation.tenant,
        parameters: &parameters,
        session: None,
        browser,
        address: Some(installation.visitor.address),
    };
    match installation.provider.authorize(&input).await? {
        AuthorizeOutcome::SignIn { auth_req_id } => Ok(auth_req_id),
        other => Err(format!("the sign-in page was expected, not {other:?}").into()),
    }
}

/// A browser at the sign-in page. Each of its requests begins by finding what it belongs to.
struct Visit<'a> {
    installation: &'a Installation,
    browser: TokenHash,
    auth_req_id: &'a str,
    username: &'a str,
    cipher_key: &'a str,
}

impl Visit<'_> {
    async fn challenge(&self) -> Result<zkp_protocol::verifier::Answer, Failure> {
        let bound = self.bind().await?;
        let request = bound.for_sign_in();
        let begun = self
            .installation
            .sign_in
            .begin(&self.attempt(&request), self.username, self.cipher_key)
            .await;
        Ok(begun?)
    }

    async fn authenticate(&self, (id, data): (&str, &str)) -> Result<PlainToken, Failure> {
        let bound = self.bind().await?;
        let request = bound.for_sign_in();
        let answer = Answer {
            username: self.username,
            cipher_key: self.cipher_key,
            challenge_id: id,
            challenge_data: data,
        };
        let done = self
            .installation
            .sign_in
            .authenticate(&self.attempt(&request), &answer, &Telemetry::default())
            .await?;
        Ok(done.nonce)
    }

    async fn hand_over(&self, nonce: &PlainToken) -> Result<String, Failure> {
        let Installation {
            tenant,
            visitor,
            sign_in,
            provider,
            ..
        } = self.installation;
        let bound = self.bind().await?;
        let started = sign_in
            .start_session(tenant, &bound.for_sign_in(), nonce, None, visitor)
            .await?;
        let completion = provider
            .complete(&bound, &started.live, Some(visitor.address))
            .await?;
        let code = match &completion {
            oidc::Completion::Back(oidc::AuthorizationResponse::Redirect(url)) => code(url),
            oidc::Completion::Back(oidc::AuthorizationResponse::FormPost(_))
            | oidc::Completion::AskConsent => None,
        };
        code.ok_or_else(|| "the browser was sent back without a code".into())
    }

    async fn bind(&self) -> Result<oidc::BoundRequest, Failure> {
        let provider = &self.installation.provider;
        Ok(provider.bind(self.auth_req_id, &[self.browser]).await?)
    }

    fn attempt<'a>(&'a self, request: &'a identity::sign_in::BoundRequest) -> Attempt<'a> {
        Attempt {
            tenant: &self.installation.tenant,
            request: Some(request),
            account: None,
            visitor: &self.installation.visitor,
        }
    }
}

async fn exchange(installation: &Installation, code: &str) -> Result<oidc::TokenResponse, Failure> {
    let parameters = parameters(&[
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT),
        ("client_secret", installation.client_secret.reveal()),
        ("redirect_uri", REDIRECT_URI),
        ("code", code),
        ("code_verifier", CODE_VERIFIER),
    ]);
    let request = ClientRequest {
        tenant: &installation.tenant,
        parameters: &parameters,
        authorization: None,
        proof: None,
        address: Some(installation.visitor.address),
    };
    Ok(installation.provider.exchange(&request).await?)
}

fn parameters(pairs: &[(&str, &str)]) -> Parameters {
    let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
    Parameters::new(pairs.iter().map(owned).collect())
}

fn code(url: &Url) -> Option<String> {
    let (_, code) = url.query_pairs().find(|(name, _)| name == "code")?;
    Some(code.into_owned())
}
