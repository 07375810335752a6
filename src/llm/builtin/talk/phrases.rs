//! What small talk is answered with, language by language.

/// A language's own sentences.
pub(super) struct Phrases {
    pub(super) language: &'static str,
    pub(super) hello: &'static str,
    pub(super) welcome: &'static str,
    pub(super) goodbye: &'static str,
    pub(super) please_tell: &'static str,
    /// To "ok" and "no thanks".
    pub(super) fine: &'static str,
    /// To "are you a bot?": the truth.
    pub(super) machine: &'static str,
}

pub(super) const PHRASES: &[Phrases] = &[
    Phrases {
        language: "en",
        hello: "Hello! How can I help you?",
        welcome: "You're welcome!",
        goodbye: "Goodbye!",
        please_tell: "Please tell me",
        fine: "All right. Just write if there is anything else.",
        machine: "I am an automated assistant, a computer program and not a person. Reply \"human\" and I will ask a person for you.",
    },
    Phrases {
        language: "de",
        hello: "Hallo! Wie kann ich Ihnen helfen?",
        welcome: "Gern geschehen!",
        goodbye: "Auf Wiedersehen!",
        please_tell: "Bitte sagen Sie mir",
        fine: "In Ordnung. Schreiben Sie einfach, wenn noch etwas ist.",
        machine: "Ich bin ein automatischer Assistent, ein Computerprogramm und kein Mensch. Antworten Sie „Mensch“, dann frage ich jemanden für Sie.",
    },
    Phrases {
        language: "es",
        hello: "¡Hola! ¿En qué puedo ayudarle?",
        welcome: "¡De nada!",
        goodbye: "¡Hasta luego!",
        please_tell: "Dígame, por favor",
        fine: "De acuerdo. Escríbame si necesita algo más.",
        machine: "Soy un asistente automático, un programa y no una persona. Responda «persona» y preguntaré a una.",
    },
    Phrases {
        language: "fr",
        hello: "Bonjour ! Comment puis-je vous aider ?",
        welcome: "Je vous en prie !",
        goodbye: "Au revoir !",
        please_tell: "Dites-moi, s'il vous plaît",
        fine: "D'accord. Écrivez-moi s'il y a autre chose.",
        machine: "Je suis un assistant automatique, un programme et non une personne. Répondez « humain » et je demanderai à quelqu'un.",
    },
    Phrases {
        language: "it",
        hello: "Salve! Come posso aiutarla?",
        welcome: "Prego!",
        goodbye: "Arrivederci!",
        please_tell: "Mi dica, per favore",
        fine: "Va bene. Mi scriva se c'è altro.",
        machine: "Sono un assistente automatico, un programma e non una persona. Risponda «persona» e chiederò a qualcuno.",
    },
    Phrases {
        language: "pt",
        hello: "Olá! Como posso ajudar?",
        welcome: "De nada!",
        goodbye: "Até logo!",
        please_tell: "Diga-me, por favor",
        fine: "Está bem. Escreva se precisar de mais alguma coisa.",
        machine: "Sou um assistente automático, um programa e não uma pessoa. Responda «pessoa» e eu pergunto a alguém.",
    },
    Phrases {
        language: "nl",
        hello: "Hallo! Hoe kan ik u helpen?",
        welcome: "Graag gedaan!",
        goodbye: "Tot ziens!",
        please_tell: "Vertel mij alstublieft",
        fine: "Goed. Schrijf gerust als er nog iets is.",
        machine: "Ik ben een automatische assistent, een computerprogramma en geen mens. Antwoord “mens”, dan vraag ik het iemand voor u.",
    },
];
