//! A whole life with a temporary server, step by step.

use std::path::Path;
use std::process::ExitCode;

use client::{
    Admission, Enrolment, Knowledge, Landing, Person, RelyingParty, RequestError, Server, Tokens,
    UserAgent,
};
use rand_core::Rng as _;

use super::picture;
use super::report::Report;
use super::service::{CLIENT, Service, TENANT};
use crate::Failure;
use crate::output::say;

const USERNAME: &str = "ada";
const EMAIL: &str = "ada@example.com";

/// Registers, confirms, signs in with the picture and with a copy of it, uses the tokens, signs out.
pub(super) fn run(photo: &Path, pin: Option<&str>, json: bool) -> Result<ExitCode, Failure> {
    let pin = pin.map_or_else(draw_pin, str::to_owned);
    let knowledge = Knowledge {
        pin: Some(pin.parse()?),
        pattern: None,
    };
    let directory = tempfile::tempdir()?;
    let mut report = Report::new(json);

    say(&format!(
        "Signing in with {} and PIN {pin}",
        photo.display()
    ));
    let picture = client::read_picture(photo)?;
    let copy = report.step("recompress a copy to 1080 px, JPEG quality 60", |_| {
        picture::recompressed(&picture, &directory.path().join("copy.jpg"))
    })?;
    let service = report.step("start the service with an empty database", |_| {
        Service::start(directory.path())
    })?;
    let ada = Person {
        username: USERNAME,
        picture: &picture,
        knowledge: &knowledge,
    };
    let person = Person {
        picture: &copy,
        ..ada
    };

    let browser = enrol(&mut report, &service, ada)?;
    let tokens = sign_in(&mut report, &service, &browser, &ada, &person)?;
    use_tokens(&mut report, &service, &browser, tokens)?;
    service.stop()?;
    report.finish()
}

fn draw_pin() -> String {
    format!(
        "{:06}",
        client::operating_system_rng().next_u64() % 1_000_000
    )
}

fn enrol(report: &mut Report, service: &Service, ada: Person<'_>) -> Result<UserAgent, Failure> {
    let rng = &mut client::operating_system_rng();
    let browser = UserAgent::new(Server::parse(&service.url)?).traced_by(report.trace());
    report.step("register", |_| {
        let admission = Admission::Registration { email: EMAIL };
        // A PIN that was drawn or given for a demonstration may be a weak one.
        let enrolment = Enrolment {
            tenant: TENANT,
            person: ada,
            admission,
            accepts_weakness: true,
        };
        browser.enrol(&enrolment, rng)
    })?;
    let code = service.mailed_code(EMAIL)?;
    report.step("confirm the e-mail address with the mailed code", |_| {
        browser.verify_email(TENANT, USERNAME, &code)
    })?;
    Ok(browser)
}

/// Signs in with the picture, and elsewhere with the copy; the tokens are those of the first sign-in.
fn sign_in(
    report: &mut Report,
    service: &Service,
    browser: &UserAgent,
    ada: &Person<'_>,
    with_copy: &Person<'_>,
) -> Result<Tokens, Failure> {
    let rng = &mut client::operating_system_rng();
    let app = application(report, service)?;
    let request = app.request("openid profile email", rng);
    let landing = report.step("sign in with the picture", |note| {
        let Landing::SignIn(page) = browser.open(&request.url)? else {
            return Err("the service did not ask for a sign-in".into());
        };
        let signed_in = browser.sign_in(&page, ada, rng)?;
        note.fit(&signed_in.fit);
        Ok::<_, Failure>(signed_in.landing)
    })?;
    let location = report.step("let the application have the name and the address", |_| {
        let Landing::Consent(page) = landing else {
            return Err("the service did not ask for consent".into());
        };
        Ok::<_, Failure>(browser.answer_consent(&page, true)?)
    })?;
    let tokens = report.step("exchange the code for tokens", |_| {
        app.redeem(&request, &location)
    })?;

    let elsewhere = UserAgent::new(Server::parse(&service.url)?).traced_by(report.trace());
    let request = app.request("openid", rng);
    report.step(
        "sign in on another device with the recompressed copy",
        |note| {
            let login = elsewhere.login(&app, &request, with_copy, rng)?;
            if let Some(fit) = &login.fit {
                note.fit(fit);
            }
            Ok::<_, Failure>(())
        },
    )?;
    Ok(tokens)
}

fn use_tokens(
    report: &mut Report,
    service: &Service,
    browser: &UserAgent,
    tokens: Tokens,
) -> Result<(), Failure> {
    let app = application(report, service)?;
    report.step("ask who the access token speaks of", |_| {
        app.userinfo(&tokens.access_token)
    })?;
    let refresh_token = tokens
        .refresh_token
        .ok_or("the service gave no refresh token")?;
    let refreshed = report.step("refresh the tokens", |_| app.refresh(&refresh_token))?;
    let id_token = tokens.id_token.ok_or("the service gave no ID token")?;
    report.step("sign out", |_| browser.log_out(&app.logout_url(&id_token)))?;
    report.step("see that the refresh token ended with the session", |_| {
        let left = refreshed
            .refresh_token
            .ok_or("the service gave no refresh token")?;
        match app.refresh(&left) {
            Err(RequestError::Refused(_)) => Ok(()),
            Err(error) => Err(error.into()),
            Ok(_) => Err::<_, Failure>("the refresh token still works after logout".into()),
        }
    })
}

fn application(report: &Report, service: &Service) -> Result<RelyingParty, Failure> {
    let (server, secret) = (
        Server::parse(&service.url)?,
        Some(service.client_secret.as_str()),
    );
    let app = RelyingParty::new(server, TENANT, CLIENT, secret, &service.redirect_uri);
    Ok(app.traced_by(report.trace()))
}
