//! A text as what matters for dates in it: numbers, months, what joins them, and what makes a number something else.

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number {
        value: u16,
        digits: u8,
    },
    Month(u8),
    /// The "th" of "4th".
    Ordinal,
    Of,
    And,
    To,
    /// Also before a time: "July 4 until 10".
    Until,
    Dash,
    Dot,
    Comma,
    Slash,
    Colon,
    /// "pm", "Uhr": the number is a time.
    Clock,
    /// A currency or "%".
    Money,
    Word,
    Break,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Whether it follows the one before without a space.
    pub(super) glued: bool,
}

/// Longest word that is looked up, in bytes.
const LONGEST: usize = 12;

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Tokens::default();
    for word in text.split_whitespace() {
        tokens.glued = false;
        if word.contains("://") || word.contains('@') {
            tokens.push(Kind::Break);
        } else {
            tokens.word(word);
        }
    }
    tokens.all
}

#[derive(Default)]
struct Tokens {
    all: Vec<Token>,
    glued: bool,
    /// A weekday was left out: so is the comma behind it.
    after_weekday: bool,
}

impl Tokens {
    fn push(&mut self, kind: Kind) {
        let skips = std::mem::take(&mut self.after_weekday);
        if !(skips && matches!(kind, Kind::Comma | Kind::Dot)) {
            let glued = std::mem::replace(&mut self.glued, true);
            self.all.push(Token { kind, glued });
        }
    }

    fn word(&mut self, word: &str) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let end = if first.is_ascii_digit() {
                rest.find(|c: char| !c.is_ascii_digit())
            } else if first.is_alphabetic() {
                rest.find(|c: char| !c.is_alphabetic())
            } else {
                Some(first.len_utf8())
            };
            let piece;
            (piece, rest) = rest.split_at(end.unwrap_or(rest.len()));
            if first.is_ascii_digit() {
                let short = piece.len() <= 4;
                let value = piece.parse().ok().filter(|_| short).unwrap_or(0);
                let digits = u8::try_from(piece.len()).unwrap_or(u8::MAX);
                self.push(Kind::Number { value, digits });
            } else if !first.is_alphabetic() {
                self.sign(first);
            } else if let Some(behind) = half_of_the_day(piece, rest) {
                self.push(Kind::Clock);
                rest = behind;
            } else {
                self.letters(piece);
            }
        }
    }

    fn sign(&mut self, sign: char) {
        match sign {
            '-' | '–' | '—' | '\u{2011}' => self.push(Kind::Dash),
            '.' => self.push(Kind::Dot),
            ',' => self.push(Kind::Comma),
            '/' => self.push(Kind::Slash),
            ':' => self.push(Kind::Colon),
            '$' | '€' | '£' | '%' => self.push(Kind::Money),
            '&' => self.push(Kind::And),
            '°' => self.push(Kind::Ordinal),
            // Emphasis, and the apostrophe of "d'août".
            '*' | '_' | '\'' | '’' => {}
            _ => self.push(Kind::Break),
        }
    }

    fn letters(&mut self, word: &str) {
        let mut buffer = [0; LONGEST];
        let Some(lower) = lower(word, &mut buffer) else {
            return self.push(Kind::Word);
        };
        let behind_number = self.all.last().is_some_and(|t| {
            self.glued && !self.after_weekday && matches!(t.kind, Kind::Number { .. })
        });
        if behind_number && is_ordinal(lower) {
            return self.push(Kind::Ordinal);
        }
        if is_weekday(lower) {
            self.after_weekday = true;
            return;
        }
        // "Tables for 4 may be moved".
        if lower == "may" && !word.starts_with('M') {
            return self.push(Kind::Word);
        }
        // "2 Mai Tais".
        if lower.starts_with("tai")
            && let Some(last) = self.all.iter_mut().rev().find(|t| t.kind != Kind::Dash)
            && last.kind == Kind::Month(5)
        {
            last.kind = Kind::Word;
        }
        self.push(kind(lower));
    }
}

/// What is left behind "a.m." or "p.m.", of which this is the first letter.
fn half_of_the_day<'a>(letter: &str, rest: &'a str) -> Option<&'a str> {
    let is_half = letter.eq_ignore_ascii_case("a") || letter.eq_ignore_ascii_case("p");
    let m = rest.strip_prefix('.')?;
    is_half
        .then(|| m.strip_prefix(['m', 'M']))
        .flatten()
        .map(|rest| rest.strip_prefix('.').unwrap_or(rest))
}

/// A word in lower case; `None` if it is too long to be looked up.
fn lower<'a>(word: &str, buffer: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let place = buffer.get_mut(..word.len())?;
    place.copy_from_slice(word.as_bytes());
    place.make_ascii_lowercase();
    std::str::from_utf8(place).ok()
}

#[rustfmt::skip]
fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "e" | "ème" | "eme" | "te" | "ten" | "ter" | "de" | "o" | "a" | "º" | "ª")
}

#[rustfmt::skip]
fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
            | "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat" | "sun"
            | "montag" | "dienstag" | "mittwoch" | "donnerstag" | "freitag" | "samstag" | "sonntag"
            | "lunes" | "martes" | "miércoles" | "jueves" | "viernes" | "sábado" | "domingo"
            | "lundi" | "mardi" | "mercredi" | "jeudi" | "vendredi" | "samedi" | "dimanche"
            | "lunedì" | "martedì" | "mercoledì" | "giovedì" | "venerdì" | "sabato" | "domenica"
            | "segunda" | "terça" | "quarta" | "quinta" | "sexta" | "feira"
            | "maandag" | "dinsdag" | "woensdag" | "donderdag" | "vrijdag" | "zaterdag" | "zondag"
    )
}

#[rustfmt::skip]
fn kind(word: &str) -> Kind {
    match word {
        "am" | "pm" | "uhr" | "h" | "hrs" | "uur" | "heures" => Kind::Clock,
        "usd" | "eur" | "gbp" | "chf" | "dollars" | "dollar" | "euros" | "euro" | "percent" => Kind::Money,
        "of" | "the" | "de" | "del" | "di" | "do" | "da" | "d" | "den" | "le" | "el" | "il" => Kind::Of,
        "and" | "und" | "y" | "et" | "e" | "en" | "or" | "oder" | "o" | "ou" => Kind::And,
        "to" | "through" | "thru" | "a" | "al" | "au" | "à" | "ao" => Kind::To,
        "until" | "till" | "bis" | "hasta" | "até" | "tot" | "fino" | "jusqu" => Kind::Until,
        _ => month(word).map_or(Kind::Word, Kind::Month),
    }
}

/// In English, German, Spanish, French, Italian, Portuguese and Dutch; short forms that are words of their own ("set", "out", "ago") are left out.
#[rustfmt::skip]
fn month(word: &str) -> Option<u8> {
    Some(match word {
        "january" | "jan" | "januar" | "jänner" | "enero" | "ene" | "janvier" | "janv" | "gennaio" | "janeiro"
        | "januari" => 1,
        "february" | "feb" | "februar" | "febrero" | "février" | "fevrier" | "févr" | "febbraio" | "fevereiro"
        | "fev" | "februari" => 2,
        "march" | "mar" | "märz" | "maerz" | "mär" | "marzo" | "mars" | "março" | "maart" | "mrt" => 3,
        "april" | "apr" | "abril" | "abr" | "avril" | "avr" | "aprile" => 4,
        "may" | "mai" | "mayo" | "maggio" | "maio" | "mei" => 5,
        "june" | "jun" | "juni" | "junio" | "juin" | "giugno" | "giu" | "junho" => 6,
        "july" | "jul" | "juli" | "julio" | "juillet" | "juil" | "luglio" | "lug" | "julho" => 7,
        "august" | "aug" | "agosto" | "août" | "aout" | "augustus" => 8,
        "september" | "sept" | "sep" | "septiembre" | "setiembre" | "septembre" | "settembre" | "setembro" => 9,
        "october" | "oct" | "oktober" | "okt" | "octubre" | "octobre" | "ottobre" | "ott" | "outubro" => 10,
        "november" | "nov" | "noviembre" | "novembre" | "novembro" => 11,
        "december" | "dec" | "dezember" | "dez" | "diciembre" | "dic" | "décembre" | "decembre" | "déc"
        | "dicembre" | "dezembro" => 12,
        _ => return None,
    })
}
