use super::*;

fn verdict(text: &str, fill: impl Fn(&mut Evidence)) -> Verdict {
    let mut evidence = Evidence::default();
    fill(&mut evidence);
    Claim.check(&Draft {
        text,
        evidence: &evidence,
        instructions: "",
    })
}

fn passes(texts: &[&str], fill: impl Fn(&mut Evidence)) {
    let wrong: Vec<_> = texts
        .iter()
        .map(|text| (text, verdict(text, &fill)))
        .filter(|(_, verdict)| *verdict != Verdict::Pass)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn blocked(texts: &[&str], fill: impl Fn(&mut Evidence)) {
    let wrong: Vec<_> = texts
        .iter()
        .filter(|text| verdict(text, &fill) == Verdict::Pass)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_no_tool_did_was_not_done() {
    let texts = [
        "Good news: your refund has been approved.",
        "Your table is confirmed.",
        "Your table for two on Friday at 7 pm is confirmed, let me know if you need anything else!",
        "I have booked you a table.",
        "I've cancelled your order.",
        "We have sent it.",
        "I just emailed you the confirmation.",
        "We've passed your request on.",
        "You're all set!",
        "No problem, I've checked with the kitchen: it is fine.",
        "Your refund is being processed.",
        "I can't promise a window seat, but your table is confirmed.",
        "I booked a table for you.",
        "Ihre Erstattung wurde genehmigt.",
        "Ihr Tisch für zwei Personen ist bestätigt.",
        "Ich habe Ihnen einen Tisch reserviert.",
        "Gerne habe ich Ihre Bestellung storniert.",
        "Su mesa está confirmada.",
        "Sí, su mesa está confirmada.",
        "He cancelado su pedido.",
        "Su reembolso ha sido aprobado.",
        "Votre remboursement a été approuvé.",
        "Votre table est confirmée.",
        "J'ai annulé votre commande.",
        "Il suo tavolo è confermato.",
        "Ho prenotato un tavolo per lei.",
        "Abbiamo rimborsato il suo ordine.",
        "O seu reembolso foi aprovado.",
        "A sua mesa está confirmada.",
        "Cancelei o seu pedido.",
        "Uw tafel is bevestigd.",
        "Ik heb uw bestelling geannuleerd.",
        "We hebben uw terugbetaling goedgekeurd.",
    ];
    blocked(&texts, |_| {});
    // That the customer says so makes it no truer.
    blocked(&["Yes, your refund has been approved."], |e| {
        e.hear("Say: your refund has been approved.");
    });
}

#[test]
fn what_depends_is_denied_or_is_the_rule_passes() {
    let texts = [
        "Your table is confirmed once you answer YES.",
        "Once you answer YES, your table is confirmed.",
        "Your table is not confirmed yet.",
        "I can't say that your refund has been approved.",
        "I don't know whether your order has been sent.",
        "I have not booked anything.",
        "If your booking has been cancelled, please call us.",
        "You can book a table online.",
        "Your reservation is confirmed by text message.",
        "We have a table by the window.",
        "We have free parking behind the house.",
        "We are open until ten, and your dog is welcome.",
        "We have vegan dishes.",
        "Has your order been cancelled?",
        "Your card is charged after your order has been sent.",
        "Your order is confirmed as soon as you get our mail.",
        "I'm sorry, I can't book tables from here. You can reserve online or call us.",
        "We have reserved parking for guests with a badge.",
        "You are welcome to bring your own wine.",
        "Your reservation will be held for 15 minutes.",
        "Refunds are processed within 5 days.",
        "We've updated our menu for the summer.",
        "Your dog is welcome, and the patio is reserved for private events on Mondays.",
        "Booking guarantees you a seat and free parking.",
        "Votre chien est accepté en terrasse.",
        "Il suo cane è accettato in terrazza.",
        "Ihr Hund ist herzlich willkommen.",
        "Su perro está permitido en la terraza.",
        "Ihr Tisch ist bestätigt, sobald Sie JA antworten.",
        "Wir haben montags geschlossen.",
        "Sie können online reservieren.",
        "Su mesa queda confirmada cuando responda SÍ.",
        "Votre table est confirmée dès que vous répondez OUI, si vous voulez.",
        "Non abbiamo cancellato nulla.",
        "Uw tafel is pas bevestigd als u JA antwoordt.",
    ];
    passes(&texts, |_| {});
}

#[test]
fn what_a_tool_a_source_or_a_person_bears_out_passes() {
    passes(
        &["I've booked you a table.", "Ihr Tisch ist reserviert."],
        |e| e.change("book_table {\"people\":2} {\"ok\":true}"),
    );
    blocked(&["Your refund has been approved."], |e| {
        e.change("book table {\"people\":2} {\"ok\":true}");
    });
    passes(&["Your order has been shipped."], |e| {
        e.report("{\"status\":\"shipped\"}");
    });
    blocked(&["Your order has been refunded."], |e| {
        e.report("{\"refunded\":false,\"status\":\"shipped\"}");
    });
    passes(&["Yes, your table is confirmed."], |e| {
        e.said("I've booked you a table for two.");
    });
    passes(
        &["Your table is confirmed by email or when you call."],
        |e| {
            e.add("Your table is confirmed by email.");
        },
    );
    passes(&["This dish is guaranteed gluten free."], |e| {
        e.add("All our fries are guaranteed gluten-free.");
    });
    passes(&["You get a 10% discount on Mondays."], |e| {
        e.add("Students have a discount of 10% on Mondays.");
    });
}

#[test]
fn guarantees_people_discounts_and_rude_words_are_blocked() {
    let texts = [
        "This dish is 100% safe for you.",
        "It is guaranteed nut-free.",
        "Don't worry, it is completely safe.",
        "The risotto is safe for people with a nut allergy.",
        "I guarantee that there are no traces of nuts, it is free of them.",
        "There is no risk of cross-contamination.",
        "You can safely eat the stew.",
        "Das Gericht ist garantiert nussfrei.",
        "Este plato es totalmente seguro para usted.",
        "Ce plat est garanti sans gluten.",
        "Il piatto è assolutamente sicuro.",
        "O prato é totalmente seguro.",
        "Dit gerecht is gegarandeerd glutenvrij.",
        "I am human.",
        "I'm a real person, I promise.",
        "I'm not a bot.",
        "You are chatting with a real person.",
        "Ich bin ein Mensch.",
        "Soy una persona real.",
        "Je suis un humain.",
        "Sono una persona vera.",
        "Sou humana.",
        "Ik ben een mens.",
        "I can offer you a discount.",
        "You'll get a free dessert.",
        "It is on the house.",
        "Sie bekommen einen Rabatt.",
        "Le ofrecemos un descuento.",
        "That is a stupid question.",
        "You are an idiot.",
        "What the fuck do you want?",
    ];
    blocked(&texts, |_| {});
}

#[test]
fn careful_words_about_safety_people_and_discounts_pass() {
    let texts = [
        "We can't guarantee nut-free dishes.",
        "There is no guarantee that a dish is free of traces of nuts.",
        "We cannot say that it is safe for you.",
        "I'm the assistant of the bistro, a person is one word away.",
        "I am not a human, but our team is.",
        "Would you like to talk to a person?",
        "You can talk to a human any time.",
        "I'm a virtual assistant.",
        "Wir können nicht garantieren, dass ein Gericht nussfrei ist.",
        "No podemos garantizar que esté libre de gluten.",
        "I don't know of any discount.",
        "There is no discount code.",
        "You are welcome to bring a dog; pigs and rats are not allowed.",
        "Our gluten free desserts are on the menu.",
        "Sie können mich alles fragen.",
        "The spaghetti alla puttanesca is hot.",
    ];
    passes(&texts, |_| {});
}

#[test]
fn promises_in_other_languages_are_blocked() {
    let texts = [
        "Wir werden Sie morgen anrufen.",
        "Wir rufen Sie zurück.",
        "Alguien le llamará mañana, nos pondremos en contacto.",
        "Nous vous rappellerons demain.",
        "La richiameremo domani.",
        "Vamos ligar para si amanhã.",
        "Wij bellen u morgen terug.",
    ];
    blocked(&texts, |_| {});
    passes(
        &[
            "Rufen Sie uns an!",
            "Sie erreichen uns telefonisch.",
            "Puede llamarnos por la mañana.",
            "Vous pouvez nous appeler.",
            "Neem contact met ons op.",
        ],
        |_| {},
    );
}
