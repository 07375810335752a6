//! The people, addresses and ids that a mail's fields name: what is none is left out, so that nothing downstream meets an empty one.

use super::{Person, header::Header, limits, text};
use mail_parser::{Address, HeaderValue};

/// The people that a field names.
pub(super) fn people(field: Option<&Address<'_>>) -> Vec<Person> {
    let Some(field) = field else {
        return Vec::new();
    };
    field
        .iter()
        .filter_map(|person| {
            let name = person.name().map(|n| text::line(n, limits::LINE_BYTES));
            Some(Person {
                address: person.address().and_then(address)?,
                name: name.filter(|n| !n.is_empty()),
            })
        })
        .take(limits::PEOPLE)
        .collect()
}

/// An address, if it is one.
pub(super) fn address(written: &str) -> Option<String> {
    let address = written
        .trim()
        .trim_matches(['<', '>', '"', '\''])
        .to_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let whole = !local.is_empty() && !domain.is_empty() && address.len() <= limits::ADDRESS_BYTES;
    let clean =
        !address.contains(|c: char| c.is_control() || c.is_whitespace() || "<>,".contains(c));
    (whole && clean).then_some(address)
}

/// A Message-ID without its brackets, if it is one.
pub(super) fn id(written: &str) -> Option<String> {
    let id = written.trim().trim_matches(['<', '>']).trim();
    let clean = !id.contains(|c: char| c.is_control() || c.is_whitespace() || "<>".contains(c));
    (clean && !id.is_empty() && id.len() <= limits::ID_BYTES).then(|| id.to_owned())
}

/// The Message-IDs of a field.
pub(super) fn ids(field: &HeaderValue<'_>) -> Vec<String> {
    let written: Vec<&str> = match field {
        HeaderValue::Text(one) => vec![one],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let mut ids: Vec<String> = written.into_iter().filter_map(id).collect();
    // The oldest begins the thread, the newest are what is answered; what lies between is the least missed.
    if ids.len() > limits::IDS {
        ids.drain(1..=ids.len() - limits::IDS);
    }
    ids
}

/// The address of the list that a mail came over.
pub(super) fn list(header: &Header) -> Option<String> {
    let post = header.get("list-post").and_then(|p| {
        let mailto = p.split_once("mailto:")?.1;
        address(mailto.split(['>', '?', ',']).next()?)
    });
    let named = || {
        let id = header.get("list-id")?;
        let id = id.rsplit_once('<').map_or(id, |(_, rest)| rest);
        let id = text::line(id.trim_end_matches('>'), limits::ADDRESS_BYTES);
        Some(id.to_lowercase()).filter(|id| !id.is_empty())
    };
    post.or_else(named)
}
