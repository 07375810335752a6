//! A text cut into tokens that remember their place: words in lower case without accents and apostrophes, runs of
//! digits, and single signs. `5pm` and `Feb13` are two tokens each, the second glued to the first.

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, without accents, apostrophes and the dots of `p.m.`.
    pub text: String,
    /// The place of its first character, counted in characters.
    pub start: usize,
    /// The place behind its last character.
    pub end: usize,
    /// Whether nothing stands between it and the token before.
    pub glued: bool,
}

/// The tokens of a text, with readers that answer outside of it as if there were empty tokens.
#[derive(Debug, Clone)]
pub(crate) struct Tokens(Vec<Token>);

impl Tokens {
    pub(crate) fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut tokens: Vec<Token> = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            if chars[at].is_whitespace() {
                at += 1;
                continue;
            }
            let (text, end) = token_at(&chars, at);
            let glued = tokens.last().is_some_and(|t| t.end == at);
            tokens.push(Token {
                text,
                start: at,
                end,
                glued,
            });
            at = end;
        }
        Self(tokens)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The text of the i-th token; empty behind the end.
    pub(crate) fn word(&self, i: usize) -> &str {
        self.0.get(i).map_or("", |t| &t.text)
    }

    /// The text of the token before the i-th; empty at the beginning.
    pub(crate) fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |k| self.word(k))
    }

    pub(crate) fn is(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.word(i))
    }

    pub(crate) fn glued(&self, i: usize) -> bool {
        self.0.get(i).is_some_and(|t| t.glued)
    }

    /// Whether the tokens from the i-th on are these.
    pub(crate) fn are(&self, i: usize, phrase: &[&str]) -> bool {
        phrase
            .iter()
            .enumerate()
            .all(|(k, w)| self.word(i + k) == *w)
    }

    /// `i`, or the place behind those of the words that stand there.
    pub(crate) fn skip(&self, mut i: usize, words: &[&str]) -> usize {
        while self.is(i, words) {
            i += 1;
        }
        i
    }

    /// The number that the digits of the i-th token are.
    pub(crate) fn digits(&self, i: usize) -> Option<u32> {
        let word = self.word(i);
        let plain = (1..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
        if plain { word.parse().ok() } else { None }
    }

    /// Whether the i-th token is a number in digits, of so many.
    pub(crate) fn has_digits(&self, i: usize, length: usize) -> bool {
        self.word(i).len() == length && self.digits(i).is_some()
    }

    /// Whether there is nothing more to read from the i-th token on but signs.
    pub(crate) fn ends(&self, i: usize) -> bool {
        self.0.iter().skip(i).all(|t| !is_wordlike(&t.text))
    }

    /// Whether a sentence, or a part of one, ends before the i-th token.
    pub(crate) fn pauses(&self, i: usize) -> bool {
        i >= self.len() || self.is(i, &[".", ",", ";", "!", "?", ")", "-", "–"])
    }

    /// The characters that the tokens from the i-th to the one before the j-th cover.
    pub(crate) fn span(&self, i: usize, j: usize) -> (usize, usize) {
        let last = j.max(i + 1) - 1;
        let start = self.0.get(i).map_or(0, |t| t.start);
        (start, self.0.get(last).map_or(start, |t| t.end))
    }
}

fn is_wordlike(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn token_at(chars: &[char], at: usize) -> (String, usize) {
    let first = chars[at];
    if first.is_ascii_digit() {
        let end = run(chars, at, |c| c.is_ascii_digit());
        return (chars[at..end].iter().collect(), end);
    }
    if !first.is_alphabetic() {
        return (first.to_string(), at + 1);
    }
    let end = run(chars, at, |c| c.is_alphabetic() || is_apostrophe(c));
    // `that'` at the end of a quotation.
    let end = end
        - chars[at..end]
            .iter()
            .rev()
            .take_while(|c| is_apostrophe(**c))
            .count();
    let text: String = chars[at..end]
        .iter()
        .filter(|c| !is_apostrophe(**c))
        .flat_map(|c| c.to_lowercase())
        .map(fold)
        .collect();
    // "We'd" is no Wednesday.
    if text == "wed" && chars[at..end].iter().any(|c| is_apostrophe(*c)) {
        return ("we".into(), end);
    }
    half_of_day(chars, at, end, &text).unwrap_or((text, end))
}

/// `p.m.`, `p. m.`, `pm.` with their dots.
fn half_of_day(chars: &[char], at: usize, end: usize, text: &str) -> Option<(String, usize)> {
    let dot = |i: usize| usize::from(chars.get(i) == Some(&'.'));
    let free = at == 0 || !chars[at - 1].is_alphabetic();
    match text {
        "am" | "pm" => Some((text.into(), end + dot(end))),
        "a" | "p" if free && dot(end) == 1 => {
            let m = end + 1 + usize::from(chars.get(end + 1) == Some(&' '));
            let bare = chars.get(m + 1).is_none_or(|c| !c.is_alphabetic());
            let is_m = matches!(chars.get(m), Some('m' | 'M')) && bare;
            is_m.then(|| (format!("{text}m"), m + 1 + dot(m + 1)))
        }
        _ => None,
    }
}

fn run(chars: &[char], at: usize, belongs: impl Fn(char) -> bool) -> usize {
    at + chars[at..].iter().take_while(|c| belongs(**c)).count()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | '´')
}

/// A letter without its accent.
fn fold(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        Tokens::of(text).0.into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn words_numbers_and_signs_are_told_apart() {
        assert_eq!(texts("5pm, Feb13"), ["5", "pm", ",", "feb", "13"]);
        assert_eq!(texts("at 6 P.M. o’clock"), ["at", "6", "pm", "oclock"]);
        assert_eq!(texts("a mañana"), ["a", "manana"]);
        assert_eq!(texts("a. man"), ["a", ".", "man"]);
    }

    #[test]
    fn places_are_counted_in_characters() {
        let tokens = Tokens::of("mañana 6 p.m.!");
        assert_eq!(tokens.span(1, 3), (7, 13));
        assert!(!tokens.glued(1));
        assert!(tokens.glued(3));
    }
}
