//! Numbers in words, and the prices made of them: "fifty dollars", "fünfzig Euro", "cincuenta dólares", "quatre-vingts euros".

use std::{collections::HashMap, sync::LazyLock};

#[rustfmt::skip]
const SMALL: &[(&str, u64)] = &[
    ("a", 0), // "a hundred"
    ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9),
    ("ten", 10), ("eleven", 11), ("twelve", 12), ("thirteen", 13), ("fourteen", 14), ("fifteen", 15), ("sixteen", 16),
    ("seventeen", 17), ("eighteen", 18), ("nineteen", 19), ("twenty", 20), ("thirty", 30), ("forty", 40), ("fourty", 40),
    ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80), ("ninety", 90), ("dozen", 12),
    ("uno", 1), ("una", 1), ("dos", 2), ("tres", 3), ("cuatro", 4), ("cinco", 5), ("seis", 6), ("siete", 7), ("ocho", 8),
    ("nueve", 9), ("diez", 10), ("once", 11), ("doce", 12), ("trece", 13), ("catorce", 14), ("quince", 15),
    ("dieciseis", 16), ("diecisiete", 17), ("dieciocho", 18), ("diecinueve", 19), ("veinte", 20), ("veintiuno", 21),
    ("veintidos", 22), ("veintitres", 23), ("veinticuatro", 24), ("veinticinco", 25), ("veintiseis", 26),
    ("veintisiete", 27), ("veintiocho", 28), ("veintinueve", 29), ("treinta", 30), ("cuarenta", 40), ("cincuenta", 50),
    ("sesenta", 60), ("setenta", 70), ("ochenta", 80), ("noventa", 90), ("cien", 100), ("ciento", 100),
    ("doscientos", 200), ("trescientos", 300), ("cuatrocientos", 400), ("quinientos", 500),
    ("un", 1), ("une", 1), ("deux", 2), ("trois", 3), ("quatre", 4), ("cinq", 5), ("sept", 7), ("huit", 8), ("neuf", 9),
    ("dix", 10), ("onze", 11), ("douze", 12), ("treize", 13), ("quatorze", 14), ("quinze", 15), ("seize", 16),
    ("vingt", 20), ("vingts", 20), ("trente", 30), ("quarante", 40), ("cinquante", 50), ("soixante", 60),
    ("septante", 70), ("nonante", 90),
    ("um", 1), ("uma", 1), ("dois", 2), ("duas", 2), ("quatro", 4), ("sete", 7), ("oito", 8), ("nove", 9), ("dez", 10),
    ("doze", 12), ("treze", 13), ("quinze", 15), ("dezasseis", 16), ("dezesseis", 16), ("dezassete", 17),
    ("dezessete", 17), ("dezoito", 18), ("dezanove", 19), ("dezenove", 19), ("vinte", 20), ("trinta", 30),
    ("quarenta", 40), ("cinquenta", 50), ("sessenta", 60), ("oitenta", 80), ("cem", 100), ("cento", 100),
    ("duzentos", 200), ("trezentos", 300), ("quinhentos", 500), ("duecento", 200), ("trecento", 300), ("cinquecento", 500),
];

#[rustfmt::skip]
const GERMAN: ([&str; 9], [&str; 8], &str) = (
    ["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"],
    ["zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
    "und",
);
#[rustfmt::skip]
const DUTCH: ([&str; 9], [&str; 8], &str) = (
    ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"],
    ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"],
    "en",
);
#[rustfmt::skip]
const TEENS: [(&str, u64); 22] = [
    ("zehn", 10), ("elf", 11), ("zwolf", 12), ("dreizehn", 13), ("vierzehn", 14), ("funfzehn", 15), ("sechzehn", 16),
    ("siebzehn", 17), ("achtzehn", 18), ("neunzehn", 19), ("eine", 1), ("einen", 1),
    ("tien", 10), ("twaalf", 12), ("dertien", 13), ("veertien", 14), ("vijftien", 15), ("zestien", 16),
    ("zeventien", 17), ("achttien", 18), ("negentien", 19), ("hundertfunfzig", 150),
];
#[rustfmt::skip]
const ITALIAN: [&str; 19] = [
    "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici", "tredici",
    "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove",
];
#[rustfmt::skip]
const ITALIAN_TENS: [&str; 8] = [
    "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta",
];

static NUMBERS: LazyLock<HashMap<String, u64>> = LazyLock::new(|| {
    let own = |(word, n): &(&str, u64)| ((*word).to_owned(), *n);
    let mut all: HashMap<String, u64> = SMALL.iter().chain(&TEENS).map(own).collect();
    for (ones, tens, joint) in [GERMAN, DUTCH] {
        for (one, n) in ones.iter().zip(1..) {
            all.insert((*one).to_owned(), n);
            for (ten, m) in tens.iter().zip(2..) {
                all.insert((*ten).to_owned(), m * 10);
                all.insert(format!("{one}{joint}{ten}"), m * 10 + n);
            }
            all.insert(format!("{one}hundert"), n * 100);
            all.insert(format!("{one}honderd"), n * 100);
        }
    }
    for (one, n) in ITALIAN.iter().zip(1..) {
        all.insert((*one).to_owned(), n);
        for (ten, m) in ITALIAN_TENS.iter().zip(2..).filter(|_| n < 10) {
            all.insert((*ten).to_owned(), m * 10);
            // "ventuno", "ventotto".
            let stem = if matches!(n, 1 | 8) {
                &ten[..ten.len() - 1]
            } else {
                ten
            };
            all.insert(format!("{stem}{one}"), m * 10 + n);
        }
    }
    all
});

#[rustfmt::skip]
const CURRENCIES: &[&str] = &[
    "dollars", "dollar", "euros", "euro", "pounds", "quid", "bucks", "pesos", "dolares", "libras", "franken", "francs",
    "dollari", "dollaro", "sterline", "franchi", "reais", "usd", "eur",
];
const CENTS: &[&str] = &[
    "cents",
    "cent",
    "centimos",
    "centimes",
    "centesimi",
    "centavos",
    "pence",
];
/// Whose dollars they are.
const WHOSE: &[&str] = &["us", "american", "canadian", "australian", "u", "s"];

/// The words of a text in lower case, without accents.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            w.chars()
                .flat_map(char::to_lowercase)
                .flat_map(folded)
                .collect()
        })
        .collect()
}

fn folded(c: char) -> Vec<char> {
    match c {
        'ä' | 'á' | 'à' | 'â' | 'ã' => vec!['a'],
        'é' | 'è' | 'ê' | 'ë' => vec!['e'],
        'í' | 'ì' | 'î' | 'ï' => vec!['i'],
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' => vec!['o'],
        'ü' | 'ú' | 'ù' | 'û' => vec!['u'],
        'ß' => vec!['s', 's'],
        'ç' => vec!['c'],
        'ñ' => vec!['n'],
        other => vec![other],
    }
}

/// What multiplies the number before it.
fn times(word: &str) -> Option<u64> {
    match word {
        "hundred" | "hundert" | "honderd" => Some(100),
        "thousand" | "tausend" | "duizend" | "mil" | "mille" | "mila" => Some(1000),
        _ => None,
    }
}

/// The number at a place, and the place behind it.
fn number(words: &[String], at: usize) -> Option<(u64, usize)> {
    let (mut total, mut now, mut end) = (0u64, 0u64, at);
    let mut i = at;
    while let Some(word) = words.get(i).map(String::as_str) {
        if let Some(many) = times(word) {
            if many == 100 {
                now = now.max(1) * 100;
            } else {
                total += now.max(1) * 1000;
                now = 0;
            }
        } else if i > at && matches!(word, "and" | "und" | "y" | "e" | "et" | "en") {
            i += 1;
            continue;
        } else if let Some(&n) = NUMBERS.get(word) {
            // "four-twenty" is eighty in French, and goes on to nineteen.
            let french = n == 20 && now == 4 || matches!(now, 60 | 80) && (10..20).contains(&n);
            let fits = now % if n < 10 { 10 } else { 100 } == 0 && (n < 100 || now == 0);
            if !(fits || french) || n == 0 && i > at {
                break;
            }
            now = if french && n == 20 { 80 } else { now + n };
        } else {
            break;
        }
        i += 1;
        end = i;
    }
    let value = total + now;
    (end > at && value > 0 && value < 1_000_000).then_some((value, end))
}

/// The numbers in words of a text, in hundredths; those that are prices as such.
pub(in crate::guardrails) fn numbers(text: &str) -> Vec<u64> {
    let words = words(text);
    let mut found: Vec<u64> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match number(&words, at) {
            Some((value, end)) => {
                found.push(value * 100);
                at = end;
            }
            None => at += 1,
        }
    }
    found.extend(prices(text).into_iter().map(|(value, _)| value));
    found
}

/// The prices in words of a text, in hundredths, and how they are worded.
pub(in crate::guardrails) fn prices(text: &str) -> Vec<(u64, String)> {
    let words = words(text);
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|w| list.contains(&w.as_str()));
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((value, mut end)) = number(&words, at) else {
            at += 1;
            continue;
        };
        let from = at;
        at = end;
        while is(end, WHOSE) {
            end += 1;
        }
        let value = if is(end, CURRENCIES) {
            let rest = end + 1 + usize::from(is(end + 1, &["and", "und", "y", "e", "et", "en"]));
            match number(&words, rest).filter(|(_, behind)| is(*behind, CENTS)) {
                Some((cents, behind)) => {
                    end = behind;
                    value * 100 + cents
                }
                None => value * 100,
            }
        } else if is(end, CENTS) {
            value
        } else {
            continue;
        };
        at = end + 1;
        found.push((value, words[from..at].join(" ")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_in_words_are_read_in_seven_languages() {
        for (text, value) in [
            ("It is fifty dollars.", 5000),
            ("about twenty-five US dollars", 2500),
            ("one hundred and twenty dollars", 12_000),
            ("a hundred dollars", 10_000),
            ("five dollars and fifty cents", 550),
            ("das macht fünfzig Euro", 5000),
            ("fünfundzwanzig Euro", 2500),
            ("cuesta cincuenta dólares", 5000),
            ("treinta y cinco euros", 3500),
            ("quatre-vingt-dix euros", 9000),
            ("vingt et un euros", 2100),
            ("costa venticinque euro", 2500),
            ("cinquenta e dois euros", 5200),
            ("vijfentwintig euro", 2500),
            ("ninety cents", 90),
        ] {
            let found: Vec<u64> = prices(text).iter().map(|p| p.0).collect();
            assert_eq!(found, [value], "{text}");
        }
        assert!(prices("twelve tables, a dollar sign, one of us").is_empty());
        assert!(numbers("It has twelve places").contains(&1200));
    }
}
