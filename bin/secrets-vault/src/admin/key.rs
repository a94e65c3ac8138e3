//! `admin key`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Subcommand;
use kernel::TenantId;
use kernel::audit::EventActor;
use oidc::{KeyStage, Keyrings, TenantKey};
use serde::Serialize;
use tenancy::{SigningAlgorithm, Tenants};

use crate::adapters::Adapters;
use crate::output::print_json;
use crate::{Failure, assembly};

/// What to do with signing keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// List a tenant's keys, those that sign last first.
    List {
        /// The tenant.
        #[arg(long)]
        tenant: TenantId,
    },
    /// Publish new keys, which take over the signing later; what the old ones have signed stays valid.
    Rotate {
        /// The tenant.
        #[arg(long)]
        tenant: TenantId,
        /// How long the new keys are published before they sign, at least 10. Relying parties that remember
        /// keys for longer than that refuse tokens until they read them again.
        #[arg(long, value_name = "SECONDS", default_value_t = Keyrings::USUAL_LEAD.as_secs())]
        lead_seconds: u64,
    },
}

/// A key as it is listed.
#[derive(Serialize)]
struct KeyView {
    kid: String,
    alg: SigningAlgorithm,
    state: &'static str,
    created_at: String,
    signs_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_until: Option<String>,
}

/// Runs the command, and prints the tenant's keys as they are then.
pub(super) async fn run(adapters: &Adapters, command: KeyCommand) -> Result<ExitCode, Failure> {
    let (KeyCommand::List { tenant } | KeyCommand::Rotate { tenant, .. }) = &command;
    if Tenants::find(&*adapters.store, tenant).await?.is_none() {
        return Err(format!("there is no tenant '{tenant}'").into());
    }
    let keyrings = assembly::keyrings(adapters);
    if let KeyCommand::Rotate { lead_seconds, .. } = command {
        let lead = Duration::from_secs(lead_seconds);
        keyrings.rotate(tenant, lead, EventActor::Operator).await?;
    }
    let keys = keyrings.list(tenant).await?;
    print_json(&keys.into_iter().map(view).collect::<Vec<_>>())
}

fn view(key: TenantKey) -> KeyView {
    let (state, kept_until) = match key.stage {
        KeyStage::Next => ("next", None),
        KeyStage::Signing => ("signing", None),
        KeyStage::Kept { until } => ("kept", Some(until.to_rfc3339())),
    };
    KeyView {
        kid: key.kid,
        alg: key.algorithm,
        state,
        created_at: key.created_at.to_rfc3339(),
        signs_from: key.signs_from.to_rfc3339(),
        kept_until,
    }
}
