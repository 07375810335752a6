//! The receipt of an answer: which model said it, under which instructions, on which passages. It is an event of the turn; the verb `receipt`
//! prints it with what stands around it in the journal.

mod replay;

pub use replay::{Judged, Past, replay};

use frontdesk_core::retrieval::Passage;
use sha2::{Digest, Sha256};

/// A short name for a text, the same as long as it does not change: the first eight bytes of its SHA-256, in hexadecimal digits.
pub fn version(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The passages of a turn, by id and version.
pub(crate) fn versions(passages: &[Passage]) -> Vec<(String, String)> {
    let named = |p: &Passage| (p.id.clone(), version(&p.text));
    passages.iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_changes_with_the_text_alone() {
        assert_eq!(version("a"), "ca978112ca1bbdca");
        assert_ne!(version("a"), version("a "));
    }
}
