//! Against a real mail server, which knows nothing of this code.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod outage;
mod server;
