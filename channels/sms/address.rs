//! Numbers, with and without `whatsapp:` before them. An SMS inbox serves both; the form of the receiver decides which a
//! message is, because Twilio sends WhatsApp only from `whatsapp:` to `whatsapp:`.
//! <https://www.twilio.com/docs/whatsapp/api>

const WHATSAPP: &str = "whatsapp:";

/// Whether an address (its part after `sms:`) is one on WhatsApp.
pub(super) fn is_whatsapp(address: &str) -> bool {
    address.starts_with(WHATSAPP)
}

/// The number of an address, without what is before it.
pub(super) fn number(address: &str) -> &str {
    address.strip_prefix(WHATSAPP).unwrap_or(address)
}

/// `sender` in the form in which it can write to `receiver`.
pub(super) fn alike(sender: &str, receiver: &str) -> String {
    let number = number(sender);
    if is_whatsapp(receiver) {
        format!("{WHATSAPP}{number}")
    } else {
        number.to_owned()
    }
}

/// E.164: a plus and at most fifteen digits, the first not 0.
pub(super) fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A number of five or six digits, of one country alone.
pub(super) fn is_short_code(text: &str) -> bool {
    (5..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A number that nobody pays to text to, which carriers let send more at once.
pub(super) fn is_toll_free(number: &str) -> bool {
    const PREFIXES: [&str; 7] = [
        "+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888",
    ];
    number.len() == 12 && PREFIXES.iter().any(|p| number.starts_with(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_takes_the_form_of_the_receiver() {
        assert_eq!(alike("+15550100", "+15550123"), "+15550100");
        assert_eq!(
            alike("+15550100", "whatsapp:+15550123"),
            "whatsapp:+15550100"
        );
        assert_eq!(
            alike("whatsapp:+15550100", "whatsapp:+15550123"),
            "whatsapp:+15550100"
        );
        assert_eq!(alike("whatsapp:+15550100", "+15550123"), "+15550100");
    }
}
