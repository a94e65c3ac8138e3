//! `client`: enrol and sign in from the command line, with the same protocol as the pages.

mod asked;
mod authorize;
mod change;
mod devices;
mod enrol;
mod login;
mod possession;
mod reset;
mod verify_email;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use client::Server;

use crate::Failure;
use crate::output;

/// What a person does at a server.
#[derive(Debug, Args)]
pub(crate) struct ClientArgs {
    #[command(subcommand)]
    command: ClientCommand,
}

#[derive(Debug, Subcommand)]
enum ClientCommand {
    /// Enrol a picture, with a PIN or a pattern: register, or accept an invitation.
    Enrol(enrol::EnrolArgs),
    /// Return the code that was mailed after a registration.
    VerifyEmail(verify_email::VerifyEmailArgs),
    /// Have a link mailed by which another picture is chosen.
    Forgot(reset::ForgotArgs),
    /// Choose another picture by a mailed link. Wherever the account is signed in, it is signed out.
    Reset(reset::ResetArgs),
    /// Put another picture and PIN in place of one's own, after signing in.
    Change(change::ChangeArgs),
    /// Give one's own account another e-mail address, after signing in.
    ChangeEmail(change::ChangeEmailArgs),
    /// Sign in as a client of the tenant would ask for it, and print the tokens.
    Login(login::LoginArgs),
    /// Sign in to an authorization request that another program made.
    Authorize(authorize::AuthorizeArgs),
}

/// Which tenant of which server.
#[derive(Debug, Args)]
struct TenantArgs {
    /// The server's URL.
    #[arg(long, value_name = "URL", value_parser = Server::parse)]
    server: Server,
    /// The tenant.
    #[arg(long)]
    tenant: String,
}

/// The command was given something that cannot be used; the exit status is 2, as for clap's errors.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Misuse(Failure);

impl Misuse {
    fn because(reason: impl Into<Failure>) -> Failure {
        Self(reason.into()).into()
    }
}

/// Runs the command and prints JSON.
pub(crate) fn run(args: ClientArgs) -> Result<ExitCode, Failure> {
    let result = match args.command {
        ClientCommand::Enrol(args) => enrol::run(&args),
        ClientCommand::VerifyEmail(args) => verify_email::run(&args),
        ClientCommand::Forgot(args) => reset::forgot(&args),
        ClientCommand::Reset(args) => reset::reset(&args),
        ClientCommand::Change(args) => change::change(&args),
        ClientCommand::ChangeEmail(args) => change::change_email(&args),
        ClientCommand::Login(args) => login::run(&args),
        ClientCommand::Authorize(args) => authorize::run(&args),
    };
    match result {
        Err(failure) if failure.is::<Misuse>() => {
            output::complain(&*failure);
            Ok(ExitCode::from(2))
        }
        other => other,
    }
}
