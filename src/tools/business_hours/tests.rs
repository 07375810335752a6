use super::*;
use crate::testing;

fn suits(at: &str, question: &str) -> Option<Value> {
    BusinessHours::new().suits(question, &testing::context(at, question))
}

async fn call(at: &str, arguments: Value) -> String {
    let context = testing::context(at, "");
    let output = BusinessHours::new()
        .call(&context, arguments)
        .await
        .unwrap();
    output.answer.unwrap()
}

/// The answer to a question as the built-in model gets it.
async fn ask(at: &str, question: &str) -> String {
    let arguments = suits(at, question).unwrap_or_else(|| panic!("does not suit: {question}"));
    call(at, arguments).await
}

#[tokio::test]
async fn open_now_is_told_with_the_closing_time() {
    for (at, answer) in [
        ("2027-03-16T12:00", "We are open now, until 9:30 pm."),
        ("2027-03-21T00:15", "We are open now, until 12:30 am."),
        ("2027-05-31T12:00", "We are open now, until 9 pm."),
        ("2027-07-04T12:00", "We are open now, until midnight."),
    ] {
        assert_eq!(ask(at, "are you open now?").await, answer);
    }
}

#[tokio::test]
async fn closed_now_is_told_with_the_next_opening() {
    for (at, answer) in [
        (
            "2027-03-15T12:00",
            "We are closed now. We open again tomorrow at 11:30 am.",
        ),
        (
            "2027-03-21T00:45",
            "We are closed now. We open again today at 10 am.",
        ),
        (
            "2026-12-24T17:00",
            "We are closed now. We open again on Saturday at 11:30 am.",
        ),
        (
            "2027-01-05T18:00",
            "We are closed now. We open again on Friday, January 15 at 11:30 am.",
        ),
    ] {
        assert_eq!(ask(at, "r u open right now").await, answer);
    }
}

#[tokio::test]
async fn a_day_is_told_with_its_hours_and_its_name() {
    let wednesday = "2027-03-17T15:00";
    for (question, answer) in [
        (
            "When do you open on Sunday?",
            "We are open on Sunday, March 21 from 10 am to 9 pm.",
        ),
        (
            "open on monday?",
            "We are closed on Monday, March 22. We open again on Tuesday at 11:30 am.",
        ),
        (
            "when do you close today",
            "We are open today from 11:30 am to 9:30 pm.",
        ),
        (
            "are you open on christmas?",
            "We are closed on Saturday, December 25 (Christmas Day). We open again on Sunday, December 26 at 10 am.",
        ),
        (
            "Are you open on the 4th of July",
            "We are open on Sunday, July 4 (Independence Day) from 10 am to midnight.",
        ),
        (
            "are you open this weekend",
            "We are open on Saturday, March 20 from 11:30 am to 12:30 am. We are open on Sunday, March 21 from 10 am \
             to 9 pm.",
        ),
    ] {
        assert_eq!(ask(wednesday, question).await, answer);
    }
}

#[tokio::test]
async fn today_is_told_as_it_stands() {
    for (at, answer) in [
        (
            "2026-11-26T13:00",
            "We are closed today (Thanksgiving Day). We open again tomorrow at 11:30 am.",
        ),
        (
            "2027-03-17T22:00",
            "We were open today from 11:30 am to 9:30 pm and are closed now. We open again tomorrow at 11:30 am.",
        ),
        (
            "2027-03-21T00:15",
            "We are open now, until 12:30 am. We are open today from 10 am to 9 pm.",
        ),
    ] {
        assert_eq!(ask(at, "are you open today?").await, answer);
    }
}

#[tokio::test]
async fn a_time_is_told_with_the_closing_time_or_the_hours() {
    let wednesday = "2027-03-17T15:00";
    for (question, answer) in [
        (
            "can I come at 9 pm tomorrow?",
            "We are open at 9 pm tomorrow, Thursday, March 18, until 9:30 pm.",
        ),
        (
            "are you open at 10pm tomorrow",
            "We are closed at 10 pm tomorrow, Thursday, March 18. We are open tomorrow, Thursday, March 18 from 11:30 \
             am to 9:30 pm.",
        ),
        (
            "are you still open at 9?",
            "We are open at 9 pm today, until 9:30 pm.",
        ),
    ] {
        assert_eq!(ask(wednesday, question).await, answer);
    }
}

#[tokio::test]
async fn a_night_that_was_cancelled_leaves_no_hour_behind() {
    // Christmas 2027 is a Saturday, and Saturdays last until 12:30 am.
    for (at, answer) in [
        (
            "2027-12-25T20:00",
            "We are closed now. We open again tomorrow at 10 am.",
        ),
        (
            "2027-12-26T00:15",
            "We are closed now. We open again today at 10 am.",
        ),
    ] {
        assert_eq!(ask(at, "are you open now").await, answer);
    }
    let sunday = call("2027-12-25T20:00", json!({"day": "tomorrow"})).await;
    assert_eq!(
        sunday,
        "We are open tomorrow, Sunday, December 26 from 10 am to 9 pm."
    );
    let club = testing::context_with_hours("2027-03-19T20:00", "Sa 00:00-05:00");
    let output = BusinessHours::new().call(&club, json!({})).await.unwrap();
    assert_eq!(
        output.answer.unwrap(),
        "We are closed now. We open again tomorrow at midnight."
    );
}

#[tokio::test]
async fn the_hours_of_the_week_are_told_together() {
    assert_eq!(
        ask("2027-03-17T15:00", "what are your hours?").await,
        "Our hours for the coming week: Wednesday and Thursday 11:30 am to 9:30 pm; Friday 11:30 am to 11 pm; Saturday \
         11:30 am to 12:30 am; Sunday 10 am to 9 pm; Monday closed; Tuesday 11:30 am to 9:30 pm. We are open now, \
         until 9:30 pm."
    );
    let thanksgiving = call("2026-11-24T15:00", json!({"day": "week"})).await;
    assert!(
        thanksgiving.contains("Thursday (Thanksgiving Day) closed"),
        "{thanksgiving}"
    );
}

#[test]
fn questions_about_something_else_do_not_suit() {
    for question in [
        "Do you have live music on Friday?",
        "when does the kitchen close?",
        "What holidays are you closed?",
        "when is happy hour",
        "do you have job openings",
        "how do I cancel my reservation?",
        "Can I come by boat and tie up at your dock?",
        "can I come with my dog on Sunday",
        "We are running late, how long do you hold our table?",
        "Do you rent out kayaks and paddle boards?",
        "can you open a bottle of wine that I bring on friday",
        "I was there on Sunday and you closed early",
        "How long do you keep lost and found items?",
        "where does the bus from New York City stop?",
        "I'd like a table for 4 at 7pm tomorrow",
        "great, thank you!",
        "",
    ] {
        assert_eq!(suits("2027-03-17T15:00", question), None, "{question}");
    }
}

#[test]
fn days_and_times_in_other_words_are_understood() {
    for (question, expected) in [
        ("are you open in 3 days?", json!({"day": "2027-03-20"})),
        (
            "are you open in 2 hours?",
            json!({"day": "2027-03-17", "time": "17:00"}),
        ),
        (
            "open the day after tomorrow at half past seven?",
            json!({"day": "2027-03-19", "time": "19:30"}),
        ),
        ("are you open on Whit Monday?", json!({"day": "2027-05-17"})),
        (
            "are you open from Friday until late",
            json!({"day": "2027-03-19"}),
        ),
    ] {
        assert_eq!(
            suits("2027-03-17T15:00", question),
            Some(expected),
            "{question}"
        );
    }
}

#[tokio::test]
async fn what_is_not_understood_is_named() {
    let context = testing::context("2027-03-17T15:00", "");
    for (arguments, named) in [
        (json!({"day": "someday"}), "`day`"),
        (json!({"time": "9pm"}), "`time`"),
        (json!({"when": "now"}), "`when`"),
    ] {
        let error = BusinessHours::new()
            .call(&context, arguments)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
}

#[tokio::test]
async fn a_business_that_never_closes_says_so() {
    let context = testing::context_with_hours("2027-03-17T15:00", "24/7");
    let tool = BusinessHours::new();
    let said = |arguments| async {
        tool.call(&context, arguments)
            .await
            .unwrap()
            .answer
            .unwrap()
    };
    assert_eq!(said(json!({})).await, "We are open now; we never close.");
    assert_eq!(
        said(json!({"day": "friday"})).await,
        "We are open on Friday, March 19 around the clock."
    );
}

#[tokio::test]
async fn a_slip_in_a_day_is_mended_and_a_day_that_is_none_is_said() {
    let monday = "2026-11-23T15:00";
    for (question, answer) in [
        (
            "are you open on thanksgivng?",
            "We are closed on Thursday, November 26 (Thanksgiving Day).",
        ),
        (
            "open chrismas eve?",
            "We are open on Thursday, December 24 (Christmas Eve)",
        ),
        (
            "are you open on wendsday?",
            "We are open on Wednesday, November 25",
        ),
        (
            "are you open december 32?",
            "I did not understand which day \"december 32\" is. Our hours for the coming week: ",
        ),
        (
            "are you open on flurbday?",
            "I did not understand which day \"flurbday\" is. Our hours",
        ),
        (
            "are you open in January?",
            "Please name a day in January, and I can tell its hours. Our hours",
        ),
    ] {
        let told = ask(monday, question).await;
        assert!(told.starts_with(answer), "{question}: {told}");
    }
    assert_eq!(suits(monday, "are you open now?"), Some(json!({})));
    assert_eq!(
        suits(monday, "May I ask when you open?"),
        Some(json!({ "day": "today" }))
    );
}

#[tokio::test]
async fn hours_are_asked_for_and_told_in_other_languages() {
    let wednesday = "2027-03-17T15:00";
    for (question, answer) in [
        (
            "Wann habt ihr morgen auf?",
            "Wir haben morgen von 11:30 bis 21:30 Uhr geöffnet.",
        ),
        (
            "Habt ihr am Montag geöffnet?",
            "Wir haben am Montag, 22.03. geschlossen. Wir öffnen wieder am Dienstag, 23.03. um 11:30 Uhr.",
        ),
        (
            "Habt ihr jetzt offen?",
            "Wir haben jetzt geöffnet, bis 21:30 Uhr.",
        ),
        (
            "Habt ihr heute um 20 Uhr noch geöffnet?",
            "Wir haben heute um 20:00 Uhr geöffnet, bis 21:30 Uhr.",
        ),
        (
            "¿A qué hora abren mañana?",
            "Abrimos mañana de 11:30 a 21:30.",
        ),
        (
            "¿Están abiertos el domingo?",
            "Abrimos el domingo 21/03 de 10:00 a 21:00.",
        ),
        (
            "À quelle heure ouvrez-vous demain ?",
            "Nous sommes ouverts demain de 11:30 à 21:30.",
        ),
        (
            "Êtes-vous ouverts à Noël ?",
            "Nous sommes fermés le samedi 25/12. Nous rouvrons le dimanche 26/12 à 10:00.",
        ),
        (
            "A che ora aprite domani?",
            "Siamo aperti domani dalle 11:30 alle 21:30.",
        ),
        (
            "A que horas abrem amanhã?",
            "Estamos abertos amanhã das 11:30 às 21:30.",
        ),
        (
            "Hoe laat gaan jullie morgen open?",
            "We zijn morgen open van 11:30 tot 21:30 uur.",
        ),
        (
            "Hoe laat sluiten jullie vandaag?",
            "We zijn vandaag open van 11:30 tot 21:30 uur.",
        ),
    ] {
        assert_eq!(ask(wednesday, question).await, answer, "{question}");
    }
    let week = ask(wednesday, "Was sind eure Öffnungszeiten?").await;
    assert!(
        week.contains("Montag geschlossen; Dienstag von 11:30 bis 21:30 Uhr"),
        "{week}"
    );
    for question in [
        "Hat die Küche morgen auf?",
        "¿A qué hora abre la cocina?",
        "Haben Sie einen Parkplatz?",
        "Ho prenotato per domani",
        "on est combien demain ?",
    ] {
        assert_eq!(suits(wednesday, question), None, "{question}");
    }
}
