//! A draft shown while it is written.

use crate::citations::cite;

/// A draft as it is shown while it is written: whole sentences that pass the guardrails. The first that does not ends the showing; the
/// message that follows replaces it.
#[derive(Default)]
pub(crate) struct Preview {
    shown: String,
    waiting: String,
    ended: bool,
}

impl Preview {
    /// Takes a piece; what can be shown now.
    pub(crate) fn push(&mut self, piece: &str, passes: impl Fn(&str) -> bool) -> Option<String> {
        if self.ended {
            return None;
        }
        self.waiting.push_str(piece);
        let cut = self
            .waiting
            .rfind(['.', '!', '?', '\n'])
            .filter(|&at| self.waiting[at + 1..].starts_with([' ', '\n']))?;
        let sentence: String = self.waiting.drain(..=cut).collect();
        let (plain, _) = cite(&sentence, &[]);
        let whole = format!("{}{plain}", self.shown);
        if !passes(&whole) {
            self.ended = true;
            return None;
        }
        let gap = if self.shown.is_empty() { "" } else { " " };
        self.shown = whole;
        Some(format!("{gap}{plain}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_shows_whole_sentences_until_one_fails() {
        let mut preview = Preview::default();
        let passes = |t: &str| !t.contains('7');
        assert_eq!(preview.push("We open at ", passes), None);
        assert_eq!(
            preview.push("5. It is", passes),
            Some("We open at 5.".into())
        );
        assert_eq!(preview.push(" 7. And", passes), None);
        assert_eq!(preview.push(" more. So", passes), None);
    }
}
