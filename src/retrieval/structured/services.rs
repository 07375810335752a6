//! Services: a passage for each, and one that names them all.

use super::{Price, Setting, listed, money, sentence, words_of};
use crate::article::{Article, Part};
use serde::Deserialize;

pub(super) const KEYS: [(&str, &[&str]); 2] = [
    ("", &["title", "currency", "source", "also", "services"]),
    (
        "services[]",
        &[
            "name",
            "description",
            "duration_min",
            "price",
            "price_per",
            "capacity",
        ],
    ),
];

#[derive(Debug, Deserialize)]
pub(super) struct Services {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    also: Vec<String>,
    services: Vec<Offer>,
}

#[derive(Debug, Deserialize)]
struct Offer {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    duration_min: Option<u32>,
    #[serde(default)]
    price: Option<Price>,
    #[serde(default)]
    price_per: Option<String>,
    #[serde(default)]
    capacity: Option<u32>,
}

pub(super) fn article(services: Services, setting: Setting<'_>) -> Article {
    let currency = services.currency.as_deref().unwrap_or(setting.currency);
    let names: Vec<_> = services.services.iter().map(|s| s.name.clone()).collect();
    let overview = Part::of(&[], format!("We offer {}.", listed(&names)))
        .asked_as(["what services do you offer", "what can I book"])
        .asked_as(services.also);
    let each = services
        .services
        .iter()
        .map(|s| Part::of(&[&s.name], told(s, currency)));
    Article {
        title: services.title.unwrap_or_else(|| "Services".into()),
        source: services.source,
        parts: std::iter::once(overview).chain(each).collect(),
        ..Article::default()
    }
}

fn told(service: &Offer, currency: &str) -> String {
    let price = service.price.as_ref().map(|price| {
        let per = service.price_per.as_deref().map(words_of);
        let per = per.map_or_else(String::new, |per| format!(" per {per}"));
        format!("{}{per}", money::shown(price, currency))
    });
    let facts: Vec<String> = [
        price.map(|price| format!("Price: {price}.")),
        service
            .duration_min
            .map(|minutes| format!("Duration: {}.", duration(minutes))),
        service
            .capacity
            .map(|people| format!("For up to {people} people.")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let told = format!(
        "{}: {} {}",
        service.name,
        sentence(&service.description),
        facts.join(" ")
    );
    told.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn duration(minutes: u32) -> String {
    let counted = |n: u32, unit: &str| match n {
        0 => None,
        1 => Some(format!("1 {unit}")),
        n => Some(format!("{n} {unit}s")),
    };
    let parts = [
        counted(minutes / 60, "hour"),
        counted(minutes % 60, "minute"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
