//! What holds for the workspace as a whole.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something unexpected happens"
)]

mod architecture;
mod security_table;
