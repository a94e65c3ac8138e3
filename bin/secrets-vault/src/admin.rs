//! `admin`: tenants, clients, users and keys in the configured database.

mod api_key;
mod client;
mod events;
mod key;
mod mailbox;
mod tenant;
mod user;

use std::process::ExitCode;

use clap::Subcommand;

use crate::Failure;
use crate::adapters::Adapters;
use crate::config::Settings;

/// What to manage.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Tenants.
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    /// Clients (relying parties).
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// API keys.
    #[command(subcommand)]
    ApiKey(api_key::ApiKeyCommand),
    /// The keys that a tenant's tokens are signed with.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// The audit log: what has happened in a tenant, at whose hand.
    #[command(subcommand)]
    Events(events::EventsCommand),
    /// Users.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Mails that wait or were sent, newest first, with their codes and links.
    Mailbox(mailbox::MailboxArgs),
}

/// Runs the command on the configured database and prints JSON.
pub(crate) fn run(settings: &Settings, command: AdminCommand) -> Result<ExitCode, Failure> {
    actix_web::rt::System::new().block_on(async {
        let adapters = Adapters::open(settings).await?;
        let public_url = settings.public_url(settings.listen()?.port());
        match command {
            AdminCommand::Tenant(command) => tenant::run(&adapters, command).await,
            AdminCommand::Client(command) => client::run(&adapters, command).await,
            AdminCommand::ApiKey(command) => api_key::run(&adapters, &public_url, command).await,
            AdminCommand::Events(command) => events::run(&adapters, command).await,
            AdminCommand::Key(command) => key::run(&adapters, command).await,
            AdminCommand::User(command) => {
                refuse_unknown_port(&public_url)?;
                user::run(&adapters, &public_url, command).await
            }
            AdminCommand::Mailbox(args) => mailbox::run(&adapters, &args).await,
        }
    })
}

/// Reads `FIELD=VALUE`.
fn assignment(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("expected FIELD=VALUE")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

/// A link to port 0 leads nowhere: which port was taken only the running service knows.
fn refuse_unknown_port(public_url: &str) -> Result<(), Failure> {
    if public_url.ends_with(":0") {
        return Err(
            "http.listen leaves the port open, so a link cannot name it; set public_url".into(),
        );
    }
    Ok(())
}
