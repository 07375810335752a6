//! A menu: a passage for each dish, each section, each tag and each allergen.

use super::{Price, Setting, capitalised, listed, money, sentence, words_of};
use crate::article::{Article, Block, Part};
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) const KEYS: [(&str, &[&str]); 3] = [
    ("", &["title", "currency", "source", "also", "sections"]),
    ("sections[]", &["name", "description", "items"]),
    (
        "sections[].items[]",
        &["name", "description", "price", "tags", "allergens"],
    ),
];

#[derive(Debug, Deserialize)]
pub(super) struct Menu {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    also: Vec<String>,
    sections: Vec<Section>,
}

#[derive(Debug, Deserialize)]
struct Section {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Item {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    price: Option<Price>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    allergens: Vec<String>,
}

pub(super) fn article(menu: Menu, setting: Setting<'_>) -> Article {
    let currency = menu.currency.as_deref().unwrap_or(setting.currency);
    let mut parts = vec![overview(&menu)];
    for section in &menu.sections {
        let priced: Vec<_> = section.items.iter().map(|i| priced(i, currency)).collect();
        parts.push(list(&section.name, sentence(&section.description), &priced));
        for item in &section.items {
            let text = dish(item, currency);
            parts.push(Part::of(&[&section.name, &item.name], text));
        }
    }
    for (heading, priced) in marked(&menu, currency) {
        parts.push(list(&heading, String::new(), &priced));
    }
    Article {
        title: menu.title.unwrap_or_else(|| "Menu".into()),
        source: menu.source,
        parts,
        ..Article::default()
    }
}

fn overview(menu: &Menu) -> Part {
    let names: Vec<_> = menu.sections.iter().map(|s| s.name.clone()).collect();
    let text = format!("On our menu you find {}.", listed(&names));
    Part::of(&[], text)
        .asked_as([
            "what is on the menu",
            "what do you serve",
            "what food do you have",
        ])
        .asked_as(menu.also.iter().cloned())
}

fn dish(item: &Item, currency: &str) -> String {
    let mut text = vec![
        format!("{}.", priced(item, currency)),
        sentence(&item.description),
    ];
    let tags: Vec<_> = item.tags.iter().map(|tag| words_of(tag)).collect();
    let (contains, is): (Vec<_>, Vec<_>) = tags
        .into_iter()
        .partition(|tag| tag.starts_with("contains "));
    if !is.is_empty() {
        text.push(sentence(&capitalised(&is.join(", "))));
    }
    let mut allergens: Vec<_> = item.allergens.iter().map(|a| words_of(a)).collect();
    if allergens.is_empty() {
        allergens = contains
            .iter()
            .map(|tag| tag["contains ".len()..].to_owned())
            .collect();
    }
    if !allergens.is_empty() {
        text.push(format!("Contains {}.", listed(&allergens)));
    }
    text.retain(|sentence| !sentence.is_empty());
    text.join(" ")
}

fn priced(item: &Item, currency: &str) -> String {
    match &item.price {
        Some(price) => format!("{} ({})", item.name, money::shown(price, currency)),
        None => item.name.clone(),
    }
}

/// What each tag and each allergen marks, under its heading.
fn marked(menu: &Menu, currency: &str) -> BTreeMap<String, Vec<String>> {
    let mut marked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in menu.sections.iter().flat_map(|section| &section.items) {
        let tags = item.tags.iter().map(|tag| words_of(tag)).map(|tag| {
            let contains = tag.strip_prefix("contains ").map(str::to_owned);
            contains.map_or_else(
                || format!("{} dishes and drinks", capitalised(&tag)),
                holding,
            )
        });
        let allergens = item.allergens.iter().map(|a| holding(words_of(a)));
        for heading in tags.chain(allergens) {
            let items = marked.entry(heading).or_default();
            let item = priced(item, currency);
            if items.last() != Some(&item) {
                items.push(item);
            }
        }
    }
    marked
}

fn holding(what: String) -> String {
    format!("Dishes and drinks that contain {what}")
}

/// A heading and what belongs under it, to be cut between items.
fn list(heading: &str, intro: String, items: &[String]) -> Part {
    let mut part = Part::of(&[heading], intro);
    part.blocks.retain(|block| !block.text.is_empty());
    part.blocks.extend(items.iter().map(|item| Block {
        text: format!("- {item}"),
        tight: true,
    }));
    part
}
