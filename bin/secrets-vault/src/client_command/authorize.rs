//! `client authorize`.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use clap::Args;
use client::{
    ConsentQuestion, Fit, Landing, Person, Server, SignInPage, UserAgent, operating_system_rng,
};
use serde::Serialize;
use url::Url;

use super::Misuse;
use super::devices::DevicesArgs;
use super::possession::PossessionArgs;
use crate::Failure;
use crate::output::{print_json, say};

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
    /// Let the program have what it asks for, without being asked.
    #[arg(long)]
    allow: bool,
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
        landing => args.outcome(&agent, landing, None)?,
    };
    print_json(&outcome)
}

/// Asks whoever sits at the terminal whether the application may have what it asks for.
fn ask(question: &ConsentQuestion) -> Result<bool, Failure> {
    let what = format!(
        "{} asks {} for: {}",
        question.client_name, question.username, question.scope
    );
    if !io::stdin().is_terminal() {
        return Err(format!("{what}. Repeat the command with --allow to let it have that").into());
    }
    say(&format!("{what}. Allow it? [y/N]"));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
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
        self.outcome(agent, signed_in.landing, Some(signed_in.fit))
    }

    fn outcome(
        &self,
        agent: &UserAgent,
        landing: Landing,
        fit: Option<Fit>,
    ) -> Result<Outcome, Failure> {
        let location = match landing {
            Landing::Back(location) => location,
            Landing::Consent(page) => {
                let allow = self.allow || ask(&agent.consent_question(&page)?)?;
                agent.answer_consent(&page, allow)?
            }
            Landing::SignIn(_) => return Err("the server asked to sign in once more".into()),
        };
        Ok(Outcome {
            next: Next::Location(location.into()),
            fit,
        })
    }
}
