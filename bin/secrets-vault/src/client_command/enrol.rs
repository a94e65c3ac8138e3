//! `client enrol`.

use std::process::ExitCode;

use clap::Args;
use client::{
    Admission, Enrolment, EnrolmentLink, Person, Server, UserAgent, operating_system_rng,
};
use serde::Serialize;

use super::devices::DevicesArgs;
use super::possession::PossessionArgs;
use super::{Misuse, asked};
use crate::Failure;
use crate::output::{print_json, say};

/// Who enrols, where, and with what.
#[derive(Debug, Args)]
pub(super) struct EnrolArgs {
    /// The link of an invitation or of the server's first start, in place of server, tenant and code.
    #[arg(
        long,
        value_name = "URL",
        conflicts_with_all = ["server", "tenant", "code", "invitation"]
    )]
    link: Option<EnrolmentLink>,
    /// The server's URL.
    #[arg(long, value_name = "URL", required_unless_present = "link", value_parser = Server::parse)]
    server: Option<Server>,
    /// The tenant.
    #[arg(long, required_unless_present = "link")]
    tenant: Option<String>,
    /// The name to sign in with. An invitation's link names it.
    #[arg(long)]
    username: Option<String>,
    /// The address to which a code is mailed. An invitation needs none.
    #[arg(long)]
    email: Option<String>,
    /// The code of the link that the server's first start prints.
    #[arg(long, conflicts_with = "invitation")]
    code: Option<String>,
    /// The code of an invitation.
    #[arg(long, value_name = "CODE")]
    invitation: Option<String>,
    /// Take a PIN or pattern that many people choose all the same.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    possession: PossessionArgs,
    #[command(flatten)]
    devices: DevicesArgs,
}

/// Where the picture goes, and why it may.
struct Destination<'a> {
    server: &'a Server,
    tenant: &'a str,
    username: &'a str,
    admission: Admission<'a>,
}

/// What is printed.
#[derive(Serialize)]
struct Outcome<'a> {
    tenant_id: &'a str,
    username: &'a str,
    /// `pending` until the mailed code returns, or `enrolled`.
    status: &'static str,
    /// The share of the picture's coefficients that are strong.
    quality: String,
}

pub(super) fn run(args: &EnrolArgs) -> Result<ExitCode, Failure> {
    let to = args.destination()?;
    let knowledge = args.possession.knowledge()?;
    let picture = args.possession.picture()?;
    let agent = UserAgent::new(to.server.clone());
    let options = args.possession.options();
    asked::check(&agent, to.tenant, &knowledge, options, args.force)?;
    let enrolment = Enrolment {
        tenant: to.tenant,
        person: Person {
            username: to.username,
            picture: &picture,
            knowledge: &knowledge,
        },
        admission: to.admission,
        accepts_weakness: args.force,
    };
    let enrolled = agent.enrol(&enrolment, &mut operating_system_rng())?;
    args.devices.keep(&agent, to.tenant, to.username);
    if let Some(warning) = enrolled.warning {
        say(&format!("warning: {warning}"));
    }
    let status = if let Admission::Link { .. } = to.admission {
        "enrolled"
    } else {
        say("a code has been mailed; return it with `client verify-email`");
        "pending"
    };
    print_json(&Outcome {
        tenant_id: to.tenant,
        username: to.username,
        status,
        quality: enrolled.quality.to_string(),
    })
}

impl EnrolArgs {
    fn destination(&self) -> Result<Destination<'_>, Failure> {
        let link = self.link.as_ref();
        let invited = link.and_then(|link| link.username.as_deref());
        let given = self.username.as_deref();
        let username = match (invited, given) {
            (Some(invited), Some(given)) if invited != given => {
                return Err(Misuse::because(format!(
                    "the link invites {invited}, not {given}"
                )));
            }
            (invited, given) => invited.or(given).ok_or_else(|| missing("--username"))?,
        };
        let linked = link.map(|link| link.code.as_str());
        let email = || self.email.as_deref().ok_or_else(|| missing("--email"));
        let admission = if let Some(code) = linked.filter(|_| invited.is_some()) {
            by_link(code)
        } else if let Some(code) = self.invitation.as_deref() {
            by_link(code)
        } else if let Some(code) = linked.or(self.code.as_deref()) {
            Admission::SetUp {
                email: email()?,
                code,
            }
        } else {
            Admission::Registration { email: email()? }
        };
        let server = link.map(|link| &link.server).or(self.server.as_ref());
        let tenant = link
            .map(|link| link.tenant.as_str())
            .or(self.tenant.as_deref());
        Ok(Destination {
            server: server.ok_or_else(|| missing("--server"))?,
            tenant: tenant.ok_or_else(|| missing("--tenant"))?,
            username,
            admission,
        })
    }
}

/// The code of an invitation.
const fn by_link(code: &str) -> Admission<'_> {
    Admission::Link {
        code,
        recovery_code: None,
    }
}

fn missing(argument: &str) -> Failure {
    Misuse::because(format!("{argument} is missing"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        enrol: EnrolArgs,
    }

    const HERE: [&str; 4] = ["--server", "http://localhost:1", "--tenant", "acme"];
    const ADA: [&str; 4] = ["--username", "ada", "--email", "a@b.example"];

    fn parse(parts: &[&[&str]]) -> Result<EnrolArgs, clap::Error> {
        let args = parts.iter().copied().flatten().copied();
        Ok(Command::try_parse_from(["enrol", "--photo", "a.jpg"].into_iter().chain(args))?.enrol)
    }

    #[test]
    fn the_arguments_tell_why_a_person_may_enrol() {
        let email = "a@b.example";
        let args = parse(&[&HERE, &ADA]).unwrap();
        assert_eq!(
            args.destination().unwrap().admission,
            Admission::Registration { email }
        );
        let args = parse(&[&HERE, &ADA, &["--code", "c"]]).unwrap();
        let set_up = Admission::SetUp { email, code: "c" };
        assert_eq!(args.destination().unwrap().admission, set_up);
        let args = parse(&[&HERE, &["--username", "ada", "--invitation", "c"]]).unwrap();
        let invitation = by_link("c");
        assert_eq!(args.destination().unwrap().admission, invitation);
    }

    #[test]
    fn a_link_says_it_all() {
        let set_up = "http://localhost:1/enrol?tenant_id=main#code=c";
        let args = parse(&[&["--link", set_up], &ADA]).unwrap();
        let to = args.destination().unwrap();
        assert_eq!((to.tenant, to.username), ("main", "ada"));
        assert_eq!(to.server.to_string(), "http://localhost:1");
        assert!(matches!(to.admission, Admission::SetUp { code: "c", .. }));

        let invitation = "http://localhost:1/enrol?tenant_id=acme&username=bob#code=c";
        let args = parse(&[&["--link", invitation]]).unwrap();
        let to = args.destination().unwrap();
        assert_eq!((to.tenant, to.username), ("acme", "bob"));
        assert_eq!(to.admission, by_link("c"));
        let args = parse(&[&["--link", invitation], &ADA]).unwrap();
        assert!(
            args.destination()
                .is_err_and(|failure| failure.is::<Misuse>())
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(parse(&[&ADA]).is_err());
        assert!(
            parse(&[
                &HERE,
                &ADA,
                &["--link", "http://localhost:1/enrol?tenant_id=m#code=c"]
            ])
            .is_err()
        );
        let args = parse(&[&HERE, &["--username", "ada"]]).unwrap();
        assert_eq!(
            args.destination().err().unwrap().to_string(),
            "--email is missing"
        );
        let args = parse(&[&HERE]).unwrap();
        assert_eq!(
            args.destination().err().unwrap().to_string(),
            "--username is missing"
        );
    }
}
