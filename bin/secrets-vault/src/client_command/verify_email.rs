//! `client verify-email`.

use std::process::ExitCode;

use clap::Args;
use client::UserAgent;

use super::TenantArgs;
use super::devices::DevicesArgs;
use crate::Failure;
use crate::output::print_json;

/// Whose code it is.
#[derive(Debug, Args)]
pub(super) struct VerifyEmailArgs {
    #[command(flatten)]
    at: TenantArgs,
    /// The name that was registered.
    #[arg(long)]
    username: String,
    /// The code from the mail.
    #[arg(long)]
    code: String,
    #[command(flatten)]
    devices: DevicesArgs,
}

pub(super) fn run(args: &VerifyEmailArgs) -> Result<ExitCode, Failure> {
    let agent = UserAgent::new(args.at.server.clone());
    let account = agent.verify_email(&args.at.tenant, &args.username, &args.code)?;
    args.devices.keep(&agent, &args.at.tenant, &args.username);
    print_json(&account)
}
