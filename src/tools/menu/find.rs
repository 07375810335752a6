//! Finding dishes, properties and sections by a customer's words, slips of the finger forgiven.

use super::card::{Item, Menu, Section};
use crate::words::{alike, plain, stem};
use std::collections::BTreeSet;

/// A dish and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dish<'a> {
    pub section: &'a Section,
    pub item: &'a Item,
}

/// All dishes in the order of the menu.
pub(super) fn all(menu: &Menu) -> impl Iterator<Item = Dish<'_>> {
    menu.sections
        .iter()
        .flat_map(|section| section.items.iter().map(move |item| Dish { section, item }))
}

/// Words of a dish's name or of an order for it that do not tell it from others.
const FILLERS: &[&str] = &[
    "a", "an", "and", "the", "of", "on", "in", "with", "day", "your", "kids",
];

/// The words of a name that tell it apart.
pub(super) fn stems(text: &str) -> Vec<String> {
    plain(text)
        .iter()
        .filter(|w| {
            !matches!(
                w.as_str(),
                "a" | "an" | "and" | "the" | "of" | "on" | "in" | "with"
            )
        })
        .map(|w| stem(w))
        .collect()
}

/// The dishes that the words mean: every word is in the name or the description, at least one in the name, and no other
/// dish holds more of them in its name. A dish whose whole name was written is meant alone.
pub(super) fn items<'a>(menu: &'a Menu, words: &str) -> Vec<Dish<'a>> {
    let wanted = stems(words);
    if wanted.is_empty() {
        return Vec::new();
    }
    let exact: Vec<Dish<'a>> = all(menu)
        .filter(|dish| stems(&dish.item.name) == wanted)
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let holds = |own: &[String], word: &String| own.iter().any(|o| alike(o, word));
    let mut found: Vec<(usize, Dish<'a>)> = Vec::new();
    for dish in all(menu) {
        let name = stems(&dish.item.name);
        let description = stems(&dish.item.description);
        let in_name = wanted.iter().filter(|w| holds(&name, w)).count();
        let elsewhere = wanted.iter().filter(|w| !holds(&name, w));
        let telling = wanted
            .iter()
            .any(|w| holds(&name, w) && !FILLERS.contains(&w.as_str()));
        if telling && elsewhere.into_iter().all(|w| holds(&description, w)) {
            found.push((in_name, dish));
        }
    }
    let most = found.iter().map(|(n, _)| *n).max().unwrap_or(0);
    found.retain(|(n, _)| *n == most);
    found.into_iter().map(|(_, dish)| dish).collect()
}

/// All properties of the menu's dishes, as written there.
pub(super) fn tags(menu: &Menu) -> BTreeSet<&str> {
    all(menu)
        .flat_map(|d| &d.item.tags)
        .map(String::as_str)
        .collect()
}

/// Other words for common properties.
const TAG_WORDS: &[(&str, &str)] = &[
    ("veggie", "vegetarian"),
    ("veg", "vegetarian"),
    ("meatless", "vegetarian"),
    ("plant based", "vegan"),
    ("glutenfree", "gluten free"),
    ("gf", "gluten free"),
    ("without gluten", "gluten free"),
    ("no gluten", "gluten free"),
    ("non alcoholic", "alcohol free"),
    ("nonalcoholic", "alcohol free"),
    ("without alcohol", "alcohol free"),
    ("no alcohol", "alcohol free"),
    ("mocktail", "alcohol free"),
    ("lactose free", "dairy free"),
    ("nondairy", "dairy free"),
];

/// A property as customers write it: `gluten_free` is "gluten free".
pub(super) fn spelled(tag: &str) -> String {
    plain(&tag.replace('_', " ")).join(" ")
}

/// The property that the words mean.
pub(super) fn tag<'a>(menu: &'a Menu, words: &str) -> Option<&'a str> {
    let words: Vec<String> = plain(&words.replace('_', " "));
    tag_in(menu, &words).map(|(tag, _)| tag)
}

/// The first property that is named in a question, and the places of the words that name it. Longer names first:
/// "alcohol free" is not "alcohol".
pub(super) fn tag_in<'a>(
    menu: &'a Menu,
    words: &[String],
) -> Option<(&'a str, std::ops::Range<usize>)> {
    let mut known: Vec<(String, &str)> = Vec::new();
    for tag in tags(menu) {
        let spelled = spelled(tag);
        known.extend(
            TAG_WORDS
                .iter()
                .filter(|(_, means)| *means == spelled)
                .map(|(word, _)| ((*word).to_owned(), tag)),
        );
        known.push((spelled, tag));
    }
    known.sort_by_key(|(spelled, _)| std::cmp::Reverse(spelled.split(' ').count()));
    known.into_iter().find_map(|(spelled, tag)| {
        let parts: Vec<&str> = spelled.split(' ').collect();
        let place = words.windows(parts.len()).position(|window| {
            window
                .iter()
                .zip(&parts)
                .all(|(w, p)| alike(w, p) || stem(w) == *p)
        })?;
        Some((tag, place..place + parts.len()))
    })
}

/// Other words for common sections.
const SECTION_WORDS: &[(&str, &str)] = &[
    ("entree", "main"),
    ("starter", "plate"),
    ("appetizer", "plate"),
    ("appetiser", "plate"),
    ("beverage", "drink"),
    ("children", "kid"),
    ("child", "kid"),
    ("toddler", "kid"),
];

/// Words in the names of sections that do not tell them apart.
const GENERIC: &[&str] = &["small", "course", "dish", "our", "menu"];

/// The words by which a section is named.
pub(super) fn section_stems(section: &Section) -> Vec<String> {
    let mut own = stems(&section.name);
    let also = SECTION_WORDS
        .iter()
        .filter(|(_, means)| own.iter().any(|o| o == means))
        .map(|(word, _)| (*word).to_owned());
    let also: Vec<String> = also.collect();
    own.extend(also);
    own
}

/// Whether a word means a section.
pub(super) fn names(section: &Section, word: &str) -> bool {
    !GENERIC.contains(&word) && section_stems(section).iter().any(|own| alike(own, word))
}

/// The section that the words mean.
pub(super) fn section<'a>(menu: &'a Menu, words: &str) -> Option<&'a str> {
    let wanted = stems(words);
    menu.sections
        .iter()
        .find(|s| stems(&s.name) == wanted)
        .or_else(|| {
            menu.sections
                .iter()
                .find(|s| wanted.iter().any(|w| names(s, w)))
        })
        .map(|s| s.name.as_str())
}
