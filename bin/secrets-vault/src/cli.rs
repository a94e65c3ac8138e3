//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::admin::AdminCommand;
use crate::client_command::ClientArgs;

/// An OpenID Connect provider in which people sign in with a picture of their own.
#[derive(Debug, Parser)]
#[command(name = "secrets-vault", version, arg_required_else_help = false)]
pub(crate) struct Cli {
    /// A configuration file; it needs only what differs from the defaults. The environment
    /// (`SECRETS_VAULT__SECTION__KEY`) wins over it.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Print JSON where a program would read it.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve (the default). The first start makes the keys, the database and the tenant `main`.
    Serve,
    /// Try it in a browser: a temporary service with an application, until Ctrl-C. With --photo, the whole
    /// sign-in without a browser: register, sign in, tokens, logout.
    Demo(DemoArgs),
    /// Manage tenants, clients, users and keys in the configured database, beside a running server too.
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Enrol and sign in from the command line, with the same protocol as the browser.
    Client(Box<ClientArgs>),
    /// Bring the database up to date, and stop.
    Migrate,
    /// Check configuration, keys and database, and say what is wrong.
    Doctor,
    /// Print the OpenAPI document.
    Openapi,
    /// Print the configuration file with every setting, its default and what it means.
    Config,
}

/// What to show.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The picture to sign in with, without a browser: JPEG, PNG or WebP.
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Option<PathBuf>,
    /// The PIN that goes with it: 3 to 6 digits. Without one a PIN is drawn.
    #[arg(long, value_name = "PIN", requires = "photo")]
    pub(crate) pin: Option<String>,
}
