//! The exceptions: machines of its own that a business named in its configuration.

use std::net::{IpAddr, SocketAddr};
use url::Host;

/// Hosts that may be reached although they are not on the public network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed(Vec<(Host, Option<u16>)>);

impl Allowed {
    /// No exceptions.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads entries like `10.0.0.5`, `127.0.0.1:9000`, `[fd00::5]:80`, `till.lan`, `till.lan:8080`. Without a port all of them.
    ///
    /// # Errors
    /// Which entry is none of these.
    pub fn read<S: AsRef<str>>(entries: &[S]) -> Result<Self, String> {
        let read = |entry: &str| {
            let wrong = || {
                format!(
                    "`{entry}` is no machine: write an address or a name, with or without a port, such as 10.0.0.5, 127.0.0.1:9000, till.lan:8080"
                )
            };
            if let Ok(address) = entry.parse::<SocketAddr>() {
                return Ok((host(address.ip()), Some(address.port())));
            }
            if let Ok(address) = entry.parse::<IpAddr>() {
                return Ok((host(address), None));
            }
            let (name, port) = match entry.rsplit_once(':') {
                Some((name, port)) if !entry.ends_with(']') => {
                    (name, Some(port.parse().map_err(|_| wrong())?))
                }
                _ => (entry, None),
            };
            match Host::parse(name).map_err(|_| wrong())? {
                Host::Domain(name) if name.contains('*') => Err(wrong()),
                Host::Domain(name) => Ok((Host::Domain(bare(&name).to_owned()), port)),
                Host::Ipv4(v4) => Ok((host(v4.into()), port)),
                Host::Ipv6(v6) => Ok((host(v6.into()), port)),
            }
        };
        entries
            .iter()
            .map(|e| read(e.as_ref().trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a literal address may be reached at this port.
    pub(crate) fn has_address(&self, address: IpAddr, port: u16) -> bool {
        let wanted = host(address);
        self.0
            .iter()
            .any(|(h, p)| *h == wanted && p.is_none_or(|p| p == port))
    }

    /// The ports at which a name may be reached, if it is one of ours: none means all. `None` if it is not.
    pub(crate) fn ports_of(&self, name: &str) -> Option<Vec<u16>> {
        let ports: Vec<Option<u16>> = self
            .0
            .iter()
            .filter(|(h, _)| matches!(h, Host::Domain(d) if d == bare(name)))
            .map(|(_, p)| *p)
            .collect();
        if ports.is_empty() {
            return None;
        }
        Some(ports.into_iter().collect::<Option<_>>().unwrap_or_default())
    }

    /// Whether what `name` resolved to may be reached. The port is not known here: an address that is allowed at some ports only
    /// must be called by that address, or its name be allowed.
    pub(crate) fn has_resolved(&self, name: &str, address: IpAddr) -> bool {
        let wanted = host(address);
        self.ports_of(name).is_some() || self.0.iter().any(|(h, p)| *h == wanted && p.is_none())
    }
}

/// One form for an address, however it is written.
fn host(address: IpAddr) -> Host {
    match address.to_canonical() {
        IpAddr::V4(v4) => Host::Ipv4(v4),
        IpAddr::V6(v6) => Host::Ipv6(v6),
    }
}

/// `till.lan.` is `till.lan`.
fn bare(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_allows_what_it_names_and_nothing_else() {
        let allowed = Allowed::read(&[
            "10.0.0.5",
            "127.0.0.1:9000",
            "[fd00::5]:80",
            "Till.LAN:8080",
            "stock.lan",
            "::1",
        ])
        .unwrap();
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(allowed.has_address(ip("10.0.0.5"), 1));
        assert!(!allowed.has_address(ip("10.0.0.6"), 1));
        assert!(allowed.has_address(ip("127.0.0.1"), 9000));
        assert!(allowed.has_address(ip("::ffff:127.0.0.1"), 9000));
        assert!(!allowed.has_address(ip("127.0.0.1"), 9001));
        assert!(allowed.has_address(ip("fd00::5"), 80));
        assert!(!allowed.has_address(ip("fd00::5"), 81));
        assert!(allowed.has_address(ip("::1"), 5));
        assert_eq!(allowed.ports_of("till.lan."), Some(vec![8080]));
        assert_eq!(allowed.ports_of("stock.lan"), Some(vec![]));
        assert_eq!(allowed.ports_of("other.lan"), None);
        assert!(allowed.has_resolved("till.lan", ip("10.9.9.9")));
        assert!(allowed.has_resolved("any.example", ip("10.0.0.5")));
        assert!(!allowed.has_resolved("any.example", ip("127.0.0.1")));
    }

    #[test]
    fn an_entry_that_is_no_machine_is_named() {
        for wrong in [
            "",
            "http://till.lan",
            "till.lan/x",
            "10.0.0.0/8",
            "till.lan:port",
            "till.lan:99999",
            "*.lan",
            "a b",
        ] {
            let why = Allowed::read(&[wrong]).unwrap_err();
            assert!(why.contains(&format!("`{wrong}`")), "{why}");
        }
    }
}
