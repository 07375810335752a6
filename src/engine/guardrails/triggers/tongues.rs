//! What speaks for people in languages other than English: phrases that ask for a person, money back, complain, or tell of a danger. The words
//! are as [`super::words::normal`] leaves them; those that are often written without their accents are here both ways.

use super::words::{first_of, has};
use frontdesk_core::event::Topic;
use std::{collections::HashSet, sync::LazyLock};

/// Whole messages that ask for a person.
const WHOLE: &[&str] = &[
    "mensch",
    "mitarbeiter",
    "persona",
    "humano",
    "agente",
    "operador",
    "humain",
    "personne",
    "conseiller",
    "operatore",
    "pessoa",
    "atendente",
    "mens",
    "medewerker",
];

/// Asks for a person.
const PERSON: &[&str] = &[
    "mit einem menschen",
    "mit jemandem sprechen",
    "mit jemandem reden",
    "mit einem mitarbeiter",
    "einen mitarbeiter sprechen",
    "echten menschen",
    "mit dem chef",
    "den chef sprechen",
    "hablar con una persona",
    "hablar con alguien",
    "hablar con un humano",
    "hablar con un agente",
    "hablar con el gerente",
    "hablar con el encargado",
    "persona real",
    "parler à une personne",
    "parler a une personne",
    "parler à quelquun",
    "parler a quelquun",
    "parler avec quelquun",
    "parler à un humain",
    "parler a un humain",
    "vrai humain",
    "vraie personne",
    "parler au responsable",
    "parlare con una persona",
    "parlare con qualcuno",
    "parlare con un operatore",
    "parlare con il responsabile",
    "falar com uma pessoa",
    "falar com alguém",
    "falar com alguem",
    "falar com um atendente",
    "falar com um humano",
    "falar com o gerente",
    "met een mens",
    "met iemand praten",
    "iemand spreken",
    "een medewerker spreken",
    "met een medewerker",
];

/// Wants money back.
const REFUND: &[&str] = &[
    "geld zurück",
    "rückerstattung",
    "zurückerstatten",
    "zurückerstattet",
    "mein geld",
    "reembolso",
    "reembolsen",
    "devolución",
    "devolucion",
    "devuelvan el dinero",
    "devolver el dinero",
    "mi dinero",
    "remboursement",
    "rembourser",
    "remboursé",
    "remboursée",
    "rimborso",
    "rimborsare",
    "rimborsato",
    "estorno",
    "devolver o dinheiro",
    "meu dinheiro",
    "geld terug",
    "terugbetaling",
    "terugbetalen",
];

/// Asks for the rules of it, and not for it.
const RULES: &[&str] = &[
    "política",
    "politica",
    "politique",
    "conditions",
    "condiciones",
    "condizioni",
    "condições",
    "regeln",
    "bedingungen",
    "voorwaarden",
    "bieten sie",
    "ofrecen",
    "offrite",
    "proposez vous",
    "oferecem",
];

/// Complains.
const COMPLAINT: &[&str] = &[
    "beschwerde",
    "beschweren",
    "unverschämt",
    "inakzeptabel",
    "enttäuscht",
    "frechheit",
    "katastrophal",
    "widerlich",
    "queja",
    "quejarme",
    "reclamación",
    "inaceptable",
    "decepcionado",
    "decepcionada",
    "pésimo",
    "pesimo",
    "asqueroso",
    "vergüenza",
    "réclamation",
    "me plaindre",
    "inacceptable",
    "déçu",
    "déçue",
    "décevant",
    "scandaleux",
    "honteux",
    "dégoûtant",
    "reclamo",
    "lamentarmi",
    "inaccettabile",
    "deluso",
    "delusa",
    "vergognoso",
    "schifoso",
    "reclamação",
    "reclamar",
    "inaceitável",
    "desapontado",
    "desapontada",
    "péssimo",
    "nojento",
    "klacht",
    "klagen",
    "onacceptabel",
    "teleurgesteld",
    "schandalig",
    "walgelijk",
];

/// Somebody is in danger.
const DANGER: &[&str] = &[
    "allergische reaktion",
    "lebensmittelvergiftung",
    "vergiftet",
    "im krankenhaus",
    "ins krankenhaus",
    "notarzt",
    "krankenwagen",
    "verletzt",
    "erbrechen",
    "übergeben müssen",
    "reacción alérgica",
    "reaccion alergica",
    "intoxicación",
    "intoxicado",
    "intoxicada",
    "en el hospital",
    "al hospital",
    "ambulancia",
    "vomitando",
    "herido",
    "herida",
    "réaction allergique",
    "reaction allergique",
    "intoxication",
    "à lhôpital",
    "a lhopital",
    "blessé",
    "blessée",
    "vomir",
    "vomi",
    "reazione allergica",
    "intossicazione",
    "in ospedale",
    "ferito",
    "ferita",
    "vomitato",
    "reação alérgica",
    "reacao alergica",
    "intoxicação",
    "no hospital",
    "ferido",
    "vomitar",
    "allergische reactie",
    "voedselvergiftiging",
    "in het ziekenhuis",
    "naar het ziekenhuis",
    "gewond",
    "overgegeven",
];

/// Speaks of lawyers and courts.
const LEGAL: &[&str] = &[
    "mein anwalt",
    "meinem anwalt",
    "meinen anwalt",
    "rechtsanwalt",
    "verklagen",
    "anzeige erstatten",
    "mi abogado",
    "mi abogada",
    "abogados",
    "demandarlos",
    "denunciarlos",
    "mon avocat",
    "mes avocats",
    "porter plainte",
    "mio avvocato",
    "miei avvocati",
    "querela",
    "meu advogado",
    "advogados",
    "processar vocês",
    "mijn advocaat",
    "aanklagen",
    "rechtszaak",
];

/// What the words that phrases begin with begin with: most messages have none of them, and need no further look.
static BEGINNINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lists = [WHOLE, PERSON, REFUND, COMPLAINT, DANGER, LEGAL];
    let phrases = lists.into_iter().flatten();
    phrases
        .map(|phrase| beginning(phrase.split(' ').next().unwrap_or(phrase)))
        .collect()
});

/// The first letters of a word, fewer than any phrase has that may go on with an ending.
fn beginning(word: &str) -> &str {
    word.char_indices()
        .nth(4)
        .map_or(word, |(at, _)| &word[..at])
}

/// What a message, normalised, speaks for, the most urgent first, with the words that show it.
pub(super) fn signs(text: &str) -> Vec<(Topic, &'static str)> {
    let mut found = Vec::new();
    if !text
        .split(' ')
        .any(|word| BEGINNINGS.contains(beginning(word)))
    {
        return found;
    }
    let mut look = |topic, phrases: &[&'static str]| {
        found.extend(first_of(text, phrases).map(|word| (topic, word)));
    };
    look(Topic::HealthAndSafety, DANGER);
    look(Topic::Legal, LEGAL);
    if !RULES.iter().any(|rule| has(text, rule)) {
        look(Topic::Refund, REFUND);
    }
    look(Topic::Complaint, COMPLAINT);
    look(Topic::Person, PERSON);
    let whole = WHOLE.iter().find(|word| text.trim() == **word);
    found.extend(whole.map(|word| (Topic::Person, *word)));
    found
}

#[cfg(test)]
mod tests {
    use super::{super::words::normal, *};

    fn topic(message: &str) -> Option<Topic> {
        signs(&normal(message)).first().map(|(topic, _)| *topic)
    }

    #[test]
    fn people_are_fetched_in_other_languages() {
        for (message, wanted) in [
            (
                "Ich möchte bitte mit einem Menschen sprechen",
                Topic::Person,
            ),
            ("Ich will mein Geld zurück!", Topic::Refund),
            ("quiero hablar con alguien", Topic::Person),
            ("persona", Topic::Person),
            ("Quiero un reembolso", Topic::Refund),
            (
                "Ma fille fait une réaction allergique",
                Topic::HealthAndSafety,
            ),
            ("Je suis très déçue du service", Topic::Complaint),
            ("vorrei parlare con una persona", Topic::Person),
            ("isto é inaceitável", Topic::Complaint),
            ("Ik heb een klacht", Topic::Complaint),
            ("Sie hören von meinem Anwalt", Topic::Legal),
        ] {
            assert_eq!(topic(message), Some(wanted), "{message}");
        }
    }

    #[test]
    fn questions_are_left_to_the_assistant() {
        for message in [
            "¿Cuál es la política de reembolso?",
            "une salade d'avocat, c'est possible ?",
            "Tisch für eine Person?",
            "¿hay un hospital cerca?",
            "una mesa para una persona",
            "Wie sind Ihre Regeln für eine Rückerstattung?",
            "is there a personal trainer",
        ] {
            assert_eq!(topic(message), None, "{message}");
        }
    }
}
