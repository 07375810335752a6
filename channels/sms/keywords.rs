//! The words that carriers give a meaning. The whole message must be the word, in any case.
//! CTIA Messaging Principles and Best Practices 2023, 5.1.3; the words are those Twilio acts on by default.

use frontdesk_core::message::Keyword;

/// The meaning of a whole message, if it is one of the words.
pub(super) fn keyword(text: &str) -> Option<Keyword> {
    match text.trim().to_ascii_uppercase().as_str() {
        "STOP" | "STOPALL" | "UNSUBSCRIBE" | "END" | "QUIT" | "OPTOUT" | "REVOKE" => {
            Some(Keyword::Stop { ambiguous: false })
        }
        "CANCEL" => Some(Keyword::Stop { ambiguous: true }),
        "START" | "UNSTOP" => Some(Keyword::Start { ambiguous: false }),
        "YES" => Some(Keyword::Start { ambiguous: true }),
        "HELP" | "INFO" => Some(Keyword::Help),
        _ => None,
    }
}

/// What Twilio itself took the message for, where its Advanced Opt-Out is on (`OptOutType`): the words may be the
/// account's own, in any language.
pub(super) fn opt_out_type(value: &str) -> Option<Keyword> {
    match value.to_ascii_uppercase().as_str() {
        "STOP" => Some(Keyword::Stop { ambiguous: false }),
        "START" => Some(Keyword::Start { ambiguous: false }),
        "HELP" => Some(Keyword::Help),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_message_is_a_keyword() {
        assert_eq!(keyword(" stop\n"), Some(Keyword::Stop { ambiguous: false }));
        assert_eq!(keyword("Cancel"), Some(Keyword::Stop { ambiguous: true }));
        assert_eq!(keyword("yes"), Some(Keyword::Start { ambiguous: true }));
        assert_eq!(keyword("INFO"), Some(Keyword::Help));
        assert_eq!(keyword("please stop"), None);
        assert_eq!(keyword("stop it"), None);
    }
}
