//! Structured facts to an [`Article`]: menus, services, and what a business says of itself, in sentences that can be
//! quoted. A file's shape is told by its keys; the sentences are English.

mod business;
mod menu;
mod money;
mod services;

use crate::{
    article::Article,
    check::{Problem, mend_key},
};
use chrono::NaiveDate;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// What a file of facts is read with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// For files that name no currency.
    pub(crate) currency: &'a str,
    /// Holidays before it are over.
    pub(crate) today: NaiveDate,
}

/// Reads a file of facts. `None` where nothing of it can be used.
pub(crate) fn article(
    file: &str,
    text: &str,
    setting: Setting<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    let value: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) => value,
        Err(error) => {
            let what = format!("it is not JSON and is left out: {error}");
            problems.push(
                Problem::error(
                    file,
                    what,
                    "mend the line; a comma or a quote is the usual cause",
                )
                .at(error.line()),
            );
            return None;
        }
    };
    let mut reading = Reading {
        file,
        text,
        problems,
    };
    let article = if value.get("sections").is_some() {
        reading
            .read(value, &menu::KEYS)
            .map(|menu| menu::article(menu, setting))
    } else if value.get("services").is_some() {
        reading
            .read(value, &services::KEYS)
            .map(|services| services::article(services, setting))
    } else if business::KEYS.iter().any(|key| value.get(key.0).is_some()) {
        reading.business(value, setting)
    } else {
        let what = "it is neither a menu, nor services, nor facts on the business, and is left out";
        let mend = "give it `sections`, `services`, or keys such as `address`, `hours`, `facts`";
        reading.problems.push(Problem::error(file, what, mend));
        None
    };
    article.map(|article| Article {
        name: file.into(),
        ..article
    })
}

/// The keys a shape knows: the path of an object (members of lists as `[]`) and its keys.
type Keys<'a> = [(&'a str, &'a [&'a str])];

/// A file that is being read.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    fn read<T: DeserializeOwned>(&mut self, value: Value, keys: &Keys<'_>) -> Option<T> {
        self.unknown(&value, "", "", keys);
        match serde_json::from_value(value) {
            Ok(read) => Some(read),
            Err(error) => {
                let what = format!("a value is of the wrong kind, so it is left out: {error}");
                let mend = "write it as the sample business does in knowledge/harbor-bistro";
                self.problems.push(Problem::error(self.file, what, mend));
                None
            }
        }
    }

    /// A business may add facts of its own as texts; anything else unknown is told.
    fn business(&mut self, value: Value, setting: Setting<'_>) -> Option<Article> {
        let Value::Object(mut all) = value else {
            return None;
        };
        let own = |key: &str, value: &Value| {
            value.is_string() && !business::KEYS.iter().any(|known| known.0 == key)
        };
        let (own, known): (Map<_, _>, Map<_, _>) = std::mem::take(&mut all)
            .into_iter()
            .partition(|(key, value)| own(key, value));
        let keys: Vec<&str> = business::KEYS.iter().map(|key| key.0).collect();
        let mut objects = vec![("", keys.as_slice())];
        objects.extend(
            business::KEYS
                .iter()
                .copied()
                .filter(|key| !key.1.is_empty()),
        );
        let facts = self.read(Value::Object(known), &objects)?;
        Some(business::article(facts, &own, setting))
    }

    /// Tells the keys that nobody reads: they are misspelt, as a rule.
    fn unknown(&mut self, value: &Value, path: &str, shape: &str, keys: &Keys<'_>) {
        match value {
            Value::Array(members) => {
                for (member, n) in members.iter().zip(0..) {
                    self.unknown(member, &format!("{path}[{n}]"), &format!("{shape}[]"), keys);
                }
            }
            Value::Object(object) => {
                let Some((_, known)) = keys.iter().find(|(of, _)| *of == shape) else {
                    return;
                };
                for (key, value) in object {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    let shape = if shape.is_empty() {
                        key.clone()
                    } else {
                        format!("{shape}.{key}")
                    };
                    if known.contains(&key.as_str()) {
                        self.unknown(value, &path, &shape, keys);
                    } else {
                        let line = self.line_of(key);
                        let problem =
                            Problem::error(self.file, "is not known", mend_key(key, known));
                        self.problems.push(Problem {
                            line,
                            ..problem.of(path)
                        });
                    }
                }
            }
            _ => {}
        }
    }

    fn line_of(&self, key: &str) -> Option<usize> {
        let at = self.text.find(&format!("\"{key}\""))?;
        Some(self.text[..at].matches('\n').count() + 1)
    }
}

/// A price as a file gives it: `"13.00"` or `13`.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Price {
    Text(String),
    Number(serde_json::Number),
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `gluten_free` is read as "gluten-free".
fn words_of(tag: &str) -> String {
    let tag = tag.trim().to_lowercase();
    match tag.strip_suffix("_free") {
        Some(what) => format!("{}-free", what.replace('_', " ")),
        None => tag.replace(['_', '-'], " "),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// With a full stop, where it does not end a sentence already.
fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.chars().last() {
        None => String::new(),
        Some('.' | '!' | '?' | '…') => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}

#[cfg(test)]
mod tests;
