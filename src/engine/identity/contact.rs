//! What customers write about where else they can be reached: plain patterns over whole messages. A message that says more than that is
//! an ordinary one.

use crate::guardrails::phone;

/// The longest message that is looked at, in bytes: a wish and an address are short.
pub(super) const WISH_BYTES: usize = 200;

/// What a customer wants done with an address. A phone number is in E.164, a mail address in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// It is theirs too.
    Reach(String),
    /// It is not, or not any more.
    Unlink(String),
    /// The address that they write from is of another customer than they are.
    UnlinkThis,
}

/// Words of which one shows that the address is named in order to be used.
const REACH: &str = "email e-mail mail phone number cell mobile text sms reach contact message write link connect \
    add";
const UNLINK: &str = "unlink disconnect remove forget";

/// Words that may stand around it.
const AROUND: &str = "a address also and at away back by can could gone hello hey hi i if instead is it's its \
    later leave me my ok okay on one please pls sure thank thanks the there this to too under \
    via when would yes you am offline i'm";

/// Whether a word is one of a list.
fn is_among(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|w| w == word)
}

/// What a whole message wants done with the one address in it.
pub(super) fn wish(text: &str, country: &str) -> Option<Wish> {
    if let [word] = &*words(text)
        && word == "unlink"
    {
        return Some(Wish::UnlinkThis);
    }
    let (contact, around) = mail_in(text).or_else(|| phone_in(text, country))?;
    let words = words(&around);
    let known = |w: &String| [REACH, UNLINK, AROUND].iter().any(|set| is_among(set, w));
    if !words.iter().all(known) {
        return None;
    }
    let says = |set| words.iter().any(|w| is_among(set, w));
    if says(UNLINK) {
        return Some(Wish::Unlink(contact));
    }
    says(REACH).then_some(Wish::Reach(contact))
}

/// The words of a text in lower case, without what stands around them.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    text.split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The only mail address in a text, and the text without it.
fn mail_in(text: &str) -> Option<(String, String)> {
    let edge = |c: char| "<>()[]\"',;:!?.".contains(c);
    let mut mails = text.split_whitespace().filter(|w| w.contains('@'));
    let (token, None) = (mails.next()?, mails.next()) else {
        return None;
    };
    let mail = token.strip_prefix("mailto:").unwrap_or(token);
    let mail = mail.trim_matches(edge).to_lowercase();
    is_mail(&mail).then(|| (mail, text.replacen(token, " ", 1)))
}

fn is_mail(mail: &str) -> bool {
    let Some((local, domain)) = mail.split_once('@') else {
        return false;
    };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = |s: &str| !s.starts_with('.') && !s.ends_with('.') && !s.contains("..");
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    (1..=64).contains(&local.len())
        && mail.len() <= 254
        && local.chars().all(atom)
        && dots(local)
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// The only phone number in a text, in E.164, and the text without it.
fn phone_in(text: &str, country: &str) -> Option<(String, String)> {
    let part = |c: char| c.is_ascii_digit() || "+()-./ \u{a0}".contains(c);
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut begun = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        match (part(c), begun) {
            (true, None) => begun = Some(at),
            (false, Some(from)) => {
                spans.push((from, at));
                begun = None;
            }
            _ => {}
        }
    }
    let digits = |(from, to): &(usize, usize)| {
        let span = &text[*from..*to];
        span.chars().filter(char::is_ascii_digit).count()
    };
    if spans.iter().map(digits).filter(|n| *n > 0).count() != 1 {
        return None;
    }
    let (from, to) = *spans.iter().find(|s| (7..=15).contains(&digits(s)))?;
    let number = e164(text[from..to].trim(), country)?;
    Some((number, format!("{} {}", &text[..from], &text[to..])))
}

/// A phone number in E.164 as somebody in this country writes it.
fn e164(text: &str, country: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.starts_with('+') {
        return (!digits.starts_with('0')).then(|| format!("+{digits}"));
    }
    phone::e164(text, Some(country))
}

/// The code in a message that holds little else.
pub(super) fn code_in(text: &str) -> Option<String> {
    const WORDS: usize = 8;
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    let span = &text[first..=last];
    let inside = |c: char| c.is_ascii_digit() || c == ' ' || c == '-';
    let digits: String = span.chars().filter(char::is_ascii_digit).collect();
    let alone = text.trim().trim_end_matches('.') == span;
    // One code, or two of them; anything else that stands alone is a mistyped one.
    let sized = matches!(digits.len(), 6 | 12) || alone && (4..=13).contains(&digits.len());
    (sized && span.chars().all(inside) && text.split_whitespace().count() <= WORDS)
        .then_some(digits)
}

/// Where a customer wants to go on, in their word for it.
pub(super) fn elsewhere(text: &str) -> Option<String> {
    const BESIDE: &str = "can chat conversation could i i'd in let let's lets like me my on our over please pls \
    talking the this to us via want we with would you here from rather";
    const GO: &str = "continue switch move carry go";
    let mut words = words(text);
    while words
        .last()
        .is_some_and(|w| w == "please" || w == "instead")
    {
        words.pop();
    }
    let place = words.pop()?;
    let goes = words.iter().any(|w| is_among(GO, w));
    let known = |w: &String| is_among(GO, w) || is_among(BESIDE, w);
    (goes && words.iter().all(known)).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(text: &str) -> Option<String> {
        match wish(text, "US")? {
            Wish::Reach(contact) => Some(contact),
            Wish::Unlink(_) | Wish::UnlinkThis => None,
        }
    }

    #[test]
    fn an_address_that_is_offered_is_understood() {
        for text in [
            "my email is Zoe@B.example",
            "My e-mail address is zoe@b.example.",
            "Hi, you can reach me at <zoe@b.example>, thanks!",
            "link zoe@b.example",
            "please email me at zoe@b.example if I leave",
        ] {
            assert_eq!(reach(text).as_deref(), Some("zoe@b.example"), "{text}");
        }
        for text in [
            "text me at (555) 010-1234",
            "my number is 555-010-1234",
            "reach me at +1 555 010 1234 please",
            "You can text me on 555.010.1234.",
        ] {
            assert_eq!(reach(text).as_deref(), Some("+15550101234"), "{text}");
        }
        assert_eq!(
            wish("unlink zoe@b.example", "US"),
            Some(Wish::Unlink("zoe@b.example".into()))
        );
    }

    #[test]
    fn an_address_in_an_ordinary_message_is_none_of_this() {
        for text in [
            "is zoe@b.example your email?",
            "I wrote to sales@b.example and nobody answered, what is your number?",
            "zoe@b.example",
            "a table for 4 at 7 pm, my number is 555-010-1234",
            "call me at 555-010-1234",
            "my email is zoe@localhost",
            "my email is zoe@b.example or ann@b.example",
            "text me",
        ] {
            assert_eq!(wish(text, "US"), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_in_the_businesss_country() {
        let german = wish("my number is 030 901820", "DE");
        assert_eq!(german, Some(Wish::Reach("+4930901820".into())));
    }

    #[test]
    fn a_code_is_found_in_what_holds_little_else() {
        for text in [
            "123456",
            "123 456",
            "123-456",
            "the code is 123456",
            "It's 123456.",
        ] {
            assert_eq!(code_in(text).as_deref(), Some("123456"), "{text}");
        }
        let both = Some("123456654321".to_owned());
        assert_eq!(code_in("123456 654321"), both);
        assert_eq!(code_in("12345").as_deref(), Some("12345"));
        for text in [
            "a table for 4",
            "my number is 555-010-1234",
            "between 12 and 3456 people",
            "order 1234567 is late",
        ] {
            assert_eq!(code_in(text), None, "{text}");
        }
    }

    #[test]
    fn where_to_go_on_is_the_last_word() {
        for text in [
            "continue on Telegram",
            "Can we continue this chat on telegram?",
            "let's switch to telegram please",
        ] {
            assert_eq!(elsewhere(text).as_deref(), Some("telegram"), "{text}");
        }
        assert_eq!(elsewhere("is there parking on the street?"), None);
        assert_eq!(elsewhere("can I move my booking to Friday?"), None);
    }
}
