//! Our own addresses and Message-IDs: the token of a delivery is in both, so that a reply finds back by either.

use super::limits;
use frontdesk_core::{DeliveryId, ProviderId};

/// What marks one mail of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token(String);

impl Token {
    /// In place of a delivery: whoever writes there wants no more mail.
    pub(super) const UNSUBSCRIBE: &str = "unsubscribe";

    /// The token of a delivery, the same for every attempt.
    pub(super) fn of(delivery: DeliveryId) -> Self {
        Self(delivery.to_string())
    }

    /// As it stands behind the plus sign.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The Message-ID of the mail, without brackets.
    pub(super) fn message_id(&self, address: &str) -> String {
        format!("{}@{}", self.0, domain(address))
    }
}

/// `name+token@domain`; `None` where the name is too long for it.
pub(super) fn with_token(address: &str, token: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let local = format!("{local}+{token}");
    (local.len() <= limits::LOCAL_BYTES).then(|| format!("{local}@{domain}"))
}

/// What stands behind the plus sign in an address that is ours with something added.
pub(super) fn token_in<'a>(own: &str, address: &'a str) -> Option<&'a str> {
    let (local, domain) = own.rsplit_once('@')?;
    let (their_local, their_domain) = address.rsplit_once('@')?;
    let starts = their_local
        .get(..local.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(local));
    if !starts || !their_domain.eq_ignore_ascii_case(domain) {
        return None;
    }
    their_local[local.len()..].strip_prefix('+')
}

/// The mail of ours that a token names; `None` if it names none.
pub(super) fn answered(own: &str, token: &str) -> Option<ProviderId> {
    let delivery: DeliveryId = token.to_ascii_lowercase().parse().ok()?;
    Some(ProviderId(Token::of(delivery).message_id(own)))
}

/// Whether a Message-ID is one of ours.
pub(super) fn is_ours(own: &str, id: &str) -> bool {
    let Some((token, at)) = id.rsplit_once('@') else {
        return false;
    };
    at.eq_ignore_ascii_case(domain(own)) && token.parse::<DeliveryId>().is_ok()
}

/// Whether an address is ours, with or without something added.
pub(super) fn is_own(own: &str, address: &str) -> bool {
    own.eq_ignore_ascii_case(address) || token_in(own, address).is_some()
}

fn domain(address: &str) -> &str {
    address
        .rsplit_once('@')
        .map_or(address, |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "desk@harbor.example";

    #[test]
    fn a_reply_names_what_it_answers_by_its_address() {
        let delivery = DeliveryId::from_bytes([7; 16]);
        let token = Token::of(delivery);
        let reply_to = with_token(OWN, token.as_str()).unwrap();
        let shouted = reply_to.to_uppercase();
        for address in [&reply_to, &shouted] {
            let found = token_in(OWN, address).unwrap();
            let id = answered(OWN, found).unwrap();
            assert_eq!(id.0, token.message_id(OWN));
            assert!(is_ours(OWN, &id.0));
        }
    }

    #[test]
    fn other_addresses_hold_no_token() {
        assert_eq!(token_in(OWN, "desk@harbor.example"), None);
        assert_eq!(token_in(OWN, "desks+x@harbor.example"), None);
        assert_eq!(token_in(OWN, "desk+x@other.example"), None);
        assert_eq!(token_in(OWN, "äöü+x@harbor.example"), None);
        assert_eq!(answered(OWN, "newsletter"), None);
        assert!(!is_ours(OWN, "x@harbor.example") && !is_ours(OWN, ""));
    }

    #[test]
    fn a_long_name_has_no_room_for_a_token() {
        let own = format!("{}@harbor.example", "x".repeat(40));
        assert_eq!(
            with_token(&own, Token::of(DeliveryId::new()).as_str()),
            None
        );
    }
}
