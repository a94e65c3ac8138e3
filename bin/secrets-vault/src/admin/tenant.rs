//! `admin tenant`.

use std::process::ExitCode;

use clap::Subcommand;
use kernel::audit::EventActor;
use kernel::{Actor, TenantId};
use serde::Serialize;
use tenancy::TenantSettings;

use crate::adapters::Adapters;
use crate::output::print_json;
use crate::{Failure, assembly};

/// What to do with tenants.
#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Create a tenant.
    Create {
        /// Names it in every URL: a-z, 0-9 and '-'; never changes.
        id: TenantId,
        /// The name shown to people.
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        /// A setting, for example `register_enable=true` or `block_config.user_attempts_limit=5`.
        #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = super::assignment)]
        settings: Vec<(String, String)>,
    },
}

/// A tenant as the published API shows it.
#[derive(Serialize)]
struct TenantView<'a> {
    tenant_id: &'a TenantId,
    #[serde(flatten)]
    settings: &'a TenantSettings,
}

pub(super) async fn run(adapters: &Adapters, command: TenantCommand) -> Result<ExitCode, Failure> {
    let TenantCommand::Create {
        id,
        display_name,
        settings: assignments,
    } = command;
    let mut settings = TenantSettings::default();
    for (field, value) in &assignments {
        settings.set(field, value)?;
    }
    if let Some(display_name) = display_name {
        settings.display_name = display_name;
    }
    let tenant = assembly::registrar(adapters)
        .create_tenant(&Actor::operator(), id, settings)
        .await?;
    assembly::keyrings(adapters)
        .ensure(&tenant.id, EventActor::Operator)
        .await?;
    print_json(&TenantView {
        tenant_id: &tenant.id,
        settings: &tenant.settings,
    })
}
