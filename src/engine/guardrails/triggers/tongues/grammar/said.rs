//! A message as its words and sentences, in lower case and without accents.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A message, read.
pub(super) struct Said {
    letters: String,
    /// Where each word stands in `letters`, and its sentence.
    pub(super) words: Vec<(usize, usize, usize)>,
    /// Which sentences end with a question mark.
    pub(super) questions: Vec<bool>,
}

impl Said {
    pub(super) fn of(message: &str) -> Self {
        let mut said = Self {
            letters: String::with_capacity(message.len()),
            words: Vec::new(),
            questions: vec![false],
        };
        let mut begun = 0;
        let mut chars = message.chars().peekable();
        while let Some(c) = chars.next() {
            if c.is_ascii_alphanumeric() {
                said.letters.push(c.to_ascii_lowercase());
                continue;
            }
            if c.is_alphanumeric() {
                said.fold(c);
                continue;
            }
            if is_combining_mark(c) {
                continue;
            }
            begun = said.end_word(begun);
            let ends = match c {
                '.' | ':' => chars.peek().is_none_or(|next| next.is_whitespace()),
                _ => matches!(c, '?' | '!' | '\n' | ';' | '¿' | '¡' | '…'),
            };
            if ends {
                said.end_sentence(c == '?');
            }
        }
        said.end_word(begun);
        said
    }

    /// A letter without its accent.
    fn fold(&mut self, c: char) {
        match c {
            'ß' => self.letters.push_str("ss"),
            'œ' | 'Œ' => self.letters.push_str("oe"),
            'æ' | 'Æ' => self.letters.push_str("ae"),
            _ => {
                let letters = c.nfkd().filter(|c| !is_combining_mark(*c));
                self.letters.extend(letters.flat_map(char::to_lowercase));
            }
        }
    }

    fn end_word(&mut self, begun: usize) -> usize {
        let end = self.letters.len();
        if end > begun {
            self.words.push((begun, end, self.questions.len() - 1));
        }
        end
    }

    fn end_sentence(&mut self, is_question: bool) {
        let now = self.questions.len() - 1;
        if self.words.last().is_some_and(|word| word.2 == now) {
            self.questions[now] = is_question;
            self.questions.push(false);
        }
    }

    pub(super) fn word(&self, at: usize) -> &str {
        let (from, to, _) = self.words[at];
        &self.letters[from..to]
    }

    pub(super) fn sentence(&self, at: usize) -> Option<usize> {
        self.words.get(at).map(|word| word.2)
    }

    pub(super) fn goes_on(&self, at: usize, rest: &[&str]) -> bool {
        at + rest.len() <= self.words.len()
            && rest.iter().enumerate().all(|(n, known)| {
                let word = self.word(at + n);
                known
                    .strip_suffix('*')
                    .map_or(word == *known, |stem| word.starts_with(stem))
            })
    }
}
