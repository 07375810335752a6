//! Whether a question is one about the menu. Every word must be explained: by the form of the question, a property, a
//! section or a dish. What stays unexplained makes it a question about something else, which the articles answer.

use super::{Menu, find};
use crate::words::{alike, padded, plain, stem};
use serde_json::{Value, json};

/// Words that only shape a question.
const FORM: &[&str] = &[
    "a",
    "about",
    "all",
    "also",
    "am",
    "an",
    "and",
    "any",
    "anything",
    "are",
    "at",
    "available",
    "be",
    "by",
    "can",
    "could",
    "cost",
    "costs",
    "currently",
    "describe",
    "did",
    "do",
    "does",
    "for",
    "from",
    "get",
    "give",
    "go",
    "got",
    "guys",
    "hav",
    "have",
    "hello",
    "helo",
    "here",
    "hey",
    "hi",
    "how",
    "hv",
    "i",
    "id",
    "if",
    "im",
    "in",
    "is",
    "it",
    "its",
    "just",
    "kind",
    "kinds",
    "know",
    "like",
    "list",
    "looking",
    "many",
    "me",
    "much",
    "my",
    "need",
    "of",
    "offer",
    "on",
    "one",
    "or",
    "order",
    "our",
    "please",
    "pls",
    "plz",
    "price",
    "prices",
    "priced",
    "see",
    "sell",
    "serve",
    "served",
    "serving",
    "show",
    "so",
    "some",
    "sort",
    "sorts",
    "tell",
    "thanks",
    "that",
    "thats",
    "the",
    "their",
    "them",
    "there",
    "these",
    "they",
    "this",
    "to",
    "today",
    "tonight",
    "type",
    "types",
    "u",
    "us",
    "want",
    "we",
    "what",
    "whats",
    "which",
    "will",
    "with",
    "would",
    "yall",
    "you",
    "your",
    "youve",
    "contain",
    "contains",
    "ingredients",
    "come",
    "comes",
    "glass",
    "bottle",
    "bowl",
    "cup",
    "pint",
    "plate",
    "portion",
    "order",
    "charge",
    "menu",
    "menus",
    "view",
    "look",
    "check",
    "read",
    "find",
    "where",
    "still",
];

/// Words for food in general.
const FOOD: &[&str] = &[
    "dish",
    "option",
    "item",
    "food",
    "meal",
    "thing",
    "choice",
    "something",
    "stuff",
    "eat",
    "drink",
    "cuisine",
    "selection",
    "plate",
    "main",
];

/// Words that turn a question over to the articles or to people: health is nothing to answer from a list.
const NEVER: &[&str] = &[
    "allergy",
    "allergic",
    "allergies",
    "allergen",
    "allergens",
    "celiac",
    "coeliac",
    "anaphylaxis",
    "anaphylactic",
    "epipen",
    "reaction",
    "safe",
    "severe",
    "cross",
    "intolerant",
    "intolerance",
    "pregnant",
    "refund",
    "complaint",
    "complain",
    "wrong",
    "cold",
    "sick",
    "ill",
    "poisoning",
    "found",
    "delivery",
    "catering",
    "corkage",
    "gift",
];

struct Question<'a> {
    menu: &'a Menu,
    words: Vec<String>,
    text: String,
    /// What is left when its form is taken away, as written and as stems.
    rest: Vec<String>,
}

/// The arguments for a question about the menu.
pub(super) fn suits(question: &str, menu: &Menu, business: &str) -> Option<Value> {
    let words = plain(question);
    if words.is_empty() || words.iter().any(|w| NEVER.contains(&w.as_str())) {
        return None;
    }
    let own_name = plain(business);
    let rest = words
        .iter()
        .filter(|w| !FORM.contains(&w.as_str()) && !own_name.contains(w))
        .cloned()
        .collect();
    let question = Question {
        menu,
        text: padded(&words),
        words,
        rest,
    };
    question
        .by_tag()
        .or_else(|| question.by_section())
        .or_else(|| question.by_item())
        .or_else(|| question.whole())
}

impl Question<'_> {
    fn says(&self, phrases: &[&str]) -> bool {
        phrases
            .iter()
            .any(|p| self.text.contains(&format!(" {p} ")))
    }

    fn asks_price(&self) -> bool {
        self.says(&[
            "price", "prices", "priced", "cost", "costs", "how much", "charge",
        ])
    }

    fn asks_whether(&self) -> bool {
        self.says(&[
            "do you have",
            "do u have",
            "do u hav",
            "do you hav",
            "do you serve",
            "do you sell",
            "do you offer",
            "do you do",
            "have you got",
            "you got",
            "got any",
            "have any",
            "is there",
            "are there",
            "any",
            "i want",
            "id like",
            "looking for",
            "can i get",
            "can i have",
            "do yall have",
            "you have",
        ])
    }

    fn asks_which(&self) -> bool {
        self.says(&[
            "what", "whats", "which", "show", "list", "see", "tell me", "describe", "view",
            "give me",
        ])
    }

    /// The section that all these words name, if they do.
    fn section_of<'w>(&self, mut words: impl Iterator<Item = &'w String> + Clone) -> Option<&str> {
        words.clone().next()?;
        let section = self
            .menu
            .sections
            .iter()
            .find(|s| words.clone().any(|w| find::names(s, &stem(w))))?;
        let own = find::section_stems(section);
        let all = words.all(|w| own.iter().any(|o| alike(o, &stem(w))) || is_food(w));
        all.then_some(section.name.as_str())
    }

    /// "Which vegan desserts do you have?"
    fn by_tag(&self) -> Option<Value> {
        let (tag, place) = find::tag_in(self.menu, &self.words)?;
        if tag.starts_with("contains") {
            return None;
        }
        let named = &self.words[place];
        let left: Vec<&String> = self.rest.iter().filter(|w| !named.contains(w)).collect();
        let food = left.iter().any(|w| is_food(w)) || self.says(&["something", "anything", "menu"]);
        let other: Vec<&String> = left.into_iter().filter(|w| !is_food(w)).collect();
        if let Some(section) = self.section_of(other.iter().copied()) {
            return Some(json!({ "tag": tag, "section": section }));
        }
        let asks = food || self.asks_whether() || self.asks_which() || self.words.len() <= 3;
        if other.is_empty() {
            return asks.then(|| json!({ "tag": tag }));
        }
        // "Is the lobster roll gluten free?" is about the dish, which tells its properties.
        let words: Vec<&str> = other.iter().map(|w| w.as_str()).collect();
        let dishes = find::items(self.menu, &words.join(" "));
        match dishes.as_slice() {
            [] => None,
            [one] => Some(json!({ "item": one.item.name })),
            _ => Some(json!({ "item": words.join(" ") })),
        }
    }

    /// "What desserts do you have?"
    fn by_section(&self) -> Option<Value> {
        let section = self.section_of(self.rest.iter())?;
        // "Do you have a kids' menu?" asks whether, and an article says more than a list.
        let about_menu = self.says(&["menu", "menus"]);
        let asks = self.asks_which() || (!about_menu && (self.asks_whether() || self.asks_price()));
        (asks || self.words.len() <= 3).then(|| json!({ "section": section }))
    }

    /// "How much is the lobster roll?"
    fn by_item(&self) -> Option<Value> {
        let asks = self.asks_price()
            || self.asks_whether()
            || self.says(&[
                "whats in",
                "what is in",
                "tell me about",
                "describe",
                "ingredients",
                "contain",
                "contains",
                "comes with",
                "come with",
                "in the",
                "is the",
                "are the",
            ]);
        if !asks || self.says(&["menu", "menus"]) {
            return None;
        }
        let words = self.rest.join(" ");
        match find::items(self.menu, &words).as_slice() {
            [] => None,
            [one] => Some(json!({ "item": one.item.name })),
            _ => Some(json!({ "item": words })),
        }
    }

    /// "Show me the menu."
    fn whole(&self) -> Option<Value> {
        let menu = self.says(&["menu", "menus"]);
        let nothing_else = self.rest.iter().all(|w| is_food(w));
        let asks = self.asks_which() || self.words.len() <= 2 || self.asks_whether();
        let food =
            !self.rest.is_empty() && self.asks_which() && self.says(&["serve", "have", "offer"]);
        (nothing_else && asks && (menu || food)).then(|| json!({}))
    }
}

fn is_food(word: &str) -> bool {
    let word = stem(word);
    FOOD.iter().any(|f| alike(f, &word))
}
