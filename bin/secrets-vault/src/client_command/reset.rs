//! `client forgot` and `client reset`.

use std::process::ExitCode;

use clap::Args;
use client::{Admission, Enrolment, EnrolmentLink, Person, UserAgent, operating_system_rng};
use serde::Serialize;

use super::devices::DevicesArgs;
use super::possession::PossessionArgs;
use super::{Misuse, TenantArgs, asked};
use crate::Failure;
use crate::output::{print_json, say};

/// Who has lost their picture or forgotten what goes with it.
#[derive(Debug, Args)]
pub(super) struct ForgotArgs {
    #[command(flatten)]
    at: TenantArgs,
    /// The client to whose application the link leads back.
    #[arg(long)]
    client_id: String,
    /// The account's name.
    #[arg(long)]
    username: String,
    /// The account's confirmed e-mail address.
    #[arg(long)]
    email: String,
}

/// What is printed.
#[derive(Serialize)]
struct Outcome<'a> {
    tenant_id: &'a str,
    username: &'a str,
    status: &'static str,
}

pub(super) fn forgot(args: &ForgotArgs) -> Result<ExitCode, Failure> {
    let agent = UserAgent::new(args.at.server.clone());
    let (tenant, username) = (&args.at.tenant, &args.username);
    agent.request_reset(tenant, &args.client_id, username, &args.email)?;
    say("if there is such an account, a link is on its way; follow it with `client reset --link`");
    print_json(&Outcome {
        tenant_id: tenant,
        username,
        status: "requested",
    })
}

/// The mailed link, and what takes the place of the old picture.
#[derive(Debug, Args)]
pub(super) struct ResetArgs {
    /// The link from the mail.
    #[arg(long, value_name = "URL")]
    link: EnrolmentLink,
    /// One of the recovery codes, where the tenant asks for one beside the link.
    #[arg(long, value_name = "CODE")]
    recovery_code: Option<String>,
    /// Take a PIN or pattern that many people choose all the same.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    possession: PossessionArgs,
    #[command(flatten)]
    devices: DevicesArgs,
}

pub(super) fn reset(args: &ResetArgs) -> Result<ExitCode, Failure> {
    let link = &args.link;
    let username = link.username.as_deref();
    let username = username.ok_or_else(|| Misuse::because("the link names no account"))?;
    let knowledge = args.possession.knowledge()?;
    let picture = args.possession.picture()?;
    let agent = UserAgent::new(link.server.clone());
    let options = args.possession.options();
    asked::check(&agent, &link.tenant, &knowledge, options, args.force)?;
    let enrolment = Enrolment {
        tenant: &link.tenant,
        person: Person {
            username,
            picture: &picture,
            knowledge: &knowledge,
        },
        admission: Admission::Link {
            code: &link.code,
            recovery_code: args.recovery_code.as_deref(),
        },
        accepts_weakness: args.force,
    };
    let enrolled = agent.enrol(&enrolment, &mut operating_system_rng())?;
    args.devices.keep(&agent, &link.tenant, username);
    if let Some(warning) = enrolled.warning {
        say(&format!("warning: {warning}"));
    }
    print_json(&Outcome {
        tenant_id: &link.tenant,
        username,
        status: "enrolled",
    })
}
