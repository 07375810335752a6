//! Which language a text is written in. The script tells most; among languages in Latin letters small words, endings and letters do, which
//! are surer than statistics of letters where a text is short. Statistics (whatlang's) have their say as well.

use super::{
    profiles::PROFILES,
    scripts::{self, Script},
};
use crate::limits;
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};
use unicode_normalization::UnicodeNormalization;
use whatlang::{Detector, Lang};

/// What a small word counts; one that several languages share counts less. A word of one letter is hardly one.
const WORD: f32 = 1.0;
const LETTER_WORD: f32 = 0.4;
/// What an ending and a telling letter count.
const ENDING: f32 = 0.25;
const LETTERS: f32 = 0.35;
/// What the statistics count, when they are sure of themselves.
const STATISTICS: f32 = 1.0;

/// What the score of a language that is expected is multiplied with.
const FAVOUR: f32 = 1.15;

/// Small words of the languages in Cyrillic letters, for texts in which no letter tells.
const RUSSIAN: &str = "и в не на с что как по это из у за от для о к так но где когда кто почему сколько какой какая какие какое который был была было были есть или вы вас мне можно нужно хочу если до при во со же ли чем чего кого";
const UKRAINIAN: &str = "та що як чи це де коли хто чому був була було були або але до на не у в з про для за вас мене можна треба хочу якщо дуже ще так немає";
const BULGARIAN: &str = "се са ще какво къде кога колко има ли защо кой коя кои как от за на и в с е да не по до или но сте съм при който която които ми имате може искам бих беше";

/// The words, endings and letters of all profiles, with what each counts for which language.
struct Knowledge {
    words: HashMap<&'static str, Vec<(usize, f32)>>,
    endings: HashMap<&'static str, Vec<(usize, f32)>>,
    letters: HashMap<&'static str, Vec<(usize, f32)>>,
    statistics: Detector,
}

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let shared = |lists: [&'static str; PROFILES.len()], worth: &dyn Fn(&str) -> f32| {
        let mut known: HashMap<&'static str, Vec<(usize, f32)>> = HashMap::new();
        for (language, list) in lists.into_iter().enumerate() {
            for entry in list.split_whitespace().collect::<HashSet<_>>() {
                known
                    .entry(entry)
                    .or_default()
                    .push((language, worth(entry)));
            }
        }
        for languages in known.values_mut() {
            let share = (languages.len() as f32).sqrt();
            languages.iter_mut().for_each(|l| l.1 /= share);
        }
        known
    };
    let one = |word: &str| word.chars().count() == 1;
    Knowledge {
        words: shared(PROFILES.map(|p| p.words), &|w| {
            if one(w) { LETTER_WORD } else { WORD }
        }),
        endings: shared(PROFILES.map(|p| p.endings), &|_| ENDING),
        letters: shared(PROFILES.map(|p| p.letters), &|l| {
            if one(l) && l.is_ascii() {
                LETTERS / 4.0
            } else {
                LETTERS
            }
        }),
        statistics: Detector::with_allowlist(
            PROFILES
                .iter()
                .filter_map(|p| statistical(p.code))
                .collect(),
        ),
    }
});

/// The language of a text (ISO 639-1), or none if it has no letters. `likely` are the languages that a business expects: they are preferred
/// where the text does not tell.
pub fn detect(text: &str, likely: &[&str]) -> Option<&'static str> {
    let text: String = text[..text.floor_char_boundary(limits::LANGUAGE_BYTES)]
        .nfc()
        .collect();
    match scripts::foremost(&text)? {
        Script::Latin => latin(&text, likely),
        Script::Cyrillic => Some(cyrillic(&text)),
        Script::Arabic => Some(arabic(&text)),
        Script::Han if has(&text, '\u{3040}'..='\u{30ff}') => Some("ja"),
        Script::Han => Some("zh"),
        Script::Kana => Some("ja"),
        Script::Other(code) => Some(code),
    }
}

/// Languages in Latin letters.
fn latin(text: &str, likely: &[&str]) -> Option<&'static str> {
    let mut scores = [0.0f32; PROFILES.len()];
    let mut add = |found: Option<&Vec<(usize, f32)>>| {
        for &(language, worth) in found.into_iter().flatten() {
            scores[language] += worth;
        }
    };
    let lower = text.to_lowercase();
    let mut count = 0;
    for word in lower
        .split(|c: char| !c.is_alphabetic() && c != '·')
        .filter(|w| !w.is_empty())
    {
        count += 1;
        add(KNOWLEDGE.words.get(word));
        let chars: Vec<usize> = word
            .char_indices()
            .map(|c| c.0)
            .chain([word.len()])
            .collect();
        for n in 2..=5 {
            if chars.len() > n + 3 {
                add(KNOWLEDGE.endings.get(&word[chars[chars.len() - 1 - n]..]));
            }
        }
        for n in 1..=4 {
            for part in chars.windows(n + 1) {
                add(KNOWLEDGE.letters.get(&word[part[0]..part[n]]));
            }
        }
    }
    for mark in ['¿', '¡'] {
        add(text
            .contains(mark)
            .then(|| KNOWLEDGE.letters.get(mark.encode_utf8(&mut [0; 4]) as &str))
            .flatten());
    }
    let favour = |at: usize, score: f32| {
        if likely.contains(&PROFILES[at].code) {
            score * FAVOUR + 0.3
        } else {
            score
        }
    };
    // Statistics of a few words say little.
    let most = STATISTICS * (count as f32 / 5.0).clamp(0.3, 1.5);
    if !is_clear(&scores, most * FAVOUR, favour)
        && let Some(found) = KNOWLEDGE.statistics.detect(text)
        && let Some(at) = PROFILES
            .iter()
            .position(|p| statistical(p.code) == Some(found.lang()))
    {
        scores[at] += most * if found.is_reliable() { 1.0 } else { 0.6 };
    }
    let scores: Vec<f32> = (0..).zip(scores).map(|(at, s)| favour(at, s)).collect();
    let best =
        (0..PROFILES.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)))?;
    Some(PROFILES[best].code)
}

/// Whether one language is so far ahead that statistics, which cost more than all else, could not change it.
fn is_clear(scores: &[f32], most: f32, favour: impl Fn(usize, f32) -> f32) -> bool {
    let (mut first, mut second) = (0.0, 0.0);
    for (at, score) in scores.iter().enumerate() {
        let score = favour(at, *score);
        if score > first {
            (first, second) = (score, first);
        } else if score > second {
            second = score;
        }
    }
    first > second + most
}

fn cyrillic(text: &str) -> &'static str {
    let lower = text.to_lowercase();
    let any = |letters: &str| lower.chars().any(|c| letters.contains(c));
    if any("іїєґ") {
        return if any("ў") { "be" } else { "uk" };
    }
    if any("ђћџљњј") {
        return if any("ѓќѕ") { "mk" } else { "sr" };
    }
    if any("ыэё") {
        return "ru";
    }
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    let count = |list: &str| {
        words
            .iter()
            .filter(|w| list.split(' ').any(|known| known == **w))
            .count()
    };
    // Bulgarian has it as a vowel, Russian only to keep two letters apart.
    let vowel = words
        .iter()
        .filter(|w| w.contains('ъ') && !w.contains("ъе") && !w.contains("ъя") && !w.contains("ъю"))
        .count();
    let (russian, ukrainian, bulgarian) = (
        count(RUSSIAN),
        count(UKRAINIAN),
        count(BULGARIAN) + 2 * vowel,
    );
    if bulgarian > russian.max(ukrainian) {
        "bg"
    } else if ukrainian > russian {
        "uk"
    } else {
        "ru"
    }
}

fn arabic(text: &str) -> &'static str {
    if text.chars().any(|c| "ٹڈڑںےھ".contains(c)) {
        "ur"
    } else if text.chars().any(|c| "پچژگیک".contains(c)) {
        "fa"
    } else {
        "ar"
    }
}

fn has(text: &str, range: std::ops::RangeInclusive<char>) -> bool {
    text.chars().any(|c| range.contains(&c))
}

fn statistical(code: &str) -> Option<Lang> {
    Some(match code {
        "en" => Lang::Eng,
        "de" => Lang::Deu,
        "es" => Lang::Spa,
        "fr" => Lang::Fra,
        "it" => Lang::Ita,
        "pt" => Lang::Por,
        "nl" => Lang::Nld,
        "sv" => Lang::Swe,
        "da" => Lang::Dan,
        "no" => Lang::Nob,
        "pl" => Lang::Pol,
        "cs" => Lang::Ces,
        "ro" => Lang::Ron,
        "tr" => Lang::Tur,
        "vi" => Lang::Vie,
        "hu" => Lang::Hun,
        "fi" => Lang::Fin,
        "id" => Lang::Ind,
        "ca" => Lang::Cat,
        "hr" => Lang::Hrv,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_questions_are_told_apart() {
        for (text, language) in [
            ("Are you open today?", "en"),
            ("Habt ihr heute offen?", "de"),
            ("¿A qué hora abren?", "es"),
            ("Vous êtes ouverts ?", "fr"),
            ("Siete aperti oggi?", "it"),
            ("Vocês abrem hoje?", "pt"),
            ("Zijn jullie vandaag open?", "nl"),
            ("Har ni öppet idag?", "sv"),
            ("Har I åbent i dag?", "da"),
            ("Czy jest parking?", "pl"),
            ("Aveți locuri libere?", "ro"),
            ("Bugün açık mısınız?", "tr"),
            ("Có chỗ đậu xe không?", "vi"),
            ("Есть ли парковка?", "ru"),
            ("Чи є парковка?", "uk"),
            ("Πού είστε;", "el"),
            ("你们几点开门？", "zh"),
            ("何時に開きますか", "ja"),
            ("몇 시에 열어요?", "ko"),
            ("متى تفتحون؟", "ar"),
            ("क्या पार्किंग है?", "hi"),
            ("WiFi รหัสอะไร", "th"),
        ] {
            assert_eq!(detect(text, &[]), Some(language), "{text}");
        }
    }

    #[test]
    fn what_a_business_expects_decides_where_the_text_does_not() {
        assert_eq!(detect("ok", &["de"]), Some("de"));
        assert_eq!(detect("no", &["es"]), Some("es"));
        assert_eq!(detect("12:30 🙂", &["de"]), None);
    }
}
