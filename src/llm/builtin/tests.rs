use super::*;
use frontdesk_core::retrieval::Passage;
use serde_json::json;
use std::sync::Mutex;

fn passage(id: &str, text: &str, score: f32) -> Passage {
    Passage {
        id: id.into(),
        article: id.split('#').next().unwrap().into(),
        title: String::new(),
        headings: Vec::new(),
        source: String::new(),
        question: None,
        text: text.into(),
        score,
    }
}

fn said(by: Role, text: &str) -> Line {
    Line::Said {
        by,
        text: text.into(),
    }
}

fn tool() -> ToolSpec {
    ToolSpec {
        name: "book".into(),
        description: "Books.".into(),
        parameters: json!({
            "type": "object",
            "properties": {
                "day": {"type": "string", "description": "The day of the visit."},
                "people": {"type": "integer", "ask": "How many people will come?"}
            },
            "required": ["people", "day"]
        }),
    }
}

#[derive(Default)]
struct Asked {
    transcript: Vec<Line>,
    passages: Vec<Passage>,
    tools: Vec<ToolSpec>,
    hints: Vec<ToolCall>,
}

impl Asked {
    fn question(text: &str) -> Self {
        Self {
            transcript: vec![said(Role::Customer, text)],
            ..Self::default()
        }
    }

    async fn answer(&self) -> ChatReply {
        let given = Mutex::new(String::new());
        let request = ChatRequest {
            system: "",
            transcript: &self.transcript,
            passages: &self.passages,
            tools: &self.tools,
            hints: &self.hints,
            locale: "en",
            budget_ms: 100,
        };
        let reply = Builtin::new()
            .chat(&request, &|d| given.lock().unwrap().push_str(d))
            .await
            .unwrap();
        assert_eq!(*given.lock().unwrap(), reply.text);
        reply
    }
}

fn hint(arguments: Value) -> ToolCall {
    ToolCall {
        id: String::new(),
        tool: "book".into(),
        arguments,
    }
}

#[tokio::test]
async fn without_a_passage_it_says_that_it_does_not_know() {
    let reply = Asked::question("What is the capital of Mongolia?")
        .answer()
        .await;
    assert!(reply.unknown && reply.text.is_empty());
}

#[tokio::test]
async fn small_talk_gets_a_short_sentence() {
    for (text, answer) in [
        ("hi there!", "Hello! How can I help you?"),
        ("great, thank you!", "You're welcome!"),
        ("bye", "Goodbye!"),
        ("ok", "All right. Just write if there is anything else."),
        (
            "no thanks",
            "All right. Just write if there is anything else.",
        ),
        ("👍", "All right. Just write if there is anything else."),
        ("hallo", "Hallo! Wie kann ich Ihnen helfen?"),
        ("hola", "¡Hola! ¿En qué puedo ayudarle?"),
        ("Bonjour !", "Bonjour ! Comment puis-je vous aider ?"),
        ("ciao", "Salve! Come posso aiutarla?"),
        ("olá, bom dia", "Olá! Como posso ajudar?"),
        ("goedemorgen", "Hallo! Hoe kan ik u helpen?"),
        ("vielen Dank", "Gern geschehen!"),
        ("merci beaucoup", "Je vous en prie !"),
        ("muchas gracias", "¡De nada!"),
        ("grazie mille", "Prego!"),
        ("obrigada", "De nada!"),
        ("bedankt", "Graag gedaan!"),
        (
            "nein danke",
            "In Ordnung. Schreiben Sie einfach, wenn noch etwas ist.",
        ),
    ] {
        assert_eq!(Asked::question(text).answer().await.text, answer);
    }
    assert!(
        Asked::question("hi, is it good?")
            .answer()
            .await
            .text
            .starts_with("Hello")
    );
    assert!(
        Asked::question("hello do you sell tires")
            .answer()
            .await
            .unknown
    );
    for (question, truth) in [
        ("are you a bot?", "not a person"),
        ("Are you a real person", "not a person"),
        ("bist du ein Mensch?", "kein Mensch"),
        ("¿eres un robot?", "no una persona"),
        ("êtes-vous un robot ?", "non une personne"),
        ("sei un bot?", "non una persona"),
        ("você é um robô?", "não uma pessoa"),
        ("ben je een mens?", "geen mens"),
    ] {
        let said = Asked::question(question).answer().await.text;
        assert!(said.contains(truth), "{question}: {said}");
    }
    for question in [
        "are you open?",
        "bist du der Koch?",
        "is this a family restaurant?",
    ] {
        assert!(
            Asked::question(question).answer().await.unknown,
            "{question}"
        );
    }
}

#[tokio::test]
async fn a_short_passage_is_quoted_whole_and_cited() {
    let mut asked = Asked::question("is there parking?");
    asked.passages = vec![passage(
        "parking.md#1",
        "Parking is free for guests. It has 18 spaces.",
        9.0,
    )];
    assert_eq!(
        asked.answer().await.text,
        "Parking is free for guests. It has 18 spaces. [1]"
    );
}

#[tokio::test]
async fn of_a_long_passage_the_sentences_that_answer_are_quoted_in_order() {
    let mut asked = Asked::question("how much is corkage?");
    let filler = "The cellar was dug by hand in the year the house was built, and it keeps an even coolness all through the summer months. ";
    let text = format!(
        "{filler}{filler}You may bring your own wine. Our corkage fee is $25 a bottle. It is waived for a bottle you buy here. {filler}"
    );
    asked.passages = vec![passage("wine.md#1", &text, 9.0)];
    let quoted = asked.answer().await.text;
    assert!(
        quoted.starts_with("Our corkage fee is $25 a bottle. It is waived"),
        "{quoted}"
    );
    assert!(quoted.ends_with("[1]"));
    assert!(quoted.len() < 420);
}

#[tokio::test]
async fn a_list_is_quoted_with_the_sentence_that_announces_it() {
    let mut asked = Asked::question("do you take checks?");
    let filler = "Money has been with us for a long time, and it came in many forms, from shells to coins to paper and lately to plastic. ";
    let text = format!(
        "{filler}{filler}{filler}\n\nYou can pay with:\n\n- cash\n- checks with an identity card\n- cards"
    );
    asked.passages = vec![passage("pay.md#1", &text, 9.0)];
    assert_eq!(
        asked.answer().await.text,
        "You can pay with:\n\n- cash\n- checks with an identity card\n- cards [1]"
    );
}

#[tokio::test]
async fn an_answer_to_this_very_question_is_quoted_before_a_better_found_piece() {
    let mut asked = Asked::question("Do you have live music?");
    asked.passages = vec![
        passage(
            "music.md#5",
            "Musicians, please write with a link to your music.",
            17.0,
        ),
        passage("music.md#1", "Local bands play every Saturday.", 14.0),
        passage("faq.md#22", "Yes, every Saturday.", 7.0),
    ];
    asked.passages[1].headings = vec!["Live music".into()];
    assert_eq!(
        asked.answer().await.text,
        "Local bands play every Saturday. [2]"
    );
    asked.passages[2].question = Some("Do you have live music?".into());
    assert_eq!(asked.answer().await.text, "Yes, every Saturday. [3]");
}

#[tokio::test]
async fn a_yes_to_another_question_is_not_quoted() {
    let mut asked = Asked::question("do you have a smoking area on the terrace?");
    asked.passages = vec![passage(
        "faq.md#2",
        "Yes, the terrace is heated. Dogs are welcome.",
        9.0,
    )];
    asked.passages[0].question = Some("Is the terrace heated?".into());
    assert_eq!(
        asked.answer().await.text,
        "The terrace is heated. Dogs are welcome. [1]"
    );
    asked.transcript = vec![said(Role::Customer, "Is the terrace heated?")];
    assert!(asked.answer().await.text.starts_with("Yes, the terrace"));
    asked.passages[0].question = None;
    assert!(asked.answer().await.text.starts_with("Yes, the terrace"));
    asked.transcript = vec![said(Role::Customer, "can I smoke on the terrace?")];
    assert!(asked.answer().await.text.starts_with("The terrace"));
    asked.passages[0].text = "No. Not at all.".into();
    assert_eq!(asked.answer().await.text, "Not at all. [1]");
}

#[tokio::test]
async fn a_second_passage_is_added_only_if_it_adds() {
    let mut asked = Asked::question("do you deliver and is there parking?");
    asked.passages = vec![
        passage("a.md#1", "We deliver within 5 miles.", 9.0),
        passage("b.md#1", "Parking is free.", 8.0),
    ];
    assert_eq!(
        asked.answer().await.text,
        "We deliver within 5 miles. [1]\n\nParking is free. [2]"
    );
    asked.passages[1].score = 2.0;
    assert_eq!(asked.answer().await.text, "We deliver within 5 miles. [1]");
}

#[tokio::test]
async fn a_hint_with_all_arguments_becomes_a_call_once() {
    let mut asked = Asked::question("a table for 4 tomorrow");
    asked.tools = vec![tool()];
    asked.hints = vec![hint(json!({"people": 4, "day": "tomorrow"}))];
    let calls = asked.answer().await.calls;
    assert_eq!(calls[0].tool, "book");
    asked.transcript.push(Line::Calls(calls));
    asked.transcript.push(Line::Output {
        call: "hint_0".into(),
        tool: "book".into(),
        text: "failed".into(),
        answer: None,
    });
    assert!(asked.answer().await.unknown);
}

#[tokio::test]
async fn what_a_call_lacks_is_asked_for() {
    let mut asked = Asked::question("a table please");
    asked.tools = vec![tool()];
    asked.hints = vec![hint(json!({}))];
    assert_eq!(asked.answer().await.text, "How many people will come?");
    asked.hints = vec![hint(json!({"people": 2}))];
    assert_eq!(
        asked.answer().await.text,
        "Please tell me: the day of the visit."
    );
    asked.tools.clear();
    assert!(asked.answer().await.unknown);
}

#[tokio::test]
async fn what_tools_answered_is_said_with_the_passages_they_name() {
    let mut asked = Asked::question("price?");
    asked.passages = vec![
        passage("x.md#1", "x", 1.0),
        passage("menu.json#menu-1", "Soup: $10", 1.0),
    ];
    for (text, answer) in [
        ("[menu.json#menu-1] Soup: $10", "Soup: $10."),
        ("open", "We are open."),
    ] {
        asked.transcript.push(Line::Output {
            call: "1".into(),
            tool: "t".into(),
            text: text.into(),
            answer: Some(answer.into()),
        });
    }
    assert_eq!(asked.answer().await.text, "Soup: $10. [2]\n\nWe are open.");
}

#[test]
fn the_question_is_what_was_said_since_the_desk_spoke() {
    let lines = [
        said(Role::Customer, "old"),
        said(Role::Desk, "yes"),
        said(Role::Customer, "dogs"),
        said(Role::Customer, "allowed?"),
    ];
    assert_eq!(question(&lines), "dogs\nallowed?");
}
