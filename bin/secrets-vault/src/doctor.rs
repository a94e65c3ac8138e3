//! `doctor`: checks configuration, keys, database and mail server, and says what is wrong.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::ExitCode;

use keyring::Keyring;
use postgres::{PostgresUrl, SslMode};
use serde::Serialize;
use url::Url;

use crate::adapters::{self, Adapters};
use crate::config::{ConfigError, DatabaseUrl, Security, Settings};
use crate::countries::CountryFile;
use crate::output::{print, print_json};
use crate::{Failure, mail, tls};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Good,
    Warning,
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    verdict: Verdict,
    says: String,
}

impl Finding {
    fn good(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            verdict: Verdict::Good,
            says: says.into(),
        }
    }

    fn warning(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            verdict: Verdict::Warning,
            says: says.into(),
        }
    }

    fn wrong(what: &'static str, says: &(impl ToString + ?Sized)) -> Self {
        Self {
            what,
            verdict: Verdict::Wrong,
            says: says.to_string(),
        }
    }
}

/// Prints every finding; fails if something is wrong. Nothing is made; a database that is there is
/// opened as a start would open it.
pub(crate) fn run(
    settings: Result<Settings, ConfigError>,
    json: bool,
) -> Result<ExitCode, Failure> {
    let findings = match settings {
        Ok(settings) => examine(&settings),
        Err(error) => vec![Finding::wrong("configuration", &error)],
    };
    if json {
        print_json(&findings)?;
    } else {
        for Finding {
            what,
            verdict,
            says,
        } in &findings
        {
            let mark = match verdict {
                Verdict::Good => "ok     ",
                Verdict::Warning => "warning",
                Verdict::Wrong => "WRONG  ",
            };
            print(&format!("{mark}  {what}: {says}"))?;
        }
    }
    let is_wrong = findings
        .iter()
        .any(|finding| finding.verdict == Verdict::Wrong);
    Ok(if is_wrong {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn examine(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![public_url(settings)];
    findings.extend(path_of_public_url(settings));
    findings.extend(own_tls(settings));
    let key_file = settings.key_file();
    let database = match settings.database_url() {
        Ok(database) => database,
        Err(error) => return vec![Finding::wrong("database", &error)],
    };
    if let DatabaseUrl::Postgres(url) = &database {
        findings.push(way_to(url));
    }
    let is_in_use = actix_web::rt::System::new().block_on(adapters::is_in_use(settings));
    match (key_file.exists(), is_in_use) {
        (_, Err(error)) => findings.push(Finding::wrong("database", &error)),
        (false, Ok(false)) => findings.push(nothing_yet(settings)),
        (false, Ok(true)) => findings.push(Finding::wrong(
            "keys",
            &format!(
                "there is a database at {database} but no key file at {}; supply the keys it was made with (SECRETS_VAULT__KEYS__FILE names their file)",
                key_file.display(),
            ),
        )),
        (true, Ok(is_in_use)) => {
            findings.push(keys(&key_file));
            findings.push(place(&key_file, &settings.data_dir, &database));
            if is_in_use {
                findings.push(open(settings, &database));
            } else if let Err(error) = adapters::check_place_of_data(settings) {
                findings.push(Finding::wrong("data", &error));
            }
        }
    }
    findings.extend(trusted_certificates(settings));
    findings.push(mail_server(settings));
    findings.extend(countries(settings));
    findings
}

/// What the first start is going to make, if it can.
fn nothing_yet(settings: &Settings) -> Finding {
    let checked = adapters::check_place_of_data(settings)
        .and_then(|()| adapters::check_place_of_keys(settings));
    match checked {
        Ok(()) => Finding::good("data", "nothing yet; the first start makes it"),
        Err(error) => Finding::wrong("data", &error),
    }
}

/// Certificate and key, where the service itself speaks TLS.
fn own_tls(settings: &Settings) -> Option<Finding> {
    match tls::acceptor(&settings.http) {
        Ok(None) => None,
        Ok(Some(_)) => {
            let file = settings.http.tls_certificate.display().to_string();
            Some(Finding::good("TLS", file))
        }
        Err(error) => Some(Finding::wrong("TLS", &error)),
    }
}

/// The authorities that are trusted besides those of this machine, where there are such.
fn trusted_certificates(settings: &Settings) -> Option<Finding> {
    let what = "trusted certificates";
    let file = &settings.outbound.trusted_certificates;
    if file.as_os_str().is_empty() {
        return None;
    }
    Some(match adapters::outbound_client(settings) {
        Ok(_) => Finding::good(what, file.display().to_string()),
        Err(error) => Finding::wrong(what, &error),
    })
}

/// The file of countries, where there is one.
fn countries(settings: &Settings) -> Option<Finding> {
    let file = &settings.geo.country_file;
    if file.as_os_str().is_empty() {
        return None;
    }
    Some(match CountryFile::open(file) {
        Ok(_) => Finding::good("countries", file.display().to_string()),
        Err(error) => Finding::wrong("countries", &error),
    })
}

fn mail_server(settings: &Settings) -> Finding {
    let what = "mail server";
    let checked = actix_web::rt::System::new().block_on(async {
        match mail::transport(settings)? {
            Some(transport) => {
                transport.check().await?;
                Ok::<_, Failure>(true)
            }
            None => Ok(false),
        }
    });
    let host = &settings.smtp.host;
    match checked {
        Err(error) => Finding::wrong(what, &error),
        Ok(false) => Finding::warning(
            what,
            "none; mails wait, and `admin mailbox` shows them; set smtp.host",
        ),
        Ok(true) if settings.smtp.security == Security::None => Finding::warning(
            what,
            format!("{host} answers, but whoever is on the way can read codes; set smtp.security"),
        ),
        Ok(true) => Finding::good(what, format!("{host} answers")),
    }
}

/// Whoever can stand between this node and its database, or in its place, is in the middle of
/// everything.
fn way_to(url: &PostgresUrl) -> Finding {
    let what = "way to the database";
    if url.is_local() {
        Finding::good(what, "stays on this machine")
    } else if url.ssl_mode() == SslMode::VerifyFull {
        Finding::good(what, "TLS, with a server that is checked")
    } else {
        let says = format!(
            "sslmode={} does not check who the server is; use sslmode=verify-full and set database.root_certificate",
            url.ssl_mode().as_str(),
        );
        Finding::warning(what, says)
    }
}

fn public_url(settings: &Settings) -> Finding {
    let url = settings
        .listen()
        .map(|listen| settings.public_url(listen.port()));
    match url {
        Ok(url) if url.starts_with("https:") => Finding::good("public URL", url),
        Ok(url) => Finding::warning(
            "public URL",
            format!("{url} is for trying out only; set public_url to an https URL"),
        ),
        Err(error) => Finding::wrong("public URL", &error),
    }
}

/// A path in the public URL, which nothing but a proxy can take off.
fn path_of_public_url(settings: &Settings) -> Option<Finding> {
    let url = Url::parse(&settings.public_url).ok()?;
    let path = url.path().trim_end_matches('/');
    let says = format!(
        "the service itself answers without {path}; make sure that a proxy takes it off each request"
    );
    (!path.is_empty()).then(|| Finding::warning("path of the public URL", says))
}

fn keys(path: &Path) -> Finding {
    match Keyring::open(path) {
        Ok(_) => Finding::good("keys", path.display().to_string()),
        Err(error) => Finding::wrong("keys", &error),
    }
}

/// Whoever has keys and data can test PINs, so one backup must not have both.
fn place(key_file: &Path, data_dir: &Path, database: &DatabaseUrl) -> Finding {
    let what = "place of the keys";
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (key_file, data_dir) = (real(key_file), real(data_dir));
    if key_file.starts_with(&data_dir) {
        let says = format!(
            "{} lies in the data directory {}; move it to a directory that is not backed up with the data",
            key_file.display(),
            data_dir.display(),
        );
        return Finding::wrong(what, &says);
    }
    let DatabaseUrl::Sqlite(database) = database else {
        return Finding::good(what, "apart from the data");
    };
    let volume = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev()).ok();
    if database.parent() == key_file.parent() {
        return Finding::wrong(what, "keys and database share a directory");
    }
    if volume(&key_file).is_some() && volume(&key_file) == volume(database) {
        let says =
            "keys and database share a volume; make sure that no backup or snapshot has both";
        return Finding::warning(what, says);
    }
    Finding::good(what, "apart from the data")
}

fn open(settings: &Settings, database: &DatabaseUrl) -> Finding {
    let opened = actix_web::rt::System::new().block_on(async {
        let adapters = Adapters::open(settings).await?;
        adapters.store.ping().await?;
        Ok::<_, Failure>(())
    });
    match opened {
        Ok(()) => Finding::good(
            "database",
            format!("{database} answers, and was made with these keys"),
        ),
        Err(error) => Finding::wrong("database", &error),
    }
}
