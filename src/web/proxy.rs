//! Where a client really is: the peer of the socket, or what a proxy says that the operator trusts.

use http::{HeaderMap, HeaderName};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// What stands between the clients and this server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TrustedProxy {
    /// Nothing that is trusted: the peer of the socket is the client, whatever headers say.
    #[default]
    None,
    /// So many proxies, each of which appends the address it saw to `X-Forwarded-For`. With one, the last entry counts.
    ForwardedFor {
        /// How many; at least 1.
        hops: u8,
    },
    /// A proxy that puts the client's address alone into this header, and removes it from what clients send
    /// (`Fly-Client-IP`, `CF-Connecting-IP`).
    Header(HeaderName),
}

impl TrustedProxy {
    /// The network a client belongs to, for limits per address: the address itself, in IPv6 its /64, because one
    /// customer has a whole one. `None` if it is not known: a loopback peer is a proxy or a test and stands for many.
    pub(crate) fn client(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
        let said = match self {
            Self::None => None,
            Self::ForwardedFor { hops } => forwarded(headers, usize::from(*hops)),
            Self::Header(name) => headers
                .get(name)
                .and_then(|v| v.to_str().ok()?.trim().parse().ok()),
        };
        said.or_else(|| {
            peer.map(|p| p.ip())
                .filter(|ip| !ip.to_canonical().is_loopback())
        })
        .map(network)
    }
}

/// The entry that the outermost trusted proxy appended.
fn forwarded(headers: &HeaderMap, hops: usize) -> Option<IpAddr> {
    let lines: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .collect();
    let entry = lines
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(','))
        .nth(hops.checked_sub(1)?)?
        .trim();
    entry
        .parse()
        .ok()
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|a| a.ip()))
}

fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.into(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers
    }

    fn peer(ip: &str) -> Option<SocketAddr> {
        Some(SocketAddr::new(ip.parse().unwrap(), 1))
    }

    #[test]
    fn headers_count_only_when_a_proxy_is_trusted() {
        let said = headers(&["6.6.6.6, 203.0.113.9"]);
        let plain = TrustedProxy::None.client(&said, peer("198.51.100.1"));
        assert_eq!(plain, Some("198.51.100.1".parse().unwrap()));
        let behind = TrustedProxy::ForwardedFor { hops: 1 }.client(&said, peer("127.0.0.1"));
        assert_eq!(behind, Some("203.0.113.9".parse().unwrap()));
    }

    #[test]
    fn an_entry_the_client_made_up_is_not_reached() {
        let said = headers(&["6.6.6.6", "203.0.113.9", "10.0.0.1"]);
        let client = TrustedProxy::ForwardedFor { hops: 2 }.client(&said, peer("127.0.0.1"));
        assert_eq!(client, Some("203.0.113.9".parse().unwrap()));
    }

    #[test]
    fn one_home_in_ipv6_is_one_client_and_loopback_is_nobody() {
        let proxy = TrustedProxy::None;
        let none = HeaderMap::new();
        assert_eq!(
            proxy.client(&none, peer("2001:db8:1:2:3::4")),
            proxy.client(&none, peer("2001:db8:1:2:ffff::9"))
        );
        assert_eq!(proxy.client(&none, peer("::1")), None);
    }
}
