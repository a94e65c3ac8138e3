//! The service, with clients and a person who has signed in.

use std::collections::BTreeMap;

use serde_json::Value;
use testkit::photographs;
use testkit::postgres::TestDatabase;
use ureq::http::header::{ACCEPT, COOKIE};

use super::caller::{OPAQUE, app, request, robot};
use super::contender::{BACK, Contender, Endpoints, RESOURCE};
use super::jar::Jar;
use super::operation::Algorithm;
use crate::connections::Connection;
use crate::installation::TENANT;
use crate::service::{Home, Service};
use crate::{Failure, cpu};

const NAME: &str = "ada";
const EMAIL: &str = "ada@example.org";
const PIN: &str = "482915";

/// Starts it in `home`, and fills it by its command line.
pub(super) fn start(
    name: &'static str,
    home: Home,
    database: Option<&TestDatabase>,
) -> Result<Contender, Failure> {
    let service = home.start()?;
    home.command(&[
        "admin",
        "tenant",
        "create",
        TENANT,
        "--set",
        "register_enable=true",
    ])?;
    let secrets = clients(&home)?;
    enrol(&home, &service)?;
    let endpoints = Endpoints::of(&format!("{}/api/oidc/{TENANT}", service.url))?;
    let session = sign_in(&home, &endpoints)?;
    Ok(Contender {
        name,
        is_ours: true,
        endpoints,
        session,
        secrets,
        service,
        database: database.map(|it| cpu::postmaster(&it.url())).transpose()?,
        _home: Some(home),
    })
}

fn clients(home: &Home) -> Result<BTreeMap<String, String>, Failure> {
    let resources = format!("allowed_resources=[\"{RESOURCE}\"]");
    let mut secrets = BTreeMap::new();
    let mut create = |client: String, options: &[&str]| -> Result<(), Failure> {
        let create = [
            "admin",
            "client",
            "create",
            "--tenant",
            TENANT,
            "--client-id",
            &client,
        ];
        let printed = home.command(&[&create, options].concat())?;
        let secret = text(&printed, "client_secret")?;
        secrets.insert(client, secret);
        Ok(())
    };
    let returns = ["--redirect-uri", BACK];
    for algorithm in [Algorithm::EdDsa, Algorithm::Rs256] {
        let name = algorithm.to_string();
        let signed = ["--sing-alg", &name, "--set", &resources];
        create(app(algorithm), &[&returns[..], &signed].concat())?;
        let for_itself = ["--set", "grant_types=[\"client_credentials\"]"];
        create(robot(algorithm), &[&for_itself[..], &signed].concat())?;
    }
    let opaque = ["--set", "access_token_format=opaque"];
    create(OPAQUE.to_owned(), &[&returns[..], &opaque].concat())?;
    Ok(secrets)
}

fn enrol(home: &Home, service: &Service) -> Result<(), Failure> {
    let place = [
        "--server",
        &service.url,
        "--tenant",
        TENANT,
        "--username",
        NAME,
    ];
    let photograph = photograph()?;
    let secret = ["--email", EMAIL, "--photo", &photograph, "--pin", PIN];
    home.command(&[&["client", "enrol"], &place[..], &secret].concat())?;
    let mails = home.command(&["admin", "mailbox", "--json", "--to", EMAIL])?;
    let code = text(mails.get(0).ok_or("no code was mailed")?, "code")?;
    home.command(&[&["client", "verify-email"], &place[..], &["--code", &code]].concat())?;
    Ok(())
}

/// A browser goes to an application, signs in, and keeps its session.
fn sign_in(home: &Home, endpoints: &Endpoints) -> Result<String, Failure> {
    let connection = Connection::new();
    let mut jar = Jar::default();
    let url = url::Url::parse_with_params(&endpoints.authorize, request(OPAQUE, None))?;
    let answer = connection.get_with(url.as_str(), (ACCEPT, "text/html"))?;
    jar.keep(&answer.cookies);
    let page = url.join(&answer.location.ok_or("there is no sign-in page")?)?;
    let photograph = photograph()?;
    let proven = home.command(&[
        "client",
        "authorize",
        "--no-follow",
        "--url",
        page.as_str(),
        "--cookie",
        &jar.to_string(),
        "--username",
        NAME,
        "--photo",
        &photograph,
        "--pin",
        PIN,
    ])?;
    let answer = connection.get_with(&text(&proven, "url")?, (COOKIE, &jar.to_string()))?;
    jar.keep(&answer.cookies);
    Ok(jar.to_string())
}

fn photograph() -> Result<String, Failure> {
    let first = photographs::photographs().into_iter().next();
    let path = first.ok_or("there is no photograph")?;
    Ok(path.to_string_lossy().into_owned())
}

fn text(printed: &Value, name: &str) -> Result<String, Failure> {
    let value = printed.get(name).and_then(Value::as_str);
    Ok(value
        .ok_or_else(|| format!("no {name} was printed"))?
        .to_owned())
}
