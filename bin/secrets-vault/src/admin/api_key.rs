//! `admin api-key`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use identity::Accounts;
use identity::api_key::ApiKeyRequest;
use kernel::{FoldedName, Permission, TenantId, UserId};
use serde::Serialize;

use crate::adapters::Adapters;
use crate::output::print_json;
use crate::{Failure, assembly};

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyCommand {
    /// Make a key; it is shown this once.
    Create(CreateArgs),
}

/// A key to be made.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// The tenant it acts in.
    #[arg(long)]
    tenant: TenantId,
    /// What it may do, for example USER or USER:READ. Can be given more than once.
    #[arg(long = "scope", required = true, value_parser = scope)]
    scopes: Vec<Permission>,
    /// Whose key it is: a username or user id. Without one it is the tenant's own.
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// What it is called.
    #[arg(long, default_value = "made at the command line")]
    name: String,
}

/// A new key as the published API shows it.
#[derive(Serialize)]
struct CreatedKey {
    key_id: String,
    api_key: String,
    tenant_id: TenantId,
    user_id: Option<UserId>,
    name: String,
    scopes: Vec<Permission>,
    created_at: String,
}

fn scope(text: &str) -> Result<Permission, String> {
    Permission::parse(text).ok_or_else(|| {
        let known: Vec<_> = Permission::ALL.iter().map(|scope| scope.as_str()).collect();
        format!("expected one of {}", known.join(", "))
    })
}

pub(super) async fn run(
    adapters: &Adapters,
    public_url: &str,
    command: ApiKeyCommand,
) -> Result<ExitCode, Failure> {
    let ApiKeyCommand::Create(args) = command;
    let store = &*adapters.store;
    let owner = match args.owner {
        Some(name) => Some(owner(store, &args.tenant, &name).await?),
        None => None,
    };
    let request = ApiKeyRequest {
        tenant_id: args.tenant,
        owner,
        name: args.name,
        scopes: args.scopes,
    };
    let operator = assembly::operator(adapters, public_url);
    let (key, token) = operator.create_api_key(request).await?;
    print_json(&CreatedKey {
        key_id: key.key_id,
        api_key: token.reveal().to_owned(),
        tenant_id: key.tenant_id,
        user_id: key.owner,
        name: key.name,
        scopes: key.scopes,
        created_at: key.created.at.to_rfc3339(),
    })
}

/// The user of that name or id.
async fn owner(accounts: &dyn Accounts, tenant: &TenantId, name: &str) -> Result<UserId, Failure> {
    if let Some(account) = accounts
        .find_by_username(tenant, &FoldedName::of(name))
        .await?
    {
        return Ok(account.user_id);
    }
    Ok(name.parse::<UserId>()?)
}
