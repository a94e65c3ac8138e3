//! The port that counts attempts.

use std::net::IpAddr;

use async_trait::async_trait;
use kernel::{AuditEvent, FoldedName, StorageError, TenantId, Timestamp, TokenHash};
use tenancy::BlockConfig;
use zkp_protocol::verifier::LookAlikeKey;

use super::Blocked;
use crate::mac;

/// Challenges that one address may have open in one tenant at a time.
pub const OPEN_LIMIT: u32 = 100;
/// Unfinished begins after which a device cookie is void.
pub const DEVICE_LIMIT: u32 = 10;

/// The name of a begin as the ledger keys it: a MAC, so that the ledger does not tell which names
/// were asked for, and works alike for names that exist and that do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameKey([u8; 32]);

impl NameKey {
    /// HMAC-SHA-256 of tenant and folded name under the look-alike key.
    pub fn of(look_alike_key: &LookAlikeKey, tenant: &TenantId, name: &FoldedName) -> Self {
        Self(mac::of(
            look_alike_key,
            &["name", tenant.as_str(), name.as_str()],
        ))
    }

    /// The key as it comes from storage.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as it goes to storage.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A begin about to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeginCharge {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Where the request comes from; IPv6 addresses are cut to their /64 by [`network`](Self::network).
    pub address: IpAddr,
    /// The name asked for; none for an enrolment, which charges the address alone.
    pub name: Option<NameKey>,
    /// Hash of the device cookie that the browser presented.
    pub device: Option<TokenHash>,
    /// Hash of the browser cookie, so that a success can refund earlier begins of the same browser.
    pub browser: Option<TokenHash>,
    /// The tenant's limits.
    pub policy: BlockConfig,
    /// The present moment.
    pub now: Timestamp,
}

impl BeginCharge {
    /// The address as it is counted: IPv4 as it is (also when mapped into IPv6), IPv6 as its /64.
    pub fn network(&self) -> IpAddr {
        network_of(self.address)
    }
}

/// The address as it is counted: IPv4 as it is (also when mapped into IPv6), IPv6 as its /64.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

/// A wrong answer about to be counted against its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureCharge {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Where the request came from.
    pub address: IpAddr,
    /// The tenant's limits.
    pub policy: BlockConfig,
    /// The present moment.
    pub now: Timestamp,
}

impl FailureCharge {
    /// The address as it is counted, as [`BeginCharge::network`].
    pub fn network(&self) -> IpAddr {
        network_of(self.address)
    }
}

/// Which budget an allowed begin was counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargedTo {
    /// An enrolment: only the address is watched.
    Address,
    /// A stranger's begin: the name's budget.
    Name,
    /// A known device's begin: its own budget.
    Device,
}

/// What the ledger says to a begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Counted; go on.
    Allowed(ChargedTo),
    /// Not allowed now.
    Blocked(Blocked),
}

/// Port: counts attempts. Each method is one transaction that is committed before it returns.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait AttemptLedger: Send + Sync {
    /// Counts a begin, in this order:
    /// 1. the address's open challenges that expired unsolved are removed and counted as failures
    ///    ([`AddressBudget::fail`](super::AddressBudget::fail));
    /// 2. a blocked address, or one with [`OPEN_LIMIT`] open challenges (until the oldest
    ///    expires), is refused;
    /// 3. without a name the begin is allowed;
    /// 4. a device cookie that is known for this tenant and name, not expired and with fewer than
    ///    [`DEVICE_LIMIT`] unfinished begins pays with one of these; one that has reached the
    ///    limit is removed and the begin is a stranger's;
    /// 5. otherwise [`NameBudget::charge`](super::NameBudget::charge) decides, and an allowed
    ///    begin is also noted for the browser, if there is one.
    ///
    /// A block that this begin causes is recorded as `blocked` in the audit log.
    async fn charge_begin(
        &self,
        charge: &BeginCharge,
        blocked: &AuditEvent,
    ) -> Result<Verdict, StorageError>;

    /// Counts a wrong answer against its address and records `refused`; if that blocks the address,
    /// `blocked` is recorded too.
    async fn charge_failure(
        &self,
        charge: &FailureCharge,
        refused: &AuditEvent,
        blocked: &AuditEvent,
    ) -> Result<(), StorageError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_host_cannot_multiply_itself() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn a_name_key_is_bound_to_its_tenant() {
        let key = |tenant: &str, name: &str| {
            NameKey::of(
                &LookAlikeKey::from_bytes([1; 32]),
                &tenant.parse().unwrap(),
                &FoldedName::of(name),
            )
        };
        assert_eq!(key("a", "ADA"), key("a", "ada"));
        assert_ne!(key("a", "ada"), key("b", "ada"));
        assert_ne!(key("a", "ba"), key("ab", "a"));
    }
}
