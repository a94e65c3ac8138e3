//! The one HTTP client of the server: whatever it fetches or sends by itself goes through here.
//!
//! Whoever registers a client may name URLs that this server will ask: keys, logos, the place to be told of
//! logouts. Without care that would let them ask whatever this machine can reach: a database, a cloud's
//! metadata service, a printer (server-side request forgery). So this crate decides how a server is
//! asked: its name is resolved once, every address that is not public is refused unless the operator
//! has allowed it, the connection goes to that very address (a name that changes its answer between
//! check and connection, DNS rebinding, gains nothing), no redirect is followed, no proxy of the environment is
//! used, and time, header and body are limited. It must *not* know what is asked and why.
//!
//! [`OutboundClient`] implements [`tenancy::Outbound`]. It is asynchronous from end to end, so a slow
//! server keeps nobody else waiting.
//!
//! ```
//! use outbound::{OutboundClient, OutboundConfig};
//! use tenancy::{Outbound as _, OutboundError, OutboundRequest};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = OutboundClient::new(&OutboundConfig::default())?;
//! let metadata = "https://169.254.169.254/latest/meta-data/".parse()?;
//! let answer = client.send(&OutboundRequest::get(metadata, 1024)).await;
//! assert!(matches!(answer, Err(OutboundError::Refused(_))));
//! # Ok(())
//! # }
//! ```

mod address;
mod client;
mod config;
mod exchange;
mod resolver;
mod stream;

pub use client::OutboundClient;
pub use config::{OutboundConfig, UnusableConfig};
pub use resolver::{Resolver, SystemResolver};
