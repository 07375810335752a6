//! Small talk: fixed sentences for greetings, thanks, goodbyes, "ok", "no thanks" and "are you a bot?", in the language of the words.

use super::words;

mod phrases;

use phrases::{PHRASES, Phrases};

/// Words of small talk, by language.
type Words = [(&'static str, &'static str); 7];

const GREETINGS: Words = [
    (
        "en",
        "hi hello helo hey heya hiya howdy yo greetings good morning afternoon evening day there",
    ),
    (
        "de",
        "hallo hallöchen moin servus guten guter tag morgen abend grüß grüss gott zusammen",
    ),
    (
        "es",
        "hola buenos buenas buen dias días día dia tardes noches",
    ),
    ("fr", "bonjour bonsoir salut coucou"),
    (
        "it",
        "ciao salve buongiorno buonasera buon giorno buona sera",
    ),
    ("pt", "olá ola oi bom boa dia tarde noite"),
    (
        "nl",
        "hallo hoi goedemorgen goedemiddag goedenavond goedendag goeiemorgen dag",
    ),
];
const THANKS: Words = [
    (
        "en",
        "thanks thank thx ty tysm cheers appreciated appreciate",
    ),
    ("de", "danke dankeschön vielen dank"),
    ("es", "gracias muchas mil"),
    ("fr", "merci beaucoup"),
    ("it", "grazie mille tante"),
    ("pt", "obrigado obrigada muito"),
    ("nl", "bedankt dank dankjewel dankuwel"),
];
const GOODBYES: Words = [
    ("en", "bye goodbye cya later"),
    ("de", "tschüss tschüs tschau wiedersehen"),
    ("es", "adios adiós hasta luego pronto"),
    ("fr", "au revoir"),
    ("it", "arrivederci addio"),
    ("pt", "adeus tchau até logo"),
    ("nl", "doei tot ziens"),
];
const NO: Words = [
    ("en", "no nope nah"),
    ("de", "nein nee nö"),
    ("es", "no"),
    ("fr", "non"),
    ("it", "no"),
    ("pt", "não nao"),
    ("nl", "nee"),
];
const OK: Words = [
    (
        "en",
        "ok okay okey alright great perfect awesome cool nice good wonderful excellent",
    ),
    ("de", "ok okay gut super alles klar passt prima"),
    ("es", "ok okay vale perfecto bien claro"),
    ("fr", "ok okay accord parfait daccord"),
    ("it", "ok okay perfetto bene va"),
    ("pt", "ok okay perfeito certo bem"),
    ("nl", "ok okay oke oké prima goed"),
];
/// Words that go along with any of the above, and say nothing by themselves.
const FILLERS: Words = [
    (
        "en",
        "you u so very much a lot for the your help info again all it is that thats was really i we and got have see soon team everyone guys im fine",
    ),
    ("de", "sehr und euch ihnen dir auf auch für die hilfe"),
    ("es", "muy por la ayuda y a todos"),
    ("fr", "d bien pour et à tous vous"),
    ("it", "molto per e a tutti"),
    ("pt", "pela ajuda e a todos"),
    ("nl", "je u wel heel erg en voor de hulp veel"),
];

/// Asked of whoever answers, and what it is asked for: "are you a bot?"
const ASKED: Words = [
    ("en", "are|you am|i|talking am|i|speaking is|this r|u are|u"),
    ("de", "bist|du sind|sie seid|ihr ist|das ist|hier"),
    ("es", "eres es|usted es|esto hablo|con"),
    ("fr", "es|tu tu|es êtes|vous vous|êtes etes|vous cest|un"),
    ("it", "sei lei|è siete è|un"),
    (
        "pt",
        "você|é voce|é você|e voce|e és é|um falo|com estou|a|falar",
    ),
    ("nl", "ben|je ben|jij bent|u is|dit"),
];
const MACHINES: Words = [
    (
        "en",
        "bot robot chatbot ai machine computer human real person automated",
    ),
    (
        "de",
        "bot roboter chatbot ki maschine computer mensch echt echter automat",
    ),
    (
        "es",
        "bot robot chatbot ia máquina maquina humano humana persona real ordenador",
    ),
    (
        "fr",
        "bot robot chatbot ia machine humain humaine personne ordinateur",
    ),
    (
        "it",
        "bot robot chatbot ia macchina umano umana persona vera reale",
    ),
    (
        "pt",
        "bot robô robo chatbot ia máquina maquina humano humana pessoa real",
    ),
    (
        "nl",
        "bot robot chatbot ai machine computer mens echt persoon",
    ),
];

/// The longest small talk, in words.
const LONGEST: usize = 12;
/// The longest question for what the assistant is.
const LONGEST_ASKED: usize = 8;

/// Signs that say "good" without a word.
const SIGNS: [char; 6] = ['👍', '👌', '✅', '🙏', '😊', '🙂'];

/// The answer to a message that is nothing but small talk.
pub(super) fn small(question: &str, locale: &str) -> Option<&'static str> {
    let said = words::plain(question);
    if said.is_empty() {
        let fine = question.contains(SIGNS) || question.contains(['❤', '👎']);
        return fine.then(|| phrases(language(locale)).fine);
    }
    if said.len() > LONGEST {
        return None;
    }
    if let Some(spoken) = asks_what_answers(&said) {
        return Some(phrases(spoken).machine);
    }
    let lists = [GREETINGS, THANKS, GOODBYES, NO, OK, FILLERS];
    let known = |w: &String| lists.iter().any(|list| knows(list, w).next().is_some());
    if !said.iter().all(known) {
        return None;
    }
    let has = |list: &Words| said.iter().any(|w| knows(list, w).next().is_some());
    let phrases = phrases(spoken(&said, locale, &lists));
    if has(&NO) {
        Some(phrases.fine)
    } else if has(&THANKS) {
        Some(phrases.welcome)
    } else if has(&GOODBYES) {
        Some(phrases.goodbye)
    } else if greets(&said) {
        Some(phrases.hello)
    } else {
        has(&OK).then_some(phrases.fine)
    }
}

/// "good" and "there" alone greet nobody.
fn greets(said: &[String]) -> bool {
    let more = |w: &&String| w.as_str() != "good" && w.as_str() != "there";
    let greeting = |w: &String| knows(&GREETINGS, w).next().is_some();
    said.iter().filter(more).any(greeting)
        || said.iter().any(|w| w == "good")
            && !said
                .iter()
                .all(|w| knows(&FILLERS, w).next().is_some() || w == "good")
}

/// The languages of a list that know a word.
fn knows<'a>(list: &'a Words, word: &'a str) -> impl Iterator<Item = &'static str> + 'a {
    let of = list
        .iter()
        .filter(move |(_, words)| words.split(' ').any(|known| known == word));
    of.map(|(language, _)| *language)
}

/// The language of most of the words; the business's own where they are of several.
fn spoken<'a>(said: &[String], locale: &'a str, lists: &[Words]) -> &'a str {
    let own = language(locale);
    let score = |code: &str| {
        let known = |w: &&String| lists.iter().any(|list| knows(list, w).any(|of| of == code));
        said.iter().filter(known).count()
    };
    let best = PHRASES.iter().map(|p| score(p.language)).max().unwrap_or(0);
    if score(own) == best {
        return own;
    }
    let first = PHRASES.iter().find(|p| score(p.language) == best);
    first.map_or(own, |p| p.language)
}

/// The language in which it is asked whether a person answers.
fn asks_what_answers(said: &[String]) -> Option<&'static str> {
    if said.len() > LONGEST_ASKED {
        return None;
    }
    let text = said.join("|");
    let asks = |asked: &str| {
        let at_end = |rest: &str| rest.is_empty() || rest.starts_with('|');
        text.match_indices(asked).any(|(at, _)| {
            (at == 0 || text[..at].ends_with('|')) && at_end(&text[at + asked.len()..])
        })
    };
    let all = ASKED.iter().zip(&MACHINES);
    let mut asked = all.filter(|((_, asked), (_, machines))| {
        asked.split(' ').any(asks)
            && said
                .last()
                .is_some_and(|last| machines.split(' ').any(|m| m == last))
    });
    asked.next().map(|((language, _), _)| *language)
}

/// Asks for something that a schema describes.
pub(super) fn please_tell(what: &str, locale: &str) -> String {
    format!(
        "{}: {}.",
        phrases(language(locale)).please_tell,
        lower_first(what)
    )
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // An abbreviation stays as it is.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.into(),
    }
}

fn language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or_default()
}

fn phrases(language: &str) -> &'static Phrases {
    PHRASES
        .iter()
        .find(|p| p.language.eq_ignore_ascii_case(language))
        .unwrap_or(&PHRASES[0])
}
