//! `demo`: the service to try out, in a browser or, with a photo, from step to step without one.

mod headless;
mod hosted;
mod picture;
mod report;
mod service;

use std::process::ExitCode;

use crate::Failure;
use crate::cli::DemoArgs;

pub(crate) fn run(args: &DemoArgs, json: bool) -> Result<ExitCode, Failure> {
    match &args.photo {
        Some(photo) => headless::run(photo, args.pin.as_deref(), json),
        None if json => Err("give a picture too: demo --json --photo FILE".into()),
        None => hosted::run(),
    }
}
