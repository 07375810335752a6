//! What a model says instead of the word for "I do not know": "I'm sorry, I don't have that information.", in seven languages. It is an answer
//! that is none, and the customer is offered a person.

/// Words of a draft up to which it may be nothing but that.
const SHORT: usize = 45;

/// Characters around the words that say it, from which on a sentence says more.
const MORE_WORDS: usize = 12;

/// How somebody does not know, in lower case letters with straight apostrophes.
#[rustfmt::skip]
const NOT_KNOWN: &[&str] = &[
    "i don't know", "i do not know", "i dont know", "we don't know", "i'm not sure", "i am not sure", "i'm unsure",
    "i don't have that information", "i don't have this information", "i don't have information", "i don't have any information",
    "i do not have that information", "i do not have this information", "i do not have information", "i do not have any information",
    "i don't have the answer", "i don't have an answer", "i don't have details", "i don't have any details", "i don't have access to that",
    "i don't have enough information", "i couldn't find", "i could not find", "i can't find", "i cannot find", "i can't answer that",
    "i cannot answer that", "i have no information", "i'm not able to answer", "i am not able to answer", "i'm unable to answer",
    "i am unable to answer", "no idea", "i don't have specific information", "i do not have specific information",
    "das weiß ich leider nicht", "das weiß ich nicht", "das weiss ich nicht", "ich weiß es nicht", "ich weiss es nicht", "ich weiß das nicht", "ich weiß nicht",
    "ich weiss nicht", "weiß ich leider nicht", "ich bin mir nicht sicher", "ich bin nicht sicher", "keine informationen",
    "keine information", "dazu kann ich nichts sagen", "kann ich nicht beantworten", "diese information habe ich nicht",
    "no lo sé", "no lo se", "no sé", "no estoy seguro", "no estoy segura", "no tengo esa información", "no tengo información",
    "no tengo esa informacion", "no dispongo de esa información", "no dispongo de información", "no tengo ese dato", "no puedo responder",
    "je ne sais pas", "je n'en sais rien", "je ne suis pas sûr", "je ne suis pas sûre", "je n'ai pas cette information",
    "je n'ai pas d'information", "je n'ai pas l'information", "je ne dispose pas de cette information", "je ne peux pas répondre",
    "non lo so", "non so", "non sono sicuro", "non sono sicura", "non ho questa informazione", "non ho informazioni", "non ho queste informazioni",
    "non dispongo di", "non posso rispondere",
    "não sei", "nao sei", "não tenho certeza", "não tenho a certeza", "não tenho essa informação", "não tenho informação",
    "não tenho informações", "não disponho", "não posso responder",
    "dat weet ik niet", "ik weet het niet", "ik weet dat niet", "ik weet niet", "ik ben niet zeker", "die informatie heb ik niet",
    "ik heb die informatie niet", "ik heb deze informatie niet", "ik heb geen informatie", "ik ben er niet zeker van",
];

/// Beginnings of words by which a sentence only apologises, or points to people.
#[rustfmt::skip]
const ASIDE: &[&str] = &[
    "sorry", "apolog", "unfortunately", "afraid", "please", "contact", "team", "person", "staff", "human", "colleague", "help", "let", "reach",
    "leider", "bitte", "team", "mitarbeiter", "tut", "lo siento", "siento", "lamento", "contact", "equipo", "persona", "désolé", "desole",
    "équipe", "contactez", "spiace", "dispiace", "persona", "contatt", "desculp", "equipa", "equipe", "pessoa", "helaas", "spijt", "alstublieft",
    "hi", "hello", "thank", "good",
];

/// Words that ask back: such a draft waits for the customer.
const ASKS_BACK: [&str; 12] = [
    "you mean",
    "clarify",
    "could you tell me",
    "can you tell me",
    "more detail",
    "which one",
    "rephrase",
    "meinen sie",
    "quiere decir",
    "voulez-vous dire",
    "intende",
    "bedoelt",
];

/// What turns a sentence to something that is known after all.
const BUT: &[&str] = &[
    "but", "however", "though", "aber", "jedoch", "pero", "mais", "ma", "però", "mas", "maar",
];

/// Whether a draft says nothing but that it does not know. One that cites a passage says more.
pub(crate) fn is_unknown(draft: &str) -> bool {
    let lower = draft.to_lowercase().replace('’', "'");
    let cites = lower
        .split('[')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let asks_back = ASKS_BACK.iter().any(|a| lower.contains(a));
    if cites || asks_back || words(&lower).count() > SHORT {
        return false;
    }
    let mut not_known = false;
    for sentence in lower.split_inclusive(['.', '!', '?', '\n', ';']) {
        let sentence = sentence.trim();
        match NOT_KNOWN.iter().find_map(|n| place(sentence, n)) {
            Some(after) if says_only_that(after) => not_known = true,
            Some(_) => return false,
            None if is_aside(sentence) => {}
            None => return false,
        }
    }
    not_known
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|w| !w.is_empty())
}

/// What follows the words, if a sentence has them as words of their own.
fn place<'a>(sentence: &'a str, phrase: &str) -> Option<&'a str> {
    let at = sentence.find(phrase)?;
    let (before, after) = (&sentence[..at], &sentence[at + phrase.len()..]);
    let apart =
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
    // "If I don't know something, I ask": no.
    let leads =
        words(before).count() <= 4 && !words(before).any(|w| matches!(w, "if" | "when" | "what"));
    (apart && leads).then_some(after)
}

/// Whether nothing that is known follows in the sentence: a "but" that does not only point to people.
fn says_only_that(after: &str) -> bool {
    let mut following = words(after);
    let turned = following.by_ref().any(|w| BUT.contains(&w));
    let rest: Vec<&str> = following.collect();
    let points = rest.iter().any(|w| ASIDE.iter().any(|a| w.starts_with(a)));
    (points || !turned) && words(after).count() <= MORE_WORDS * 2
}

fn is_aside(sentence: &str) -> bool {
    let short = words(sentence).count() <= MORE_WORDS * 2;
    let points = words(sentence).any(|w| ASIDE.iter().any(|a| w.starts_with(a)));
    sentence.chars().all(|c| !c.is_alphanumeric())
        || short && (sentence.ends_with('?') || points || words(sentence).count() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_none_is_told_in_seven_languages() {
        for draft in [
            "I don't know.",
            "I'm not sure.",
            "I don't have that information.",
            "I'm sorry, but I don't have information about that. Would you like me to ask the team?",
            "Sorry! I don’t know that. Please contact our team.",
            "I'm sorry, I don't know, but our team can help.",
            "Das weiß ich leider nicht.",
            "Das weiß ich nicht. Bitte wenden Sie sich an unser Team.",
            "Lo siento, no lo sé.",
            "No tengo esa información.",
            "Désolé, je ne sais pas.",
            "Mi dispiace, non lo so.",
            "Desculpe, não sei.",
            "Sorry, dat weet ik niet.",
        ] {
            assert!(is_unknown(draft), "{draft}");
        }
    }

    #[test]
    fn what_says_something_is_an_answer() {
        for draft in [
            "I don't know the exact number, but there is a car park behind the house.",
            "I'm not sure how many places there are. The car park is behind the house.",
            "I don't know the price of the tart. [1]",
            "Dogs are welcome on the terrace.",
            "If I don't know something, I ask a person.",
            "Yes.",
            "Would you like a person?",
            "Let me know what you would like.",
            "I'm not sure what you mean. Could you say it in other words?",
            "",
        ] {
            assert!(!is_unknown(draft), "{draft}");
        }
    }
}
