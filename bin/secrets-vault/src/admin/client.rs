//! `admin client`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use kernel::{Actor, ClientId, PlainToken, TenantId};
use serde::Serialize;
use tenancy::{ClientRegistration, ClientType, SigningAlgorithm, TokenEndpointAuthMethod};

use crate::adapters::Adapters;
use crate::output::print_json;
use crate::{Failure, assembly};

/// What to do with clients.
#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Register a client; its secret is shown this once.
    Create(CreateArgs),
}

/// A client to be registered.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// The tenant.
    #[arg(long)]
    tenant: TenantId,
    /// Names the client within the tenant.
    #[arg(long)]
    client_id: ClientId,
    /// The name shown to people; the client id without one.
    #[arg(long)]
    name: Option<String>,
    /// Where browsers may be sent back to after sign-in. Can be given more than once.
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where browsers may be sent back to after logout. Can be given more than once.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where the client wants to be told of logouts.
    #[arg(long, value_name = "URI")]
    client_logout_uri: Option<String>,
    /// A scope that it may ask for. Can be given more than once; without one: openid, profile, email, `offline_access`.
    #[arg(long = "scope")]
    scopes: Vec<String>,
    /// It cannot keep a secret; PKCE is required.
    #[arg(long)]
    public: bool,
    /// What its tokens are signed with.
    #[arg(long, value_enum, default_value = "EdDSA")]
    sing_alg: Algorithm,
    /// A field of the registration, for example `grant_types=["client_credentials"]`. Can be given more than once.
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = super::assignment)]
    settings: Vec<(String, String)>,
    /// People may register themselves from its sign-in page, if the tenant allows it too.
    #[arg(long)]
    register_enable: bool,
    /// It is somebody else's: people are asked whether it may have what it asks for.
    #[arg(long)]
    third_party: bool,
}

/// What tokens are signed with.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Algorithm {
    #[value(name = "RS256")]
    Rs256,
    #[value(name = "EdDSA")]
    EdDsa,
}

/// A client as the published API shows it.
#[derive(Serialize)]
struct ClientView<'a> {
    tenant_id: &'a TenantId,
    #[serde(flatten)]
    registration: &'a ClientRegistration,
    token_endpoint_auth_method: TokenEndpointAuthMethod,
    client_secret: Option<&'a str>,
}

pub(super) async fn run(adapters: &Adapters, command: ClientCommand) -> Result<ExitCode, Failure> {
    let ClientCommand::Create(args) = command;
    let name = args.name.unwrap_or_else(|| args.client_id.to_string());
    let mut registration = ClientRegistration::new(args.client_id, name);
    registration.redirect_uris = args.redirect_uris;
    registration.post_logout_redirect_uri = args.post_logout_redirect_uris;
    registration.client_logout_uri = args.client_logout_uri;
    registration.register_enable = args.register_enable;
    registration.first_party = !args.third_party;
    registration.sing_alg = match args.sing_alg {
        Algorithm::Rs256 => SigningAlgorithm::Rs256,
        Algorithm::EdDsa => SigningAlgorithm::EdDsa,
    };
    if args.public {
        registration.client_type = ClientType::Public;
    }
    if !args.scopes.is_empty() {
        registration.allowed_scopes = args.scopes;
    }
    for (field, value) in &args.settings {
        registration.set(field, value)?;
    }
    let (client, secret) = assembly::registrar(adapters)
        .register_client(&Actor::operator(), args.tenant, registration)
        .await?;
    print_json(&ClientView {
        tenant_id: &client.tenant_id,
        registration: &client.registration,
        token_endpoint_auth_method: client.auth_method(),
        client_secret: secret.as_ref().map(PlainToken::reveal),
    })
}
