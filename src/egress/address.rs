//! Which addresses are on the public network. After the IANA special-purpose registries for IPv4 and IPv6: what is not
//! globally reachable is refused, whatever notation or tunnel it hides in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 networks that are nobody's business, with what they are.
const V4: &[(Ipv4Addr, u32, &str)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, "this machine"),
    (Ipv4Addr::new(10, 0, 0, 0), 8, "a private network"),
    (
        Ipv4Addr::new(100, 64, 0, 0),
        10,
        "a provider's inner network",
    ),
    (Ipv4Addr::new(127, 0, 0, 0), 8, "this machine"),
    (
        Ipv4Addr::new(168, 63, 129, 16),
        32,
        "a cloud's inner service",
    ),
    (
        Ipv4Addr::new(169, 254, 0, 0),
        16,
        "a link-local network, where clouds keep their credentials",
    ),
    (Ipv4Addr::new(172, 16, 0, 0), 12, "a private network"),
    (Ipv4Addr::new(192, 0, 0, 0), 24, "reserved for protocols"),
    (Ipv4Addr::new(192, 0, 2, 0), 24, "for documentation only"),
    (Ipv4Addr::new(192, 88, 99, 0), 24, "reserved for a tunnel"),
    (Ipv4Addr::new(192, 168, 0, 0), 16, "a private network"),
    (Ipv4Addr::new(198, 18, 0, 0), 15, "for measurements only"),
    (Ipv4Addr::new(198, 51, 100, 0), 24, "for documentation only"),
    (Ipv4Addr::new(203, 0, 113, 0), 24, "for documentation only"),
    (Ipv4Addr::new(224, 0, 0, 0), 4, "a multicast group"),
    (Ipv4Addr::new(240, 0, 0, 0), 4, "reserved"),
];

/// IPv6 networks inside the public range that are not public, and, for a good reason to be given, some outside it.
const V6: &[(Ipv6Addr, u32, &str)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, "this machine"),
    (Ipv6Addr::LOCALHOST, 128, "this machine"),
    (v6(0x64, 0xff9b, 1), 48, "a private network"),
    (v6(0x2001, 0, 0), 23, "reserved for protocols and tunnels"),
    (v6(0x2001, 0xdb8, 0), 32, "for documentation only"),
    (v6(0x3fff, 0, 0), 20, "for documentation only"),
    (v6(0xfc00, 0, 0), 7, "a private network"),
    (v6(0xfe80, 0, 0), 10, "a link-local network"),
    (v6(0xfec0, 0, 0), 10, "a private network"),
    (v6(0xff00, 0, 0), 8, "a multicast group"),
];

const fn v6(a: u16, b: u16, c: u16) -> Ipv6Addr {
    Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)
}

/// What an address is, if it is not on the public network.
pub fn not_public(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => V4
            .iter()
            .find(|(net, bits, _)| (u32::from(v4) ^ u32::from(*net)) >> (32 - bits) == 0)
            .map(|(_, _, what)| *what),
        IpAddr::V6(v6) => {
            let named = V6
                .iter()
                .find(|(net, bits, _)| (u128::from(v6) ^ u128::from(*net)) >> (128 - bits) == 0);
            if let Some((_, _, what)) = named {
                return Some(what);
            }
            if let Some(inner) = within(v6) {
                return not_public(IpAddr::V4(inner));
            }
            // 2000::/3 is all of IPv6 that was given out.
            (v6.segments()[0] & 0xe000 != 0x2000).then_some("reserved")
        }
    }
}

/// The IPv4 address that an IPv6 address stands for: mapped (`::ffff:a.b.c.d`), compatible (`::a.b.c.d`), translated
/// (`::ffff:0:a.b.c.d`), behind NAT64 (`64:ff9b::a.b.c.d`), by 6to4 (`2002:aabb:ccdd::`).
fn within(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVATE_V4: &str = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 \
        127.0.0.1 127.1.2.3 168.63.129.16 169.254.169.254 169.254.0.0 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.192 \
        192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 \
        239.255.255.255 240.0.0.1 255.255.255.255";

    const PRIVATE_V6: &str = ":: ::1 64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 3fff::1 \
        5f00::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::a9fe:a9fe febf::1 fec0::1 ff02::1 ff0e::1 4000::1 e000::1 1::1";

    const PUBLIC: &str = "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 \
        168.63.129.15 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 \
        192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 223.255.255.255 2606:4700::1111 \
        2001:4860:4860::8888 2001:200::1 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1 3ffe::1";

    #[test]
    fn what_is_not_public_is_refused_in_every_form() {
        for inner in PRIVATE_V4.split_whitespace() {
            let v4: Ipv4Addr = inner.parse().unwrap();
            assert!(not_public(v4.into()).is_some(), "{v4}");
            let [a, b, c, d] = v4.octets();
            for form in [
                format!("::ffff:{v4}"),
                format!("::{v4}"),
                format!("::ffff:0:{v4}"),
                format!("64:ff9b::{v4}"),
                format!("2002:{a:02x}{b:02x}:{c:02x}{d:02x}::1"),
            ] {
                let v6: Ipv6Addr = form.parse().unwrap();
                assert!(not_public(v6.into()).is_some(), "{form}");
            }
        }
        for v6 in PRIVATE_V6.split_whitespace() {
            let v6: Ipv6Addr = v6.parse().unwrap();
            assert!(not_public(v6.into()).is_some(), "{v6}");
        }
    }

    #[test]
    fn what_is_public_passes_also_next_to_what_is_not() {
        for public in PUBLIC.split_whitespace() {
            let address: IpAddr = public.parse().unwrap();
            assert_eq!(not_public(address), None, "{public}");
        }
    }
}
