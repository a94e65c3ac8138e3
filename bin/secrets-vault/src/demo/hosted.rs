//! A temporary service with an application, until Ctrl-C.

use std::process::ExitCode;

use super::service::{self, Ready};
use crate::Failure;
use crate::config::Settings;
use crate::output::{print, say};
use crate::signals::Signals;

/// Serves from a directory of its own, and leaves nothing behind.
pub(super) fn run() -> Result<ExitCode, Failure> {
    let directory = tempfile::tempdir()?;
    let settings = Settings::in_directory(directory.path())?;
    actix_web::rt::System::new().block_on(serve(&settings))?;
    say("stopped; everything is removed");
    Ok(ExitCode::SUCCESS)
}

async fn serve(settings: &Settings) -> Result<(), Failure> {
    let signals = Signals::listen()?;
    let (server, Ready { url, handle, .. }) = service::prepare(settings).await?;
    print(&format!(
        "Open this in a browser:\n\n  {url}/demo\n\n\
         It takes two minutes: create an account with a photo of yours and a PIN, read the mail in the\n\
         mailbox that the page leads to, sign in, and see the tokens. Ctrl-C stops it and removes everything."
    ))?;
    let watch = actix_web::rt::spawn(signals.stop(handle));
    let outcome = server.await;
    watch.abort();
    Ok(outcome?)
}
