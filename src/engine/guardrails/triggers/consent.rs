//! Whether a customer takes an offer.

use super::words::normal;

/// Words that say yes, in the languages that notices are written in.
const YES: &[&str] = &[
    "yes",
    "yeah",
    "yea",
    "yep",
    "yup",
    "ya",
    "ok",
    "okay",
    "oke",
    "sure",
    "absolutely",
    "definitely",
    "please",
    "ja",
    "jawohl",
    "jap",
    "gern",
    "gerne",
    "klar",
    "bitte",
    "sí",
    "si",
    "claro",
    "vale",
    "dale",
    "bueno",
    "acuerdo",
    "oui",
    "ouais",
    "accord",
    "daccord",
    "volontiers",
    "sì",
    "certo",
    "volentieri",
    "certamente",
    "sim",
    "quero",
    "claro",
    "certeza",
    "graag",
    "prima",
    "doe",
    "alstublieft",
];

/// Words that go along with a yes.
const ALONG: &[&str] = &[
    "do",
    "go",
    "ahead",
    "that",
    "would",
    "be",
    "great",
    "good",
    "nice",
    "id",
    "like",
    "love",
    "it",
    "thanks",
    "thank",
    "you",
    "i",
    "das",
    "wäre",
    "waere",
    "gut",
    "nett",
    "danke",
    "schön",
    "sehr",
    "natürlich",
    "machen",
    "sie",
    "mach",
    "por",
    "favor",
    "gracias",
    "de",
    "quiero",
    "que",
    "está",
    "bien",
    "sil",
    "s",
    "il",
    "vous",
    "te",
    "plaît",
    "plait",
    "svp",
    "stp",
    "merci",
    "je",
    "veux",
    "d",
    "grazie",
    "per",
    "favore",
    "va",
    "bene",
    "piacere",
    "con",
    "com",
    "pode",
    "ser",
    "obrigado",
    "obrigada",
    "faz",
    "se",
    "faxavor",
    "maar",
    "is",
    "goed",
    "dank",
    "u",
    "aub",
    "dat",
    "fijn",
    "heel",
    "wel",
    "wil",
    "ik",
];

/// The longest yes, in words.
const LONGEST: usize = 6;

/// Signs that say yes without a word; the colour of a skin may follow.
const SIGNS: [char; 4] = ['👍', '✅', '👌', '🙏'];

/// Whether the message says yes, and nothing else: to the offer of a person.
pub fn affirms(message: &str) -> bool {
    let text = normal(message);
    let mut words = text.split_whitespace().peekable();
    if words.peek().is_none() {
        return message.contains(SIGNS) && !message.contains('👎');
    }
    let known = |word: &str| YES.contains(&word) || ALONG.contains(&word);
    let words: Vec<&str> = words.collect();
    words.len() <= LONGEST
        && words.iter().all(|word| known(word))
        && (words.iter().any(|word| YES.contains(word)) || AGREES.contains(&text.trim()))
}

/// Yes in several words of which none says so alone.
const AGREES: [&str; 8] = [
    "go ahead",
    "that would be great",
    "id like that",
    "va bene",
    "está bien",
    "je veux bien",
    "pode ser",
    "natürlich",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_is_yes_in_every_language_and_no_is_not() {
        for yes in [
            "yes",
            "Yep!",
            "ok",
            "yes please",
            "go ahead",
            "sí por favor",
            "Si, gracias",
            "vale",
            "oui",
            "Oui, s'il vous plaît",
            "d'accord",
            "ja gerne",
            "Ja bitte",
            "gerne",
            "sì grazie",
            "va bene",
            "certo",
            "sim",
            "Sim, por favor",
            "pode ser",
            "ja graag",
            "graag",
            "👍",
            "👍🏽",
            "ok 👍",
            "Ja, das wäre nett",
        ] {
            assert!(affirms(yes), "{yes}");
        }
        for no in [
            "no",
            "no thanks",
            "nope",
            "nein danke",
            "no gracias",
            "non merci",
            "no grazie",
            "não obrigado",
            "nee dank u",
            "👎",
            "thanks",
            "danke",
            "gracias",
            "",
            "?",
            "yes but what about parking",
            "bien",
            "is it good",
            "ok but no",
        ] {
            assert!(!affirms(no), "{no}");
        }
    }
}
