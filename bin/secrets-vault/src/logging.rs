//! Where the logs go: standard error, as text or JSON lines.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::Failure;
use crate::config::{Log, LogFormat};

/// Starts logging for the whole process.
pub(crate) fn start(log: &Log) -> Result<(), Failure> {
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(log.filter()?)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        // A line that cannot be written would be said by a macro that panics where standard error is closed or
        // the disk is full, in whichever task has just logged.
        .log_internal_errors(false);
    let started: Result<(), TryInitError> = match log.format {
        LogFormat::Text => subscriber.finish().try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).finish().try_init(),
    };
    Ok(started?)
}
