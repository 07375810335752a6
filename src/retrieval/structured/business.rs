//! What a business says of itself: how to reach it, when it is open, its holidays, and questions with their answers.

use super::{Setting, capitalised, listed, sentence};
use crate::article::{Article, Part};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The keys, with those of the objects in them. Further keys whose values are texts are facts of the business's own.
pub(super) const KEYS: [(&str, &[&str]); 13] = [
    ("name", &[]),
    ("description", &[]),
    ("address", &[]),
    ("phone", &[]),
    ("email", &[]),
    ("website", &[]),
    ("source", &[]),
    ("social", &[]),
    ("hours", &["text"]),
    ("holidays", &[]),
    ("holidays[]", &["date", "name", "closed", "hours"]),
    ("facts", &[]),
    ("facts[]", &["question", "answer", "also"]),
];

#[derive(Debug, Deserialize)]
pub(super) struct Business {
    #[serde(default)]
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    website: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    social: BTreeMap<String, String>,
    #[serde(default)]
    hours: Option<Hours>,
    #[serde(default)]
    holidays: Vec<Holiday>,
    #[serde(default)]
    facts: Vec<Fact>,
}

#[derive(Debug, Deserialize)]
struct Hours {
    text: String,
}

#[derive(Debug, Deserialize)]
struct Holiday {
    date: NaiveDate,
    name: String,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    hours: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Fact {
    question: String,
    answer: String,
    #[serde(default)]
    also: Vec<String>,
}

pub(super) fn article(
    business: Business,
    own: &Map<String, Value>,
    setting: Setting<'_>,
) -> Article {
    let mut parts = contact(&business, own);
    if let Some(hours) = &business.hours {
        parts.push(
            Part::of(&["Opening hours"], sentence(&hours.text)).asked_as([
                "when are you open",
                "what are your opening hours",
                "what time do you open",
                "what time do you close",
            ]),
        );
    }
    parts.extend(holidays(&business.holidays, setting.today));
    parts.extend(business.facts.into_iter().map(|fact| Part {
        question: Some(fact.question),
        ..Part::of(&[], sentence(&fact.answer)).asked_as(fact.also)
    }));
    let name = if business.name.is_empty() {
        "us"
    } else {
        &business.name
    };
    Article {
        title: format!("About {name}"),
        source: business.source,
        parts,
        ..Article::default()
    }
}

/// Name, address, numbers: what somebody asks who wants to come or call.
fn contact(business: &Business, own: &Map<String, Value>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut tell = |heading: &str, text: String, also: &[&str]| {
        if !text.is_empty() {
            parts.push(Part::of(&[heading], text).asked_as(also.iter().copied()));
        }
    };
    let own: Vec<_> = own
        .iter()
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
        .collect();
    let with_own = |label: &str, value: &str, ending: &str| {
        let more = own.iter().filter(|(key, _)| key.ends_with(ending));
        let more = more.map(|(key, value)| fact(key, value));
        let first = (!value.is_empty()).then(|| format!("{label}: {value}."));
        first.into_iter().chain(more).collect::<Vec<_>>().join(" ")
    };
    tell(
        "About us",
        sentence(&business.description),
        &["who are you"],
    );
    let address = with_own("Our address", &business.address, "address");
    tell(
        "Address",
        address,
        &[
            "where are you",
            "where are you located",
            "what is your address",
        ],
    );
    let phone = with_own("Phone", &business.phone, "phone");
    tell(
        "Phone",
        phone,
        &[
            "what is your phone number",
            "how can I call you",
            "telephone",
        ],
    );
    let email = with_own("E-mail", &business.email, "email");
    tell("E-mail", email, &["what is your email address"]);
    let website = with_own("Website", &business.website, "website");
    tell("Website", website, &["what is your website"]);
    let social: Vec<_> = business
        .social
        .iter()
        .map(|(site, name)| format!("{} ({name})", capitalised(site)))
        .collect();
    if !social.is_empty() {
        tell(
            "Social media",
            format!("You find us on {}.", listed(&social)),
            &[],
        );
    }
    for (key, value) in &own {
        if !["address", "phone", "email", "website"]
            .iter()
            .any(|ending| key.ends_with(ending))
        {
            tell(&label(key), fact(key, value), &[]);
        }
    }
    parts
}

fn label(key: &str) -> String {
    capitalised(&key.replace(['_', '-'], " "))
}

fn fact(key: &str, value: &str) -> String {
    format!("{}: {}", label(key), sentence(value))
}

/// The holidays that are still to come: a passage for each name, and one for all.
fn holidays(holidays: &[Holiday], today: NaiveDate) -> Vec<Part> {
    let mut named: BTreeMap<(NaiveDate, &str), Vec<String>> = BTreeMap::new();
    let mut first: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    let (mut closed, mut special) = (Vec::new(), Vec::new());
    for holiday in holidays.iter().filter(|h| h.date >= today) {
        let day = holiday.date.format("%A, %B %-d, %Y");
        let told = match (holiday.closed, &holiday.hours) {
            (true, _) => format!("On {day} we are closed."),
            (false, Some(hours)) => {
                format!("On {day} we are open {}.", hours.trim_end_matches('.'))
            }
            (false, None) => format!("On {day} we are open."),
        };
        let since = *first.entry(&holiday.name).or_insert(holiday.date);
        named.entry((since, &holiday.name)).or_default().push(told);
        let all = if holiday.closed {
            &mut closed
        } else {
            &mut special
        };
        if !all.contains(&holiday.name) {
            all.push(holiday.name.clone());
        }
    }
    let mut all = Vec::new();
    if !closed.is_empty() {
        all.push(format!("We are closed on {}.", listed(&closed)));
    }
    if !special.is_empty() {
        all.push(format!("We have special hours on {}.", listed(&special)));
    }
    let all = (!all.is_empty()).then(|| Part::of(&["Holidays"], all.join(" ")));
    let each = named.into_iter().map(|((_, name), told)| {
        Part::of(&["Holidays", name], format!("{name}: {}", told.join(" ")))
    });
    all.into_iter().chain(each).collect()
}
