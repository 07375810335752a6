//! Questions about opening hours in German, Spanish, French, Italian, Portuguese and Dutch. Every word must be one of such a question, because a
//! question about the kitchen or the car park is another's.

use super::{super::answer::View, settle};
use crate::datetime::{Time, tokens::Tokens};
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use serde_json::{Map, Value, json};

/// The words of a language, without accents.
struct Tongue {
    code: &'static str,
    /// Words that make it a question about hours.
    opening: &'static str,
    /// Words that ask for the hours of all days.
    general: &'static str,
    /// Words that ask for a clock time: without a day, those of today are told.
    clock: &'static str,
    /// Words that leave it one.
    plain: &'static str,
    /// Monday to Sunday, separated by spaces; others of the same day by `|`.
    weekdays: &'static str,
    tomorrow: &'static str,
    today: &'static str,
    after_tomorrow: &'static str,
    weekend: &'static str,
    /// Named days with month and day.
    named: &'static [(&'static str, u32, u32)],
    /// Words before a clock time.
    at: &'static str,
}

#[rustfmt::skip]
const TONGUES: [Tongue; 6] = [
    Tongue {
        code: "de",
        opening: "auf|offen|geoffnet|offnet|offnen|offnungszeiten|offnungszeit|zu|geschlossen|schliesst|schliessen|macht|aufmachen",
        general: "offnungszeiten|offnungszeit|zeiten|tage|tagen|woche",
        clock: "wann|wie|lange|uhr|bis|ab",
        plain: "wann|wie|lange|uhr|bis|ab|um|von|habt|haben|hat|ihr|sie|seid|sind|ist|ich|kann|kommen|noch|jetzt|gerade|am|an|den|der|die|das|eure|ihre|euer|ihren|was|welche|machen|macht|denn|bitte|hallo|guten|tag|hi|danke|auch|und|oder|im|in|es|restaurant|laden|geschaft|bistro|cafe|eigentlich|abends|abend|mittags|morgens|nachmittags|immer|schon|wieder|diesen|dieses|nachsten|nachste|kommenden|kommende|zeiten|tage|tagen|woche|gibt|mal|sagen|mir|konnen|konnten|wissen|gern|gerne|mochte|wollte|fragen|ob|wochenende|moin|servus",
        weekdays: "montag|montags dienstag|dienstags mittwoch|mittwochs donnerstag|donnerstags freitag|freitags samstag|samstags|sonnabend sonntag|sonntags",
        tomorrow: "morgen", today: "heute|heut", after_tomorrow: "ubermorgen", weekend: "wochenende",
        named: &[("heiligabend", 12, 24), ("heiligen abend", 12, 24), ("weihnachten", 12, 25), ("silvester", 12, 31), ("neujahr", 1, 1)],
        at: "um|nach|bis|ab|gegen",
    },
    Tongue {
        code: "es",
        opening: "abre|abren|abris|abierto|abiertos|abierta|abrir|cierra|cierran|cerrais|cerrado|cerrados|horario|horarios|apertura|cierre",
        general: "horario|horarios|dias|semana",
        clock: "hora|horas|cuando|hasta|desde",
        plain: "a|que|hora|horas|cuando|hasta|desde|de|del|el|la|los|las|en|y|o|esta|estan|estais|es|son|su|sus|tu|vuestro|ustedes|vosotros|ahora|todavia|aun|mismo|cual|cuales|tienen|teneis|hola|buenos|buenas|dias|tardes|noches|por|favor|gracias|restaurante|tienda|local|bistro|este|proximo|al|si|mi|me|puede|pueden|decir|decirme|saber|quisiera|quiero|todos|semana|fin|tambien|hoy|para|con|lo|se|noche|tarde",
        weekdays: "lunes martes miercoles jueves viernes sabado|sabados domingo|domingos",
        tomorrow: "manana", today: "hoy", after_tomorrow: "pasado manana", weekend: "fin de semana",
        named: &[("nochebuena", 12, 24), ("navidad", 12, 25), ("nochevieja", 12, 31), ("ano nuevo", 1, 1)],
        at: "las|la",
    },
    Tongue {
        code: "fr",
        opening: "ouvert|ouverts|ouverte|ouvertes|ouvrez|ouvre|ouvrir|ferme|fermes|fermez|fermer|fermeture|ouverture|horaires|horaire",
        general: "horaires|horaire|jours|semaine",
        clock: "heure|heures|quand|jusqu|jusqua",
        plain: "a|quelle|quelles|quels|quel|heure|heures|quand|jusqu|jusqua|est|ce|que|vous|etes|le|la|les|l|d|de|du|des|vos|votre|en|et|ou|sont|on|encore|maintenant|bonjour|bonsoir|salut|merci|s|il|plait|svp|stp|restaurant|magasin|boutique|bistro|bistrot|ce|cette|prochain|prochaine|semaine|jours|je|peux|venir|aussi|pour|pouvez|dire|me|savoir|voudrais|fin|soir|matin|midi|week|end|actuellement|moment|au|qu|tous|es",
        weekdays: "lundi|lundis mardi|mardis mercredi|mercredis jeudi|jeudis vendredi|vendredis samedi|samedis dimanche|dimanches",
        tomorrow: "demain", today: "aujourdhui|aujourd hui", after_tomorrow: "apres demain", weekend: "week end|weekend",
        named: &[("reveillon de noel", 12, 24), ("noel", 12, 25), ("saint sylvestre", 12, 31), ("jour de l an", 1, 1), ("jour de lan", 1, 1), ("nouvel an", 1, 1)],
        at: "a|de|jusqua",
    },
    Tongue {
        code: "it",
        opening: "aperto|aperti|aperta|apre|aprite|aprono|aprire|chiude|chiudete|chiudono|chiuso|chiusi|orari|orario|apertura|chiusura",
        general: "orari|orario|giorni|settimana",
        clock: "ora|ore|quando|fino|che",
        plain: "a|che|ora|ore|quando|fino|da|di|del|il|la|i|gli|le|in|e|o|siete|sono|e|vostri|vostro|suoi|vostra|adesso|ancora|qual|quali|avete|ciao|salve|buongiorno|buonasera|per|favore|grazie|ristorante|negozio|locale|bistro|questo|questa|prossimo|prossima|settimana|giorni|posso|venire|anche|mi|puo|dire|sapere|vorrei|fine|alle|al|alla|tutti|ma|se|sera|mattina|dalle",
        weekdays: "lunedi martedi mercoledi giovedi venerdi sabato domenica",
        tomorrow: "domani", today: "oggi", after_tomorrow: "dopodomani", weekend: "fine settimana|weekend",
        named: &[("vigilia di natale", 12, 24), ("vigilia", 12, 24), ("natale", 12, 25), ("capodanno", 1, 1), ("san silvestro", 12, 31)],
        at: "alle|dalle",
    },
    Tongue {
        code: "pt",
        opening: "abre|abrem|aberto|abertos|aberta|abrir|fecha|fecham|fechado|fechados|fechar|horario|horarios|abertura|encerramento|encerram",
        general: "horario|horarios|dias|semana",
        clock: "horas|hora|quando|ate|desde",
        plain: "a|as|que|horas|hora|quando|ate|desde|de|do|da|o|os|em|no|na|e|ou|esta|estao|sao|seu|seus|vosso|voces|agora|ainda|qual|quais|tem|ola|oi|bom|boa|dia|tarde|noite|por|favor|obrigado|obrigada|restaurante|loja|bistro|este|esta|proximo|proxima|semana|dias|posso|vir|ir|tambem|me|pode|podem|dizer|saber|queria|gostaria|fim|para|se|todos|feira",
        weekdays: "segunda|segundas terca|tercas quarta|quartas quinta|quintas sexta|sextas sabado|sabados domingo|domingos",
        tomorrow: "amanha", today: "hoje", after_tomorrow: "depois de amanha", weekend: "fim de semana|final de semana",
        named: &[("vespera de natal", 12, 24), ("natal", 12, 25), ("ano novo", 1, 1), ("reveillon", 12, 31)],
        at: "as|ate",
    },
    Tongue {
        code: "nl",
        opening: "open|geopend|opent|openingstijden|openingsuren|dicht|gesloten|sluiten|sluit|sluitingstijd",
        general: "openingstijden|openingsuren|tijden|dagen|week",
        clock: "laat|wanneer|tot|hoelang|uur",
        plain: "hoe|laat|wanneer|tot|hoelang|lang|van|vanaf|om|uur|zijn|is|gaan|gaat|jullie|u|je|jij|de|het|een|wat|welke|op|in|en|of|nu|nog|hallo|hoi|goedendag|dag|alsjeblieft|alstublieft|graag|bedankt|dank|restaurant|winkel|zaak|bistro|deze|dit|volgende|komende|dagen|week|tijden|kan|ik|komen|ook|me|mij|kunt|zeggen|weten|wil|wilde|eigenlijk|avond|s|avonds|vanavond|momenteel|weekend|aan|bent|ben",
        weekdays: "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        tomorrow: "morgen", today: "vandaag|vanavond", after_tomorrow: "overmorgen", weekend: "weekend",
        named: &[("kerstavond", 12, 24), ("eerste kerstdag", 12, 25), ("kerst", 12, 25), ("kerstmis", 12, 25), ("oudjaarsdag", 12, 31), ("oudejaarsavond", 12, 31), ("nieuwjaarsdag", 1, 1), ("nieuwjaar", 1, 1)],
        at: "om|tot|na",
    },
];

fn has(list: &str, word: &str) -> bool {
    list.split('|').any(|w| w == word)
}

/// The arguments for a question about hours in one of the languages.
pub(super) fn suits(question: &str, view: &View<'_>, own_name: &[String]) -> Option<Value> {
    let tokens = Tokens::of(question);
    let words: Vec<&str> = (0..tokens.len())
        .map(|i| tokens.word(i))
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .map(|w| if w == "schließt" { "schliesst" } else { w })
        .collect();
    let found = TONGUES.iter().find_map(|tongue| {
        let read = Read::of(tongue, &words, view.today(), own_name)?;
        Some((tongue, read))
    });
    let (tongue, read) = found?;
    let mut arguments = Map::new();
    arguments.insert("language".into(), json!(tongue.code));
    let day = match read.days.as_slice() {
        [] if read.general => Some("week".to_owned()),
        [] if read.clock => Some(view.today().to_string()),
        [] => None,
        days => Some(
            days.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        ),
    };
    let time = read.time.map(|time| {
        let date = read.days.first().copied().unwrap_or(view.today());
        settle(time, date, view)
    });
    if let Some(time) = &time {
        arguments.insert("time".into(), json!(time));
    }
    // A time without a day is today's.
    let day = if time.is_some() && read.days.is_empty() {
        None
    } else {
        day
    };
    if let Some(day) = day {
        arguments.insert("day".into(), json!(day));
    }
    Some(Value::Object(arguments))
}

/// What a question says.
#[derive(Default)]
struct Read {
    days: Vec<NaiveDate>,
    time: Option<Time>,
    general: bool,
    clock: bool,
}

impl Read {
    /// `None` if a word is none of such a question, or none of opening is there.
    fn of(tongue: &Tongue, words: &[&str], today: NaiveDate, own_name: &[String]) -> Option<Self> {
        let mut read = Self::default();
        let mut opens = false;
        let mut at = 0;
        while at < words.len() {
            if let Some((days, end)) = day_at(tongue, words, at, today) {
                read.days.extend(days);
                at = end;
                continue;
            }
            if let Some((time, end)) = time_at(tongue, words, at) {
                read.time.get_or_insert(time);
                at = end;
                continue;
            }
            let word = words[at];
            let is_opening = has(tongue.opening, word);
            let known = is_opening || has(tongue.plain, word) || own_name.iter().any(|n| n == word);
            if !known {
                return None;
            }
            opens |= is_opening;
            read.general |= has(tongue.general, word);
            read.clock |= has(tongue.clock, word);
            at += 1;
        }
        read.days.sort_unstable();
        read.days.dedup();
        opens.then_some(read)
    }
}

/// The days that are named at a place, and the place behind them.
fn day_at(
    tongue: &Tongue,
    words: &[&str],
    at: usize,
    today: NaiveDate,
) -> Option<(Vec<NaiveDate>, usize)> {
    let stands = |phrase: &str| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        words[at..].starts_with(&parts).then(|| at + parts.len())
    };
    let any = |list: &str| list.split('|').find_map(stands);
    let ahead = |days: u64| today.checked_add_days(Days::new(days));
    if let Some(end) = any(tongue.after_tomorrow) {
        return Some((vec![ahead(2)?], end));
    }
    // "Por la mañana" is in the morning, "morgens" another word.
    let morning = at > 0 && words[at] == "manana" && words[at - 1] == "la";
    if let Some(end) = any(tongue.tomorrow).filter(|_| !morning) {
        return Some((vec![ahead(1)?], end));
    }
    if let Some(end) = any(tongue.today) {
        return Some((vec![today], end));
    }
    if let Some(end) = any(tongue.weekend) {
        let saturday = next(today, Weekday::Sat);
        return Some((vec![saturday, saturday.succ_opt()?], end));
    }
    for &(name, month, day) in tongue.named {
        if let Some(end) = stands(name) {
            let date = (today.year()..=today.year() + 1)
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                .find(|date| *date >= today)?;
            return Some((vec![date], end));
        }
    }
    let names = tongue.weekdays.split(' ').enumerate();
    let (n, _) = names.into_iter().find(|(_, names)| has(names, words[at]))?;
    let weekday = Weekday::try_from(u8::try_from(n).ok()?).ok()?;
    Some((vec![next(today, weekday)], at + 1))
}

/// The next such weekday, today among them.
fn next(today: NaiveDate, weekday: Weekday) -> NaiveDate {
    let ahead = weekday.days_since(today.weekday());
    today
        .checked_add_days(Days::new(u64::from(ahead)))
        .unwrap_or(today)
}

/// "um 20 Uhr", "à 20 h 30", "a las 8".
fn time_at(tongue: &Tongue, words: &[&str], at: usize) -> Option<(Time, usize)> {
    let hour: u32 = words[at].parse().ok().filter(|h| *h < 25)?;
    let led = at > 0 && has(tongue.at, words[at - 1]);
    let unit = |i: usize| {
        words
            .get(i)
            .is_some_and(|w| matches!(*w, "uhr" | "h" | "heures" | "uur" | "horas"))
    };
    let mut end = at + 1;
    let named = unit(end);
    end += usize::from(named);
    let minute = words
        .get(end)
        .filter(|w| w.len() == 2)
        .and_then(|w| w.parse().ok())
        .filter(|m| *m < 60);
    end += usize::from(minute.is_some());
    let named = named || unit(end);
    end += usize::from(unit(end));
    let time = NaiveTime::from_hms_opt(hour % 24, minute.unwrap_or(0), 0)?;
    let twofold = (1..=12).contains(&hour);
    (led || named).then_some((Time { time, twofold }, end))
}
