//! What in a text is somebody's: cards, mail addresses, phone numbers, social security numbers, bank accounts, network addresses. Cards are
//! masked at the door ([`super::cards`]); of the rest a business chooses what its model is not to see.

mod addresses;
mod social_security;

use super::{cards, iban, phone};
use std::ops::Range;

/// Kinds of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A payment card's number.
    Card,
    /// A mail address.
    Email,
    /// A phone number.
    Phone,
    /// A social security number of the United States.
    Ssn,
    /// An international bank account number.
    Iban,
    /// A network address, of version 4 or 6.
    Ip,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Card,
        Self::Email,
        Self::Phone,
        Self::Ssn,
        Self::Iban,
        Self::Ip,
    ];

    /// What is kept from models unless a business says otherwise: what no question needs for its answer.
    pub const PRIVATE: [Self; 3] = [Self::Card, Self::Ssn, Self::Iban];

    /// Its name in configuration and in evaluations.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "CREDIT_CARD",
            Self::Email => "EMAIL_ADDRESS",
            Self::Phone => "PHONE_NUMBER",
            Self::Ssn => "US_SSN",
            Self::Iban => "IBAN_CODE",
            Self::Ip => "IP_ADDRESS",
        }
    }

    /// What stands in the place of one that is masked.
    pub fn mask(self) -> &'static str {
        match self {
            Self::Card => cards::MASK,
            Self::Email => "[mail address removed]",
            Self::Phone => "[phone number removed]",
            Self::Ssn => "[social security number removed]",
            Self::Iban => "[account number removed]",
            Self::Ip => "[network address removed]",
        }
    }
}

/// One of them in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its place in bytes.
    pub at: Range<usize>,
}

/// Everything of these kinds in a text, in order; what could be two kinds is the surer one.
pub fn find(text: &str, kinds: &[Kind]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut add = |kind: Kind, places: Vec<Range<usize>>| {
        for at in places {
            if !found
                .iter()
                .any(|f| f.at.start < at.end && at.start < f.at.end)
            {
                found.push(Found { kind, at });
            }
        }
    };
    // All kinds are looked for: what is an account number is no phone number, whichever of them is asked for.
    add(Kind::Email, addresses::mail(text));
    if !text.bytes().any(|b| b.is_ascii_digit()) && text.is_ascii() {
        // Most texts end here, but for digits that are spelled out.
        add(Kind::Card, cards::find(text));
        add(Kind::Ip, addresses::network(text));
    } else {
        add(Kind::Iban, iban::find(text));
        add(Kind::Card, cards::find(text));
        add(Kind::Ssn, social_security::find(text));
        add(Kind::Ip, addresses::network(text));
        add(Kind::Phone, phone::spans(text, None));
    }
    found.retain(|f| kinds.contains(&f.kind));
    found.sort_by_key(|f| f.at.start);
    found
}

/// The text without what is of these kinds.
pub fn mask(text: &str, kinds: &[Kind]) -> String {
    let (mut out, mut copied) = (String::with_capacity(text.len()), 0);
    for found in find(text, kinds) {
        out.push_str(&text[copied..found.at.start]);
        out.push_str(found.kind.mask());
        copied = found.at.end;
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, &str)> {
        find(text, &Kind::ALL)
            .into_iter()
            .map(|f| (f.kind.as_str(), &text[f.at]))
            .collect()
    }

    #[test]
    fn each_kind_is_found() {
        assert_eq!(
            found(
                "I'm ada@example.co.uk (ssn 123-45-6789), card 4111111111111111, call +1 212 555 0142, from 10.1.2.3."
            ),
            [
                ("EMAIL_ADDRESS", "ada@example.co.uk"),
                ("US_SSN", "123-45-6789"),
                ("CREDIT_CARD", "4111111111111111"),
                ("PHONE_NUMBER", "+1 212 555 0142"),
                ("IP_ADDRESS", "10.1.2.3"),
            ]
        );
        assert_eq!(
            found("IBAN DE89370400440532013000"),
            [("IBAN_CODE", "DE89370400440532013000")]
        );
        assert_eq!(
            found("blocked: 2001:db8:0:1::2f"),
            [("IP_ADDRESS", "2001:db8:0:1::2f")]
        );
        assert_eq!(
            found("my social security number is 123456789"),
            [("US_SSN", "123456789")]
        );
    }

    #[test]
    fn ordinary_numbers_are_nobodys() {
        for text in [
            "table 4 at 10:30:15 on 2024-05-01",
            "order 123456789",
            "version 1.2.3.4, room 12",
            "std::net and a::b",
            "it was $1,250,000.00 @ 5 percent",
            "follow us @harbor.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn what_a_model_need_not_see_is_masked() {
        assert_eq!(
            mask("ssn 123-45-6789, mail ada@example.com", &Kind::PRIVATE),
            "ssn [social security number removed], mail ada@example.com"
        );
    }
}
