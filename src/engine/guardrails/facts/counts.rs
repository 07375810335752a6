//! Numbers that carry a claim: how many of something there are ("400 parking spaces"), and codes that somebody could use ("SAVE20").

/// Numbers below this are counted on fingers: they are mostly no claims.
const FEW: u64 = 10;

/// What follows a number without being counted by it: words that join, months, currencies, halves of the day, in seven languages.
const NOT_COUNTED: &str = "\
    and|or|to|until|till|from|for|on|at|in|is|are|was|were|per|with|if|but|a|an|the|we|you|it|i|they|then|so|as|by|of|off|that|this|please|about|after|before|over|under|into|near|behind|beside|where|who|how|can|will|has|have|had|do|does|may|am|pm|noon|oclock|when|which|not|\
    january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|\
    monday|tuesday|wednesday|thursday|friday|saturday|sunday|street|st|avenue|ave|road|rd|percent|prozent|procent|\
    und|oder|bis|von|für|fur|am|um|im|ist|sind|pro|mit|wenn|aber|ein|eine|der|die|das|wir|sie|uhr|januar|februar|märz|april|mai|juni|juli|oktober|dezember|\
    y|o|hasta|de|del|para|en|es|son|por|con|si|pero|un|una|el|la|los|las|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|\
    et|ou|jusqu|pour|le|les|est|sont|par|avec|mais|heures|heure|h|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|\
    e|fino|per|il|lo|sono|con|se|ma|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre|\
    até|ate|em|são|sao|com|mas|um|uma|os|as|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|\
    en|of|tot|van|voor|op|om|zijn|met|als|maar|een|het|uur|januari|februari|maart|mei|augustus|\
    usd|eur|gbp|chf|dollars|dollar|euros|euro|pounds|quid|bucks|pesos|yen|dólares|dólar|dolares|libras|franken|pfund|francs|franc|dollari|dollaro|sterline|franchi|reais|kronen|kronor|kroner|cents|cent|céntimos|centimes|centesimi|cêntimos|centavos";

/// Words of what has a number for its name: "room 12 faces the water".
const NAMED_BY: [&str; 26] = [
    "number",
    "no",
    "room",
    "table",
    "line",
    "bus",
    "route",
    "page",
    "step",
    "item",
    "order",
    "case",
    "suite",
    "gate",
    "platform",
    "floor",
    "pier",
    "exit",
    "highway",
    "nummer",
    "zimmer",
    "tisch",
    "linie",
    "mesa",
    "ligne",
    "bestellung",
];

/// A number and the word for what is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::guardrails) struct Count {
    pub(in crate::guardrails) number: u64,
    pub(in crate::guardrails) of: String,
}

/// The numbers of two digits and more that something is counted with.
pub(in crate::guardrails) fn counts(text: &str) -> Vec<Count> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = &text[at..];
        let len = run
            .bytes()
            .take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
            .count();
        let end = at + len;
        if let Some(count) = count(&text[..at], &run[..len], &text[end..]) {
            found.push(count);
        }
        at = end;
    }
    found
}

fn count(before: &str, digits: &str, after: &str) -> Option<Count> {
    let led = before.chars().next_back();
    if led.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '*' | '_' | '"' | '–' | '—'))
    {
        return None;
    }
    // "1,200" and "1.200" are one number; what ends in a sign is the number of a line, "7.5" is no count.
    let groups: Vec<&str> = digits.split([',', '.']).collect();
    if groups[1..].iter().any(|g| g.len() != 3) {
        return None;
    }
    let number: u64 = groups.concat().parse().ok()?;
    let year = digits.len() == 4 && (1800..2200).contains(&number);
    if number < FEW || digits.len() > 9 || year {
        return None;
    }
    let mut rest = after.trim_start_matches(['*', '_']);
    rest = rest
        .strip_prefix(' ')
        .or_else(|| rest.strip_prefix('-'))
        .or_else(|| rest.strip_prefix('\u{a0}'))?;
    let word: String = rest
        .trim_start_matches(['*', '_'])
        .chars()
        .take_while(|c| c.is_alphabetic())
        .collect();
    let lower = word.to_lowercase();
    let counted = lower.chars().count() > 2 && !NOT_COUNTED.split('|').any(|w| w == lower);
    // "December 24 works": the day of a month.
    let last = before
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .trim_matches(|c: char| !c.is_alphabetic())
        .to_lowercase();
    (counted && !is_month(&last) && !NAMED_BY.contains(&last.as_str())).then_some(Count {
        number: number * 100,
        of: word,
    })
}

fn is_month(word: &str) -> bool {
    const BEGINS: [&str; 20] = [
        "jan", "feb", "mar", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "oct", "okt",
        "nov", "dec", "dez", "ene", "fév", "ago", "dic",
    ];
    BEGINS.iter().any(|b| word.starts_with(b)) && word.chars().count() < 11
}

/// What names a code: the word before it.
const CODES: [&str; 14] = [
    "code",
    "codes",
    "coupon",
    "voucher",
    "promo",
    "rabattcode",
    "gutscheincode",
    "código",
    "codigo",
    "cupón",
    "codice",
    "cupom",
    "kortingscode",
    "kode",
];

/// Words that may stand between the word and the code.
const BETWEEN: [&str; 13] = [
    "is", "the", "called", "lautet", "ist", "es", "est", "è", "é", "promo", "discount", "named",
    "code",
];

/// The codes of a text: letters and digits that nobody writes otherwise, and what stands behind the word "code" in capitals.
pub(in crate::guardrails) fn codes(text: &str) -> Vec<String> {
    let words: Vec<&str> = text
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty())
        .collect();
    let mut codes = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let capital = word.len() > 3
            && word
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
            && word.bytes().any(|b| b.is_ascii_uppercase());
        let before: Vec<String> = words[i.saturating_sub(3)..i]
            .iter()
            .map(|w| w.to_lowercase())
            .collect();
        let mut named = before.iter().rev();
        let named = named
            .find(|w| !BETWEEN.contains(&w.as_str()) || w.as_str() == "code")
            .is_some_and(|w| CODES.contains(&w.as_str()));
        if capital && (named || is_made_up(word)) {
            codes.push((*word).to_owned());
        }
    }
    codes
}

/// Letters with a number at the end: WELCOME10.
fn is_made_up(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = &word[letters..];
    letters > 2 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_from_dates_times_and_prices() {
        let of = |text: &str| -> Vec<u64> { counts(text).iter().map(|c| c.number / 100).collect() };
        assert_eq!(of("We have 400 parking spaces and 12 tables."), [400, 12]);
        assert_eq!(of("Wir haben 1.200 Plätze, a 15-minute walk"), [1200, 15]);
        for text in [
            "On December 24 works, or 24 December",
            "It costs 50 dollars, $12 each",
            "at 10 we open; 18:30 sharp; 10. first",
            "sentence number 10 stands in room 12 upstairs",
            "in 2026 people came; 7 tables; 10 am",
            "It is 12.50 each; call 631-555-0142 today",
        ] {
            assert!(of(text).is_empty(), "{text}: {:?}", counts(text));
        }
    }

    #[test]
    fn codes_are_found_by_their_name_and_by_their_look() {
        assert_eq!(
            codes("Use code WELCOME at the till, or SAVE20."),
            ["WELCOME", "SAVE20"]
        );
        assert_eq!(codes("The discount code is “HARBOR-5”."), ["HARBOR-5"]);
        for text in [
            "Our dress code is smart casual",
            "ZIP code 11944",
            "OPEN DAILY",
            "Reply YES",
        ] {
            assert!(codes(text).is_empty(), "{text}");
        }
    }
}
