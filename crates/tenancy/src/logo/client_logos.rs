//! The port that keeps logos, and those that are to be fetched.

use async_trait::async_trait;
use kernel::{AuditEvent, ClientId, StorageError, TenantId, Timestamp};

use super::Logo;

/// A logo that a client says it has, and that one worker is to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoWish {
    /// Increases from wish to wish.
    pub id: i64,
    /// The tenant.
    pub tenant_id: TenantId,
    /// Whose logo it is.
    pub client_id: ClientId,
    /// Where it is.
    pub uri: String,
    /// How often somebody set out to fetch it.
    pub attempts: u32,
}

/// How an attempt to fetch a logo ended.
#[derive(Clone, Debug)]
pub enum LogoOutcome {
    /// It is here.
    Kept {
        /// The picture.
        logo: Logo,
        /// Stored with it.
        event: AuditEvent,
    },
    /// It is tried again at that moment.
    Postponed {
        /// When.
        until: Timestamp,
    },
    /// It is not tried again.
    GivenUp {
        /// Stored with it.
        event: AuditEvent,
    },
}

/// Port: keeps the logos of clients, at most one for each, and what is to be fetched.
///
/// Both follow the registration, in the transaction that stores it ([`RelyingParties::register`]
/// and [`ClientRegistry::change`]): a client whose `logo_uri` is not where its logo came from has a
/// new wish in place of any that it had, and keeps its logo until another one is here. A client
/// without `logo_uri` has neither. A change of anything else renews a wish that was given up.
///
/// [`RelyingParties::register`]: crate::RelyingParties::register
/// [`ClientRegistry::change`]: crate::ClientRegistry::change
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ClientLogos: Send + Sync {
    /// The logo of a client. [`RelyingParty::logo`](crate::RelyingParty::logo) names it.
    async fn find(
        &self,
        tenant: &TenantId,
        client: &ClientId,
    ) -> Result<Option<Logo>, StorageError>;

    /// Takes the wish that has been due for longest at `now`, for one worker alone until `until`; then it is due
    /// again, if nobody has settled it. Counts the attempt.
    async fn lease(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<LogoWish>, StorageError>;

    /// Records how an attempt ended; a wish that came true or was given up is gone. A logo takes the place of the
    /// client's last one, and is kept whoever has leased the wish since; anything else counts only while this
    /// attempt is the latest. False, and nothing recorded, if it is not, or if the wish is gone.
    async fn settle(&self, wish: &LogoWish, outcome: &LogoOutcome) -> Result<bool, StorageError>;
}
