//! Twilio's error codes: what each means for a message and for the number it went to, and in words that staff understand.
//! They come with a refused send and with the callback of a message that did not arrive.
//! <https://www.twilio.com/docs/api/errors>, <https://www.twilio.com/docs/messaging/guides/debugging-tools>

use frontdesk_core::message::Loss;

/// What a code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Too much at once: the same message can be taken later.
    Later,
    /// The account or its token is at fault, not the message: a person has to mend it.
    Account,
    /// The owner of the number wants no messages.
    OptedOut,
    /// The number cannot get such messages.
    Undeliverable,
    /// This message is refused, and would be again; nothing is said of the number.
    Message,
}

use Says::{Account, Later, Message, OptedOut, Undeliverable};

/// The codes that a front desk meets. What is not here counts as [`Says::Message`] where Twilio refuses.
const CODES: &[(u32, Says, &str)] = &[
    (14107, Later, "too many messages at once"),
    (20003, Account, "the account or its token is not accepted"),
    (20005, Account, "the account is not active"),
    (20404, Account, "there is no such account"),
    (20429, Later, "too many requests at once"),
    (21211, Undeliverable, "this is no phone number"),
    (21214, Undeliverable, "this number cannot be reached"),
    (21217, Undeliverable, "this is no phone number"),
    (21408, Message, "the account may not text to this country"),
    (
        21606,
        Message,
        "the number it leaves from cannot text there",
    ),
    (21610, OptedOut, "the customer opted out of texts"),
    (
        21611,
        Later,
        "too many messages wait at the number it leaves from",
    ),
    (21612, Message, "no text can go from our number to this one"),
    (21614, Undeliverable, "this is no mobile number"),
    (21617, Message, "the text is too long"),
    (21620, Message, "the link to a file is not accepted"),
    (21623, Message, "too many files"),
    (21635, Undeliverable, "this is a landline"),
    (30001, Later, "too many messages wait at the provider"),
    (30002, Message, "the account was suspended before it left"),
    (30003, Undeliverable, "the phone cannot be reached"),
    (
        30004,
        Undeliverable,
        "the number is blocked from getting texts",
    ),
    (30005, Undeliverable, "the number is unknown to its carrier"),
    (
        30006,
        Undeliverable,
        "a landline, or a carrier that takes no texts",
    ),
    (30007, Message, "the carrier filtered it"),
    (30008, Message, "the carrier does not say why"),
    (30022, Later, "more than the carriers take from this number"),
    (
        30023,
        Later,
        "more than the carriers take from this number in a day",
    ),
    (
        30034,
        Message,
        "our number is not registered with the carriers",
    ),
    (30410, Message, "the carrier did not answer in time"),
    (63003, Undeliverable, "WhatsApp does not know this number"),
    (
        63016,
        Message,
        "WhatsApp's 24 hours are over: nothing can be sent until the customer writes again, or with an approved template",
    ),
    (63018, Later, "more than WhatsApp takes from this number"),
    (63021, Message, "WhatsApp does not take this content"),
    (63024, Undeliverable, "WhatsApp cannot send to this number"),
    (
        63032,
        Message,
        "WhatsApp does not let messages through to this person",
    ),
];

fn known(code: u32) -> Option<(Says, &'static str)> {
    let row = CODES.iter().find(|(c, ..)| *c == code)?;
    Some((row.1, row.2))
}

/// What a code says.
pub(super) fn says(code: u32) -> Says {
    known(code).map_or(Message, |(says, _)| says)
}

/// What a code says of the number.
pub(super) fn loss(code: u32) -> Option<Loss> {
    match says(code) {
        OptedOut => Some(Loss::OptedOut),
        Undeliverable => Some(Loss::Undeliverable),
        _ => None,
    }
}

/// The code with its meaning, for staff: `21610 (the customer opted out of texts)`.
pub(super) fn told(code: u32) -> String {
    match known(code) {
        Some((_, words)) => format!("{code} ({words})"),
        None => code.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_code_is_there_twice() {
        assert!(CODES.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn a_number_is_lost_only_where_the_code_is_about_the_number() {
        assert_eq!(loss(21610), Some(Loss::OptedOut));
        for code in [21211, 21614, 30003, 30005, 30006] {
            assert_eq!(loss(code), Some(Loss::Undeliverable), "{code}");
        }
        for code in [21408, 30001, 30007, 30008, 63016, 20429, 99_999] {
            assert_eq!(loss(code), None, "{code}");
        }
        assert_eq!(told(30007), "30007 (the carrier filtered it)");
        assert_eq!(told(99_999), "99999");
    }
}
