//! The npm package `oidc-provider`, as `tests/bench/oidc-provider` sets it up.

use std::path::Path;
use std::process::Command;

use testkit::postgres::TestDatabase;
use ureq::http::header::COOKIE;

use super::caller::{OPAQUE, app, request, robot};
use super::contender::{Contender, Endpoints};
use super::jar::Jar;
use super::operation::Algorithm;
use crate::connections::Connection;
use crate::service::Service;
use crate::{Failure, cpu};

const PROGRAM: &str = "../../tests/bench/oidc-provider/main.js";
const READY: &str = "oidc-provider is ready at ";
/// The secret of all clients there.
const SECRET: &str = "secret";
const REDIRECTS: usize = 8;

/// Starts it on an empty database.
pub(super) fn start(name: &'static str, database: &TestDatabase) -> Result<Contender, Failure> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(PROGRAM);
    let mut node = Command::new("node");
    node.arg(program)
        .env("DATABASE_URL", database.url())
        .env("NODE_ENV", "production");
    let service = Service::start(&mut node, READY)?;
    let endpoints = Endpoints::of(&service.url)?;
    let algorithms = [Algorithm::EdDsa, Algorithm::Rs256];
    let clients = algorithms.iter().flat_map(|&it| [app(it), robot(it)]);
    let clients = clients.chain([OPAQUE.to_owned()]);
    Ok(Contender {
        name,
        is_ours: false,
        session: sign_in(&service, &endpoints)?,
        endpoints,
        secrets: clients.map(|client| (client, SECRET.to_owned())).collect(),
        database: Some(cpu::postmaster(&database.url())?),
        service,
        _home: None,
    })
}

/// A browser goes to an application, gives a name to the library's own page, and keeps its session.
fn sign_in(service: &Service, endpoints: &Endpoints) -> Result<String, Failure> {
    let connection = Connection::new();
    let mut jar = Jar::default();
    let mut url = url::Url::parse_with_params(&endpoints.authorize, request(OPAQUE, None))?;
    for _ in 0..REDIRECTS {
        let answer = connection.get_with(url.as_str(), (COOKIE, &jar.to_string()))?;
        jar.keep(&answer.cookies);
        let next = if let Some(location) = answer.location {
            url.join(&location)?
        } else {
            let form = [("prompt", "login"), ("login", "ada"), ("password", "any")];
            let answer = connection.post_form(url.as_str(), &form, (COOKIE, &jar.to_string()))?;
            jar.keep(&answer.cookies);
            url.join(
                &answer
                    .location
                    .ok_or("the sign-in page answered without a redirect")?,
            )?
        };
        if !next.as_str().starts_with(&service.url) {
            return Ok(jar.to_string());
        }
        url = next;
    }
    Err("oidc-provider redirects without end".into())
}
