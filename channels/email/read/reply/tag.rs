//! What the tags of a page say: by which names the mail programs mark an earlier mail and a signature, and what is not shown.

use super::super::limits;
use mail_parser::decoders::html::add_html_token;

/// What an element does to the text within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    Plain,
    /// It is not shown.
    Hidden,
    /// It is quoted.
    Quote,
    /// It is a signature.
    Signature,
    /// It says who wrote what follows.
    Attribution,
    /// It holds an earlier mail: first who wrote it, then the quote, and perhaps answers between quotes.
    Earlier,
    /// Spaces and line ends count.
    Preformatted,
    /// Its items are numbered.
    Numbered,
}

/// Elements whose content is no text.
const HIDDEN: &[&str] = &[
    "head", "script", "style", "title", "template", "noscript", "object", "svg", "select",
    "textarea",
];

/// What an element is called by its attributes: identifier and classes, lower case, and whether its style hides it.
pub(super) struct Marks {
    names: Vec<String>,
    hidden: bool,
}

impl Marks {
    pub(super) fn of(attributes: &str) -> Self {
        let mut names = Vec::new();
        for key in ["class", "id", "name"] {
            let value = attribute(attributes, key)
                .unwrap_or_default()
                .to_ascii_lowercase();
            // Outlook on the web puts `x_` before the names of others.
            let parts = value.split_ascii_whitespace().take(20);
            names.extend(parts.map(|n| n.trim_start_matches("x_").to_owned()));
        }
        let style = attribute(attributes, "style")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let style: String = style.split_whitespace().collect();
        Self {
            names,
            hidden: style.contains("display:none") || style.contains("mso-hide:all"),
        }
    }

    fn has(&self, names: &[&str]) -> bool {
        self.names.iter().any(|n| names.contains(&n.as_str()))
    }

    /// Whether an earlier mail begins with the element, and nothing new follows it.
    pub(super) fn below(&self, tag: &str) -> bool {
        let programs = [
            "divrplyfwdmsg",
            "appendonsend",
            "olk_src_body_section",
            "stopspelling",
            "zwchr",
            "mail-editor-reference-message-container",
            "ms-outlook-mobile-reference-message",
            "messagereplysection",
            "isreplycontent",
            "isforwardcontent",
        ];
        tag != "blockquote" && self.has(&programs)
    }
}

/// What an element does to the text within it.
pub(super) fn role(tag: &str, marks: &Marks) -> Role {
    let signature = [
        "gmail_signature",
        "gmail_signature_prefix",
        "moz-signature",
        "applemailsignature",
        "ms-outlook-mobile-signature",
        "protonmail_signature_block",
        "signature",
        "email-signature",
        "mobile_signature",
        "lineeditsignature",
        "tutanota_signature",
        "_rc_sig",
        "mailsignature",
    ];
    let earlier = [
        "gmail_quote",
        "gmail_quote_container",
        "yahoo_quoted",
        "ymail_quoted",
        "protonmail_quote",
        "tutanota_quote",
        "zmail_extra",
        "reply-intro",
        "replyintro",
    ];
    if HIDDEN.contains(&tag) || marks.hidden {
        Role::Hidden
    } else if tag == "blockquote" || marks.has(&["wordpress_quote"]) {
        Role::Quote
    } else if marks.has(&[
        "gmail_attr",
        "moz-cite-prefix",
        "cite-prefix",
        "moz-email-headers-table",
    ]) {
        Role::Attribution
    } else if marks.has(&earlier) {
        Role::Earlier
    } else if marks.has(&signature) {
        Role::Signature
    } else if tag == "pre" {
        Role::Preformatted
    } else if tag == "ol" {
        Role::Numbered
    } else {
        Role::Plain
    }
}

/// The value of an attribute.
fn attribute<'a>(attributes: &'a str, key: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = find_ignoring_case(&attributes[from..], key) {
        let start = from + at;
        let before = attributes[..start].chars().next_back();
        let after = attributes[start + key.len()..].trim_start();
        from = start + key.len();
        if before.is_some_and(|c| !c.is_ascii_whitespace() && !"\"'/".contains(c)) {
            continue;
        }
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            continue;
        };
        return match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split(|c: char| c.is_ascii_whitespace()).next(),
        };
    }
    None
}

/// Where a tag ends: at the first `>` outside quotes, and soon, since a lost quote must not swallow the page.
pub(super) fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().take(limits::TAG_BYTES) {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.find('>').unwrap_or(tag.len())
}

/// Where a text has an ASCII word in any case.
pub(super) fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    let needle = needle.as_bytes();
    text.as_bytes()
        .windows(needle.len())
        .position(|w| w.eq_ignore_ascii_case(needle))
}

/// The characters that entities stand for.
pub(super) fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest
            .bytes()
            .take(limits::ENTITY_BYTES)
            .position(|b| b == b';');
        if let Some(end) = end {
            add_html_token(&mut decoded, &rest.as_bytes()[..=end], false);
            rest = &rest[end + 1..];
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded.push_str(rest);
    decoded
}
