//! `client login`.

use std::fmt;
use std::process::ExitCode;

use clap::Args;
use client::{Fit, Person, RelyingParty, Server, Tokens, UserAgent, operating_system_rng};
use serde::Serialize;

use super::TenantArgs;
use super::devices::DevicesArgs;
use super::possession::PossessionArgs;
use crate::Failure;
use crate::output::print_json;

/// Who signs in, and for which client.
#[derive(Debug, Args)]
pub(super) struct LoginArgs {
    #[command(flatten)]
    at: TenantArgs,
    #[command(flatten)]
    client: ClientArgs,
    /// The name to sign in with.
    #[arg(long)]
    username: String,
    /// What the tokens are for. Can be given more than once.
    #[arg(long = "scope", default_value = "openid")]
    scopes: Vec<String>,
    #[command(flatten)]
    possession: PossessionArgs,
    #[command(flatten)]
    devices: DevicesArgs,
}

/// The client that asks.
#[derive(Args)]
pub(super) struct ClientArgs {
    /// The client that asks.
    #[arg(long)]
    client_id: String,
    /// Its secret; a public client has none.
    // One in 64 begins with a hyphen.
    #[arg(
        long,
        env = "SECRETS_VAULT_CLIENT_SECRET",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    client_secret: Option<String>,
    /// Its redirect URI, exactly as registered. Nothing is sent there.
    #[arg(long, value_name = "URI")]
    redirect_uri: String,
}

/// What is printed.
#[derive(Serialize)]
struct Outcome {
    #[serde(flatten)]
    tokens: Tokens,
    #[serde(flatten)]
    fit: Option<Fit>,
}

pub(super) fn run(args: &LoginArgs) -> Result<ExitCode, Failure> {
    let knowledge = args.possession.knowledge()?;
    let picture = args.possession.picture()?;
    let rng = &mut operating_system_rng();
    let tenant = &args.at.tenant;
    let agent = UserAgent::new(args.at.server.clone());
    let relying_party = args.client.relying_party(&args.at.server, tenant);
    let person = Person {
        username: &args.username,
        picture: &picture,
        knowledge: &knowledge,
    };
    args.devices.present(&agent, tenant, &args.username)?;
    let request = relying_party.request(&args.scopes.join(" "), rng);
    let login = agent.login(&relying_party, &request, &person, rng)?;
    args.devices.keep(&agent, tenant, &args.username);
    print_json(&Outcome {
        tokens: login.tokens,
        fit: login.fit,
    })
}

impl ClientArgs {
    /// The client as an application of its own.
    pub(super) fn relying_party(&self, server: &Server, tenant: &str) -> RelyingParty {
        RelyingParty::new(
            server.clone(),
            tenant,
            &self.client_id,
            self.client_secret.as_deref(),
            &self.redirect_uri,
        )
    }
}

/// Without the secret.
impl fmt::Debug for ClientArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut args = f.debug_struct("ClientArgs");
        args.field("client_id", &self.client_id);
        args.field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        client: ClientArgs,
    }

    #[test]
    fn a_secret_may_begin_with_a_hyphen() {
        let words = ["login", "--client-id", "app", "--client-secret", "-WF1_V"];
        let words = words
            .into_iter()
            .chain(["--redirect-uri", "http://127.0.0.1:9/back"]);
        let client = Command::try_parse_from(words).unwrap().client;
        assert_eq!(client.client_secret.as_deref(), Some("-WF1_V"));
    }
}
