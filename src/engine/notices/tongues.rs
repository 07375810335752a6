//! What the desk says to customers who write in another language than the business's own: the few sentences that must be understood. Whoever
//! writes in a language that is not here reads English.

use crate::Desk;
use frontdesk_core::Timestamp;

/// The sentences of a language. `{name}` is the business, `{when}` a moment.
pub(super) struct Tongue {
    code: &'static str,
    pub(super) unknown: &'static str,
    pub(super) ask_a_person: &'static str,
    pub(super) handed_off: &'static str,
    pub(super) back: &'static str,
    pub(super) nobody: &'static str,
    pub(super) nobody_took_it: &'static str,
    pub(super) nobody_took_it_back: &'static str,
    pub(super) cannot_answer: &'static str,
    pub(super) passed_on: &'static str,
    pub(super) sorry: &'static str,
    pub(super) danger: &'static str,
    pub(super) harm: &'static str,
    /// How a moment is written, for chrono.
    moment: &'static str,
}

impl Tongue {
    /// A moment in the business's own time.
    pub(super) fn at(&self, desk: &Desk, at: Timestamp) -> String {
        let there = at.to_utc().with_timezone(&desk.business.timezone);
        there.format(self.moment).to_string()
    }
}

/// The sentences of a language, if they are here.
pub(super) fn of(language: Option<&str>) -> Option<&'static Tongue> {
    TONGUES.iter().find(|t| Some(t.code) == language)
}

const TONGUES: [Tongue; 6] = [
    Tongue {
        code: "de",
        unknown: "Das weiß ich leider nicht, und raten möchte ich nicht. Soll ich jemanden von {name} fragen? Antworten Sie „Mensch“, dann frage ich.",
        ask_a_person: "Mit einem Menschen sprechen",
        handed_off: "Ich gebe das jetzt an unser Team weiter. Jemand antwortet Ihnen hier.",
        back: "Ich gebe das an unser Team weiter, aber gerade ist niemand frei. Unser Team ist {when} wieder da und hat Ihre Nachricht.",
        nobody: "Ich gebe das an unser Team weiter, aber gerade ist niemand frei, und ich kann nicht sagen, wann wieder jemand da ist. Ihre Nachricht liegt dort vor.",
        nobody_took_it: "Leider ist gerade niemand frei, um Ihnen zu antworten. Unser Team hat Ihre Nachricht und sieht sie, sobald jemand da ist.",
        nobody_took_it_back: "Leider ist gerade niemand frei, um Ihnen zu antworten. Unser Team hat Ihre Nachricht und ist {when} wieder da.",
        cannot_answer: "Das kann ich nicht verlässlich beantworten, deshalb frage ich unser Team. Jemand antwortet Ihnen hier.",
        passed_on: "Danke, auch das hat unser Team jetzt. Jemand antwortet Ihnen hier.",
        sorry: "Das tut mir leid. ",
        danger: "Das tut mir sehr leid. Wenn es jemandem nicht gut geht oder jemand verletzt ist, rufen Sie bitte zuerst den Notruf. ",
        harm: "Es tut mir leid, dass es Ihnen so schlecht geht. Bitte rufen Sie jetzt den Notruf oder eine Krisenhilfe an, oder wenden Sie sich an einen Menschen in Ihrer Nähe. ",
        moment: "am %d.%m. um %H:%M Uhr",
    },
    Tongue {
        code: "es",
        unknown: "Lo siento, no lo sé y prefiero no adivinar. ¿Quiere que pregunte a una persona de {name}? Responda «persona» y lo haré.",
        ask_a_person: "Hablar con una persona",
        handed_off: "Se lo paso ahora a nuestro equipo. Alguien le responderá aquí.",
        back: "Se lo paso a nuestro equipo, pero ahora mismo no hay nadie libre. Nuestro equipo vuelve {when} y tendrá su mensaje.",
        nobody: "Se lo paso a nuestro equipo, pero ahora mismo no hay nadie libre y no puedo decir cuándo lo habrá. Ya tienen su mensaje.",
        nobody_took_it: "Lo siento, ahora mismo nadie puede responderle. Nuestro equipo tiene su mensaje y lo verá en cuanto haya alguien.",
        nobody_took_it_back: "Lo siento, ahora mismo nadie puede responderle. Nuestro equipo tiene su mensaje y vuelve {when}.",
        cannot_answer: "No puedo responder a eso con seguridad, así que pregunto a nuestro equipo. Alguien le responderá aquí.",
        passed_on: "Gracias, nuestro equipo ya tiene también este mensaje y le responderá aquí.",
        sorry: "Lo siento. ",
        danger: "Siento mucho lo ocurrido. Si alguien se encuentra mal o está herido, llame primero a emergencias, por favor. ",
        harm: "Siento mucho que esté pasando por esto. Por favor, llame ahora a emergencias o a una línea de ayuda, o busque a alguien cercano. ",
        moment: "el %d/%m a las %H:%M",
    },
    Tongue {
        code: "fr",
        unknown: "Désolé, je ne le sais pas et je préfère ne pas deviner. Voulez-vous que je demande à quelqu'un chez {name} ? Répondez « humain » et je le ferai.",
        ask_a_person: "Parler à une personne",
        handed_off: "Je transmets à notre équipe. Quelqu'un vous répondra ici.",
        back: "Je transmets à notre équipe, mais personne n'est libre en ce moment. Notre équipe revient {when} et aura votre message.",
        nobody: "Je transmets à notre équipe, mais personne n'est libre en ce moment et je ne peux pas dire quand ce sera le cas. Votre message leur est parvenu.",
        nobody_took_it: "Désolé, personne n'est libre pour vous répondre en ce moment. Notre équipe a votre message et le verra dès que quelqu'un sera là.",
        nobody_took_it_back: "Désolé, personne n'est libre pour vous répondre en ce moment. Notre équipe a votre message et revient {when}.",
        cannot_answer: "Je ne peux pas répondre à cela de façon fiable, je demande donc à notre équipe. Quelqu'un vous répondra ici.",
        passed_on: "Merci, notre équipe a aussi reçu ce message et vous répondra ici.",
        sorry: "Je suis désolé. ",
        danger: "Je suis vraiment désolé. Si quelqu'un se sent mal ou est blessé, appelez d'abord les secours, s'il vous plaît. ",
        harm: "Je suis vraiment désolé que vous traversiez cela. Appelez maintenant les secours ou une ligne d'écoute, ou tournez-vous vers quelqu'un près de vous. ",
        moment: "le %d/%m à %Hh%M",
    },
    Tongue {
        code: "it",
        unknown: "Mi dispiace, non lo so e preferisco non tirare a indovinare. Vuole che chieda a una persona di {name}? Risponda «persona» e lo farò.",
        ask_a_person: "Parlare con una persona",
        handed_off: "Passo tutto al nostro team. Qualcuno le risponderà qui.",
        back: "Passo tutto al nostro team, ma in questo momento nessuno è libero. Il nostro team torna {when} e avrà il suo messaggio.",
        nobody: "Passo tutto al nostro team, ma in questo momento nessuno è libero e non so dire quando lo sarà. Il suo messaggio è arrivato.",
        nobody_took_it: "Mi dispiace, in questo momento nessuno può risponderle. Il nostro team ha il suo messaggio e lo vedrà appena possibile.",
        nobody_took_it_back: "Mi dispiace, in questo momento nessuno può risponderle. Il nostro team ha il suo messaggio e torna {when}.",
        cannot_answer: "Non posso rispondere in modo affidabile, quindi chiedo al nostro team. Qualcuno le risponderà qui.",
        passed_on: "Grazie, il nostro team ha ricevuto anche questo messaggio e le risponderà qui.",
        sorry: "Mi dispiace. ",
        danger: "Mi dispiace molto. Se qualcuno sta male o è ferito, chiami prima i soccorsi, per favore. ",
        harm: "Mi dispiace molto che stia passando questo. Chiami subito i soccorsi o una linea di ascolto, o si rivolga a qualcuno vicino a lei. ",
        moment: "il %d/%m alle %H:%M",
    },
    Tongue {
        code: "pt",
        unknown: "Desculpe, não sei e prefiro não adivinhar. Quer que eu pergunte a uma pessoa de {name}? Responda «pessoa» e eu pergunto.",
        ask_a_person: "Falar com uma pessoa",
        handed_off: "Vou passar isto à nossa equipa. Alguém lhe responderá aqui.",
        back: "Vou passar isto à nossa equipa, mas neste momento não há ninguém livre. A nossa equipa volta {when} e terá a sua mensagem.",
        nobody: "Vou passar isto à nossa equipa, mas neste momento não há ninguém livre e não sei dizer quando haverá. A sua mensagem já está com eles.",
        nobody_took_it: "Desculpe, neste momento ninguém pode responder-lhe. A nossa equipa tem a sua mensagem e verá assim que houver alguém.",
        nobody_took_it_back: "Desculpe, neste momento ninguém pode responder-lhe. A nossa equipa tem a sua mensagem e volta {when}.",
        cannot_answer: "Não posso responder a isso com segurança, por isso pergunto à nossa equipa. Alguém lhe responderá aqui.",
        passed_on: "Obrigado, a nossa equipa também recebeu esta mensagem e responde-lhe aqui.",
        sorry: "Lamento. ",
        danger: "Lamento muito. Se alguém se sente mal ou está ferido, ligue primeiro para a emergência, por favor. ",
        harm: "Lamento muito que esteja a passar por isto. Ligue agora para a emergência ou para uma linha de apoio, ou procure alguém perto de si. ",
        moment: "no dia %d/%m às %H:%M",
    },
    Tongue {
        code: "nl",
        unknown: "Sorry, dat weet ik niet en ik wil niet gokken. Zal ik het aan iemand van {name} vragen? Antwoord “mens”, dan doe ik dat.",
        ask_a_person: "Met een mens praten",
        handed_off: "Ik geef dit nu door aan ons team. Iemand antwoordt u hier.",
        back: "Ik geef dit door aan ons team, maar er is nu niemand vrij. Ons team is {when} terug en heeft dan uw bericht.",
        nobody: "Ik geef dit door aan ons team, maar er is nu niemand vrij en ik kan niet zeggen wanneer wel. Uw bericht ligt er.",
        nobody_took_it: "Sorry, er is nu niemand vrij om u te antwoorden. Ons team heeft uw bericht en ziet het zodra er iemand is.",
        nobody_took_it_back: "Sorry, er is nu niemand vrij om u te antwoorden. Ons team heeft uw bericht en is {when} terug.",
        cannot_answer: "Dat kan ik niet betrouwbaar beantwoorden, dus vraag ik het aan ons team. Iemand antwoordt u hier.",
        passed_on: "Dank u, ons team heeft nu ook dit bericht en antwoordt u hier.",
        sorry: "Dat spijt me. ",
        danger: "Dat spijt me zeer. Als iemand zich niet goed voelt of gewond is, bel dan eerst het alarmnummer. ",
        harm: "Het spijt me dat u dit doormaakt. Bel nu het alarmnummer of een hulplijn, of ga naar iemand in uw buurt. ",
        moment: "op %d-%m om %H:%M uur",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tongue_says_who_and_when() {
        for tongue in &TONGUES {
            assert!(tongue.unknown.contains("{name}"), "{}", tongue.code);
            for text in [tongue.back, tongue.nobody_took_it_back] {
                assert!(text.contains("{when}"), "{}", tongue.code);
            }
        }
        assert!(of(Some("fr")).is_some() && of(Some("en")).is_none() && of(None).is_none());
    }
}
