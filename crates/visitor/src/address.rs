//! Who sends a request, and from where.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use identity::sign_in::Visitor;
use ipnet::IpNet;
use kernel::PlainToken;

use crate::language::language;

/// The networks of the proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads addresses (`127.0.0.1`) and networks (`10.0.0.0/8`).
    ///
    /// # Errors
    /// The first text that is neither.
    pub fn parse<S: AsRef<str>>(networks: &[S]) -> Result<Self, String> {
        let parse = |text: &S| {
            let text = text.as_ref();
            let network = text
                .parse::<IpNet>()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| {
                format!("'{text}': expected an address or a network such as 10.0.0.0/8")
            })
        };
        networks
            .iter()
            .map(parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0
            .iter()
            .any(|network| network.contains(&address.to_canonical()))
    }

    /// The address that a request comes from: the last one in the chain of proxies that is not a
    /// trusted proxy's. Whatever stands before that was written by somebody who is not trusted.
    fn origin(&self, peer: IpAddr, forwarded_for: &[&str]) -> IpAddr {
        let mut origin = peer;
        let mut chain = forwarded_for.iter().rev().flat_map(|line| line.rsplit(','));
        while self.trusts(origin) {
            match chain.next().and_then(|hop| hop.trim().parse().ok()) {
                Some(hop) => origin = hop,
                None => break,
            }
        }
        origin
    }
}

/// Who sends `request`. The device cookie is added by whoever knows the tenant.
pub fn visitor(
    request: &HttpRequest,
    proxies: &TrustedProxies,
    device: Option<PlainToken>,
) -> Visitor {
    let peer = request
        .peer_addr()
        .map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
    let forwarded: Vec<_> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|line| line.to_str().ok())
        .collect();
    let user_agent = request
        .headers()
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Visitor {
        address: proxies.origin(peer, &forwarded),
        user_agent: user_agent.map(|text| text.chars().take(512).collect()),
        language: language(request),
        device,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = TrustedProxies::parse(&["10.0.0.0/8", "::1"]).unwrap();
        let origin = |peer: &str, lines: &[&str]| proxies.origin(address(peer), lines);
        assert_eq!(origin("192.0.2.9", &["203.0.113.1"]), address("192.0.2.9"));
        assert_eq!(origin("10.0.0.1", &["203.0.113.1"]), address("203.0.113.1"));
        assert_eq!(
            origin("::1", &["6.6.6.6, 203.0.113.1, 10.1.1.1"]),
            address("203.0.113.1")
        );
        assert_eq!(
            origin("10.0.0.1", &["6.6.6.6", "203.0.113.1"]),
            address("203.0.113.1")
        );
        assert_eq!(origin("10.0.0.1", &["not an address"]), address("10.0.0.1"));
        assert_eq!(origin("10.0.0.1", &[]), address("10.0.0.1"));
    }

    #[test]
    fn what_is_no_network_is_said() {
        assert!(
            TrustedProxies::parse(&["proxy.local"])
                .unwrap_err()
                .starts_with("'proxy.local'")
        );
    }
}
