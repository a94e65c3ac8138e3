//! `admin user`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use identity::Account;
use identity::users::{ManageUserError, NewUser};
use kernel::{Actor, Denied, TenantId, UserId};
use serde::Serialize;

use crate::adapters::Adapters;
use crate::output::print_json;
use crate::{Failure, assembly};

/// What to do with users.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Create a user and mail an invitation that leads to enrolment.
    Create(CreateArgs),
}

/// A user to be created.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// The tenant.
    #[arg(long)]
    tenant: TenantId,
    /// The name to sign in with.
    #[arg(long)]
    username: String,
    /// The address to which the invitation goes.
    #[arg(long)]
    email: String,
    /// The id; drawn at random without one.
    #[arg(long)]
    user_id: Option<UserId>,
    /// A role in the tenant, for example `tenant_admin`. Can be given more than once.
    #[arg(long = "role")]
    roles: Vec<String>,
    /// The preferred language, for example `de`.
    #[arg(long)]
    locale: Option<String>,
}

/// A user as the published API shows it, with the link that was mailed.
#[derive(Serialize)]
struct CreatedUser {
    user_id: UserId,
    username: String,
    email: String,
    tenant_id: TenantId,
    is_disabled: bool,
    is_verified: bool,
    created_at: String,
    locale: Option<String>,
    roles: Vec<String>,
    invitation: Option<String>,
}

pub(super) async fn run(
    adapters: &Adapters,
    public_url: &str,
    command: UserCommand,
) -> Result<ExitCode, Failure> {
    let UserCommand::Create(args) = command;
    let new = NewUser {
        user_id: args.user_id.map(String::from),
        username: args.username,
        email: args.email,
        roles: args.roles,
        locale: args.locale,
        ..NewUser::default()
    };
    let tenant = args.tenant;
    let created = assembly::users(adapters, adapters.store.clone(), public_url)
        .create(&Actor::operator(), &tenant, new)
        .await
        .map_err(|error| match error {
            ManageUserError::Denied(Denied::NotFound) => format!("there is no tenant '{tenant}'"),
            other => other.to_string(),
        })?;
    print_json(&view(created.account, created.invitation))
}

fn view(account: Account, invitation: Option<String>) -> CreatedUser {
    CreatedUser {
        user_id: account.user_id,
        username: account.username.as_str().to_owned(),
        email: account.email.as_str().to_owned(),
        tenant_id: account.tenant_id,
        is_disabled: account.is_disabled,
        is_verified: account.is_verified,
        created_at: account.created_at.to_rfc3339(),
        locale: account.locale,
        roles: account.roles,
        invitation,
    }
}
