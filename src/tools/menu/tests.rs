use super::*;
use crate::testing;

fn tool() -> MenuTool {
    MenuTool::new(Arc::new(MenuCard::new(testing::menu())))
}

fn suits(question: &str) -> Option<Value> {
    tool().suits(question, &testing::context("2027-03-17T15:00", question))
}

async fn call(arguments: Value) -> ToolOutput {
    let context = testing::context("2027-03-17T15:00", "");
    tool().call(&context, arguments).await.unwrap()
}

async fn ask(question: &str) -> String {
    let arguments = suits(question).unwrap_or_else(|| panic!("does not suit: {question}"));
    call(arguments).await.answer.unwrap()
}

#[tokio::test]
async fn a_price_is_told_with_what_the_dish_is() {
    for (question, answer) in [
        (
            "how much is the lobster roll?",
            "Lobster Roll: $34. Chilled lobster with lemon mayonnaise on a buttered roll, with fries. Allergens: \
             shellfish, egg, milk, gluten.",
        ),
        (
            "How much is a glass of chardonnay?",
            "House Chardonnay: $13. North Fork white wine, by the glass.",
        ),
        (
            "whats the price of the lobstr roll pls",
            "Lobster Roll: $34.",
        ),
        ("what does the key lime pie cost", "Key Lime Pie: $11."),
        ("is the steak frites gluten free?", "Steak Frites: $39."),
        (
            "do you have oysters",
            "Local Oysters on the Half Shell: $21.",
        ),
    ] {
        let said = ask(question).await;
        assert!(said.starts_with(answer), "{question}: {said}");
    }
}

#[tokio::test]
async fn several_dishes_of_a_name_are_told_together() {
    let said = ask("how much is a burger").await;
    assert!(
        said.contains("Bistro Burger: $21") && said.contains("Garden Burger: $19"),
        "{said}"
    );
}

#[tokio::test]
async fn dishes_with_a_property_are_listed() {
    for question in [
        "do you have vegan options?",
        "Which vegan dishes do you have?",
        "helo do u hav any vegan optoins??",
        "vegan?",
        "what plant-based food is there",
    ] {
        let said = ask(question).await;
        assert!(said.starts_with("Our vegan dishes"), "{question}: {said}");
        assert!(said.contains("Garden Burger ($19)") && !said.contains("Lobster Roll"));
    }
    let said = ask("Which dishes are gluten free?").await;
    assert!(
        said.contains("Steak Frites") && !said.contains("Bistro Burger"),
        "{said}"
    );
    assert!(said.contains("please tell us before you order"));
    assert_eq!(
        ask("which vegan desserts do you have?").await,
        "Vegan in Desserts: Warm Apple Crisp ($11), Sorbet of the Day ($8)."
    );
    let said = ask("any non-alcoholic drinks?").await;
    assert!(
        said.contains("Zero-Proof Mule") && !said.contains("Merlot"),
        "{said}"
    );
}

#[tokio::test]
async fn a_section_and_the_whole_menu_are_told() {
    for question in [
        "what desserts do you have",
        "show me the dessert menu",
        "desserts?",
        "do you have any desserts",
    ] {
        assert!(
            ask(question)
                .await
                .starts_with("Desserts: Key Lime Pie ($11)"),
            "{question}"
        );
    }
    assert!(
        ask("what's on the kids' menu?")
            .await
            .starts_with("Kids: Kids' Pasta")
    );
    for question in [
        "show me the menu",
        "menu",
        "what's on the menu?",
        "can I see your menu please",
        "what food do you serve",
    ] {
        assert!(
            ask(question)
                .await
                .starts_with("On our menu are Small Plates"),
            "{question}"
        );
    }
}

#[test]
fn questions_about_something_else_do_not_suit() {
    for question in [
        "How much is the filet mignon?",
        "How much is a helicopter sightseeing flight?",
        "Do you have a kids' menu?",
        "My daughter has a nut allergy. Do your dishes contain nuts?",
        "I have celiac disease, can I eat gluten free at your place?",
        "Is it safe to eat with you with a severe shellfish allergy?",
        "do you have high chairs for toddlers?",
        "What does the winter supper cost?",
        "What is your corkage fee?",
        "Tell me about the chef's table",
        "do you deliver, and what is the delivery fee?",
        "Do you have live music?",
        "Do you have Wi-Fi?",
        "do you have free parking?",
        "Do gift cards expire?",
        "is there free parking?",
        "do you sell car tires?",
        "I found glass in my soup",
        "are dogs allowed?",
        "tell me about Harbor Bistro",
        "What is the dress code?",
        "how much should I tip",
        "Do you take American Express and Apple Pay?",
        "Can I bring my own cake and what does it cost",
        "Do you have vegan options for private events?",
        "what time do you close",
        "thanks",
        "",
    ] {
        assert_eq!(suits(question), None, "{question}");
    }
}

#[tokio::test]
async fn what_is_told_can_be_cited() {
    let output = call(json!({"item": "lobster roll"})).await;
    let passage = &output.passages[0];
    assert_eq!(passage.article, "menu.json");
    assert!(output.text.contains(&passage.id));
    assert!(passage.text.contains("Lobster Roll: $34"));
    assert_eq!(passage.source, "https://harbor-bistro.example/menu");
}

#[tokio::test]
async fn what_is_not_on_the_menu_gets_no_answer() {
    let output = call(json!({"item": "filet mignon"})).await;
    assert_eq!((output.answer, output.passages), (None, Vec::new()));
    let context = testing::context("2027-03-17T15:00", "");
    let error = tool()
        .call(&context, json!({"tag": "halal"}))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("vegan"), "{error}");
}

#[tokio::test]
async fn an_exchanged_menu_counts_at_once() {
    let card = Arc::new(MenuCard::new(testing::menu()));
    let tool = MenuTool::new(card.clone());
    let text =
        r#"{"sections": [{"name": "Soups", "items": [{"name": "Lobster Roll", "price": 35.5}]}]}"#;
    card.replace(Menu::parse(text).unwrap());
    let context = testing::context("2027-03-17T15:00", "");
    let output = tool
        .call(&context, json!({"item": "lobster roll"}))
        .await
        .unwrap();
    assert_eq!(output.answer.unwrap(), "Lobster Roll: $35.50.");
}

#[test]
fn a_mistake_in_a_menu_is_told_with_its_place() {
    for (text, what) in [
        (
            r#"{"sections": [{"name": "A", "items": [{"name": "B", "price": "ten"}]}]}"#,
            "\"ten\"",
        ),
        (
            r#"{"sections": [{"name": "A", "items": [{"price": "10"}]}]}"#,
            "name",
        ),
        (r#"{"sections": ["#, "line 1"),
    ] {
        let error = Menu::parse(text).unwrap_err();
        assert!(error.what.contains(what), "{error}");
    }
}
