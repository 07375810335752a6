//! Tests of the readable passages that facts become.

use super::*;
use crate::check::Severity;

fn read(text: &str) -> (Option<Article>, Vec<Problem>) {
    let mut problems = Vec::new();
    let setting = Setting {
        currency: "USD",
        today: NaiveDate::from_ymd_opt(2026, 12, 24).unwrap(),
    };
    (
        article("facts.json", text, setting, &mut problems),
        problems,
    )
}

fn told(article: &Article) -> Vec<String> {
    let told = article.parts.iter().map(|part| {
        let texts: Vec<_> = part
            .blocks
            .iter()
            .map(|block| block.text.as_str())
            .collect();
        let above = part
            .headings
            .iter()
            .chain(&part.question)
            .cloned()
            .collect::<Vec<_>>();
        format!("[{}] {}", above.join(" > "), texts.join(" "))
    });
    told.collect()
}

#[test]
fn a_menu_is_told_by_dish_by_section_and_by_tag() {
    let (article, problems) = read(
        r#"{"sections": [{"name": "Soups", "description": "Made every morning",
            "items": [
              {"name": "Chowder", "description": "Clams and cream", "price": "13.00", "allergens": ["shellfish", "milk"]},
              {"name": "Tomato Soup", "price": 10.5, "tags": ["vegan", "gluten_free"]},
              {"name": "Nut Soup", "price": "market price", "tags": ["contains_nuts"]}]}]}"#,
    );
    assert_eq!(problems, []);
    assert_eq!(
        told(&article.unwrap()),
        [
            "[] On our menu you find Soups.",
            "[Soups] Made every morning. - Chowder ($13) - Tomato Soup ($10.50) - Nut Soup (market price)",
            "[Soups > Chowder] Chowder ($13). Clams and cream. Contains shellfish and milk.",
            "[Soups > Tomato Soup] Tomato Soup ($10.50). Vegan, gluten-free.",
            "[Soups > Nut Soup] Nut Soup (market price). Contains nuts.",
            "[Dishes and drinks that contain milk] - Chowder ($13)",
            "[Dishes and drinks that contain nuts] - Nut Soup (market price)",
            "[Dishes and drinks that contain shellfish] - Chowder ($13)",
            "[Gluten-free dishes and drinks] - Tomato Soup ($10.50)",
            "[Vegan dishes and drinks] - Tomato Soup ($10.50)",
        ]
    );
}

#[test]
fn services_are_told_with_price_length_and_size() {
    let (article, _) = read(
        r#"{"currency": "EUR", "services": [{"name": "Oyster Class", "description": "Shuck a dozen.",
            "duration_min": 90, "price": "65.00", "price_per": "person", "capacity": 10}]}"#,
    );
    assert_eq!(
        told(&article.unwrap())[1],
        "[Oyster Class] Oyster Class: Shuck a dozen. Price: €65 per person. Duration: 1 hour 30 minutes. For up to 10 people."
    );
}

#[test]
fn a_business_is_told_with_its_own_facts_and_the_holidays_to_come() {
    let (article, problems) = read(
        r#"{"name": "Harbor", "phone": "1", "events_phone": "2", "parking_code": "77",
            "hours": {"text": "Daily 9-5"},
            "holidays": [{"date": "2026-11-26", "name": "Thanksgiving", "closed": true},
                         {"date": "2026-12-24", "name": "Christmas Eve", "hours": "9-12"},
                         {"date": "2026-12-25", "name": "Christmas Day", "closed": true},
                         {"date": "2027-12-24", "name": "Christmas Eve", "closed": true}],
            "facts": [{"question": "Who owns it?", "answer": "Ana"}]}"#,
    );
    assert_eq!(problems, []);
    let article = article.unwrap();
    assert_eq!(article.title, "About Harbor");
    assert_eq!(
        told(&article),
        [
            "[Phone] Phone: 1. Events phone: 2.",
            "[Parking code] Parking code: 77.",
            "[Opening hours] Daily 9-5.",
            "[Holidays] We are closed on Christmas Day and Christmas Eve. We have special hours on Christmas Eve.",
            "[Holidays > Christmas Eve] Christmas Eve: On Thursday, December 24, 2026 we are open 9-12. On Friday, December 24, 2027 we are closed.",
            "[Holidays > Christmas Day] Christmas Day: On Friday, December 25, 2026 we are closed.",
            "[Who owns it?] Ana.",
        ]
    );
}

#[test]
fn a_misspelt_key_is_told_with_its_line_and_the_rest_is_used() {
    let (article, problems) = read(
        "{\"sections\": [{\"name\": \"Soups\", \"items\": [\n{\"name\": \"Chowder\", \"pirce\": \"13\"}]}]}",
    );
    assert!(article.is_some());
    assert_eq!(
        problems[0].to_string(),
        "facts.json:2 `sections[0].items[0].pirce`: is not known; write `price`"
    );
    let (article, problems) = read(r#"{"name": "Harbor", "hours": {"txt": "x", "text": "y"}}"#);
    assert!(article.is_some());
    assert_eq!(problems[0].key.as_deref(), Some("hours.txt"));
}

#[test]
fn a_file_that_cannot_be_used_is_told() {
    for (text, what) in [
        ("{\"sections\": [\n{]}", "it is not JSON"),
        (r#"{"prices": []}"#, "it is neither a menu"),
        (r#"[1, 2]"#, "it is neither a menu"),
        (r#"{"sections": "soups"}"#, "a value is of the wrong kind"),
    ] {
        let (article, problems) = read(text);
        assert!(article.is_none(), "{text}");
        assert!(problems[0].what.starts_with(what), "{problems:?}");
        assert_eq!(problems[0].severity, Severity::Error);
    }
}
