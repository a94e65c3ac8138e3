//! What a command prints: results on standard output, everything else on standard error.

use std::io::{self, Write as _};
use std::process::ExitCode;

use serde::Serialize;

use crate::Failure;

/// Prints a result.
pub(crate) fn print(text: &str) -> Result<ExitCode, Failure> {
    match writeln!(io::stdout().lock(), "{text}") {
        // Whoever reads the output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        result => Ok(result.map(|()| ExitCode::SUCCESS)?),
    }
}

/// Prints a result that a program would read.
pub(crate) fn print_json(value: &impl Serialize) -> Result<ExitCode, Failure> {
    print(&serde_json::to_string_pretty(value)?)
}

/// Says something beside the result.
pub(crate) fn say(text: &str) {
    // Nothing can be done about a standard error that is closed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says why a command failed.
pub(crate) fn complain(failure: &dyn std::error::Error) {
    say(&format!("error: {failure}"));
}
