//! Who a visitor is. The token is the credential and stays with the client; the visitor's id is made from it and
//! opens nothing. Nothing is stored: whoever has the token is the visitor.

use super::limits::TOKEN_BYTES;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use frontdesk_core::Address;
use rand::RngCore;
use sha2::{Digest, Sha256};
use std::fmt;

/// The part before the colon of a visitor's address.
pub(super) const ADDRESS: &str = "web";

/// A visitor: the first half of the SHA-256 of the token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Visitor([u8; 16]);

impl Visitor {
    /// The visitor with this token.
    fn of(token: &[u8; TOKEN_BYTES]) -> Self {
        let hash = Sha256::digest(token);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        Self(id)
    }

    /// The visitor at this address; `None` if it is no visitor's.
    pub(super) fn at(address: &Address) -> Option<Self> {
        let hex = address.value();
        if address.kind() != ADDRESS || hex.len() != 32 || !hex.is_ascii() {
            return None;
        }
        let mut id = [0; 16];
        for (byte, at) in id.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
        }
        Some(Self(id))
    }

    /// Where the visitor writes from.
    pub(super) fn address(self) -> Address {
        Address::new(ADDRESS, &self.to_string())
    }

    /// A number that spreads visitors evenly.
    pub(super) fn spread(self) -> usize {
        usize::from(self.0[0])
    }
}

impl fmt::Display for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A session as the client holds it. No `Debug`: the token is a secret.
pub(super) struct Session {
    pub(super) token: String,
    pub(super) visitor: Visitor,
}

impl Session {
    /// A new visitor.
    pub(super) fn new() -> Self {
        let mut token = [0; TOKEN_BYTES];
        rand::rng().fill_bytes(&mut token);
        Self {
            token: URL_SAFE_NO_PAD.encode(token),
            visitor: Visitor::of(&token),
        }
    }

    /// The visitor who has this token; `None` if it is none of ours.
    pub(super) fn resume(token: &str) -> Option<Self> {
        let mut bytes = [0; TOKEN_BYTES];
        let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
        (length == TOKEN_BYTES).then(|| Self {
            token: token.to_owned(),
            visitor: Visitor::of(&bytes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_its_visitor_and_the_address_back_to_the_same() {
        let session = Session::new();
        let again = Session::resume(&session.token).unwrap();
        assert!(again.visitor == session.visitor);
        let address = session.visitor.address();
        assert!(Visitor::at(&address) == Some(session.visitor));
        assert!(!address.as_str().contains(&session.token));
    }

    #[test]
    fn what_is_no_token_resumes_nothing() {
        let long = format!("{}A", Session::new().token);
        for token in ["", "short", &long, &"!".repeat(43), &"é".repeat(30)] {
            assert!(Session::resume(token).is_none(), "{token}");
        }
        assert!(Visitor::at(&Address::new(ADDRESS, &"zz".repeat(16))).is_none());
        assert!(Visitor::at(&Address::new("sms", &"00".repeat(16))).is_none());
    }
}
