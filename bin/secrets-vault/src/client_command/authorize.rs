//! `client authorize`.

use std::process::ExitCode;

use clap::Args;
use client::{Fit, Landing, Person, Server, SignInPage, UserAgent, operating_system_rng};
use serde::Serialize;
use url::Url;

use super::Misuse;
use super::devices::DevicesArgs;
use super::possession::PossessionArgs;
use crate::Failure;
use crate::output::print_json;

/// Who signs in, and to what.
#[derive(Debug, Args)]
pub(super) struct AuthorizeArgs {
    /// The authorization URL that another program made, or the sign-in page's that it led to.
    #[arg(long)]
    url: Url,
    /// The name to sign in with.
    #[arg(long)]
    username: String,
    #[command(flatten)]
    possession: PossessionArgs,
    /// Cookies of the jar that opened the authorization URL, as `name=value; name=value`.
    #[arg(long, value_name = "COOKIES")]
    cookie: Vec<String>,
    /// Leave the last step to that jar, and print the URL that it must visit within a minute.
    #[arg(long, requires = "cookie")]
    no_follow: bool,
    #[command(flatten)]
    devices: DevicesArgs,
}

/// What is printed.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Next {
    /// Where the browser would be sent back to.
    Location(String),
    /// What the other jar must visit.
    Url(String),
}

#[derive(Serialize)]
struct Outcome {
    #[serde(flatten)]
    next: Next,
    #[serde(flatten)]
    fit: Option<Fit>,
}

pub(super) fn run(args: &AuthorizeArgs) -> Result<ExitCode, Failure> {
    let server = Server::of_sign_in(&args.url).ok_or_else(|| {
        Misuse::because("--url is neither an authorization URL nor that of a sign-in page")
    })?;
    let agent = UserAgent::new(server);
    for cookies in &args.cookie {
        agent.add_cookies(cookies).map_err(Misuse::because)?;
    }
    let knowledge = args.possession.knowledge()?;
    let picture = args.possession.picture()?;
    let person = Person {
        username: &args.username,
        picture: &picture,
        knowledge: &knowledge,
    };
    let outcome = match agent.open(&args.url)? {
        Landing::SignIn(page) => args.sign_in(&agent, &page, &person)?,
        Landing::Back(location) => Outcome {
            next: Next::Location(location.into()),
            fit: None,
        },
    };
    print_json(&outcome)
}

impl AuthorizeArgs {
    fn sign_in(
        &self,
        agent: &UserAgent,
        page: &SignInPage,
        person: &Person<'_>,
    ) -> Result<Outcome, Failure> {
        let rng = &mut operating_system_rng();
        // The other jar's own device cookie comes before ours.
        if agent.device_cookie(&page.tenant).is_none() {
            self.devices.present(agent, &page.tenant, person.username)?;
        }
        if self.no_follow {
            let proven = agent.prove(page, person, rng)?;
            return Ok(Outcome {
                next: Next::Url(proven.hand_over.into()),
                fit: Some(proven.fit),
            });
        }
        let signed_in = agent.sign_in(page, person, rng)?;
        self.devices.keep(agent, &page.tenant, person.username);
        Ok(Outcome {
            next: Next::Location(signed_in.location.into()),
            fit: Some(signed_in.fit),
        })
    }
}
