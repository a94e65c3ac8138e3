//! Secrets Vault, the service: reads the configuration, wires adapters to the domain, and serves.

mod adapters;
mod admin;
mod assembly;
mod cli;
mod client_command;
mod config;
mod countries;
mod demo;
mod doctor;
mod first_start;
mod logging;
mod logos;
mod mail;
mod notices;
mod output;
mod serve;
mod server;
mod signals;
mod storage;
mod system;
mod tls;
mod workers;

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

use crate::cli::{Cli, Command};
use crate::config::Settings;
use crate::output::print;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What a command may fail with; printed as it is.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(failure) => {
            output::complain(&*failure);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let settings = || Settings::load(cli.config.as_deref());
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&settings()?),
        Command::Demo(args) => demo::run(&args, cli.json),
        Command::Admin(command) => admin::run(&settings()?, command),
        Command::Client(args) => client_command::run(*args),
        Command::Migrate => adapters::migrate(&settings()?),
        Command::Doctor => doctor::run(settings(), cli.json),
        Command::Openapi => print(http_api::DOCUMENT.trim_end()),
        Command::Config => print(config::REFERENCE.trim_end()),
    }
}
